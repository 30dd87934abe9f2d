// A member's app in TypeScript: a mis-click, taken back, as graphql-codegen types it.
//   node story.ts URL TOKEN
// Says what the graph said, one step a line, as JSON.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { CancelDocument, OwnMembershipDocument, UndoChangeDocument } from "./graph.ts";

const [url, token] = process.argv.slice(2);

async function ask<Result, Variables>(
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await response.json()) as { data: Result; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const say = (step: string, what: string | null) => console.log(JSON.stringify({ step, what }));

const before = await ask(OwnMembershipDocument, {});
say("before", before.me?.membership?.status ?? null);

const { cancel } = await ask(CancelDocument, { input: {} });
// @ts-expect-error: who is refused has no membership; the types ask first which it is
void cancel.membership;
if (cancel.__typename === "MembershipSuccess") say("cancelled", cancel.membership?.undo?.eventType ?? null);
else say("refused", cancel.code);

for (const _ of [1, 2]) {
  const { undoChange } = await ask(UndoChangeDocument, { input: {} });
  if (undoChange.__typename === "MembershipSuccess") say("undone", undoChange.membership?.status ?? null);
  else if (undoChange.__typename === "NotAllowed") say("refused", undoChange.allowed.includes("cancel") ? "once" : null);
  else say("failed", undoChange.message);
}
