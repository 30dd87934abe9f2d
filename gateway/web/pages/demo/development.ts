// What the gateway offers in development only, beside the graph.
import { askAs } from "../shared/asking/client";
import { NowDocument } from "../shared/graph/graphql";

interface Reached {
  readonly now: string;
  /** From 0 to 1. */
  readonly done: number;
}

export interface CaughtMessage {
  readonly id: string;
  readonly channel: "sms" | "email";
  readonly body: string;
  readonly subject?: string;
  readonly time: string;
}

interface Claims {
  readonly role: "member" | "staff" | "partner" | "host";
  readonly id: string;
  readonly name?: string;
  readonly staff_kind?: string;
  readonly second_factor?: boolean;
}

async function answered(answer: Response): Promise<Response> {
  if (!answer.ok) throw new Error((await answer.json()).message);
  return answer;
}

export async function tokenOf(claims: Claims): Promise<string> {
  const answer = await fetch("/dev/token", { method: "POST", body: JSON.stringify(claims) });
  return (await (await answered(answer)).json()).token;
}

export async function now(): Promise<string> {
  return (await askAs(NowDocument, {}, null)).now ?? new Date().toISOString();
}

/** Lets that time pass, with all that falls due in it. `advance`: ISO 8601, such as P31D. */
export async function pass(advance: string, tell: (reached: Reached) => void): Promise<void> {
  const answer = await fetch("/dev/clock", {
    method: "POST",
    headers: { accept: "application/x-ndjson" },
    body: JSON.stringify({ advance }),
  });
  const reader = (await answered(answer)).body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) tell(told(line));
  }
}

function told(line: string): Reached {
  const said = JSON.parse(line);
  if ("code" in said) throw new Error(said.message);
  return said;
}

/** What came to a number or an address, the newest first. */
export async function messagesTo(to: string): Promise<CaughtMessage[]> {
  const answer = await fetch(`/dev/messages?${new URLSearchParams({ to })}`);
  return (await answered(answer)).json();
}
