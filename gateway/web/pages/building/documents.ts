// What goes to browsers of each operation: its hash, kind and name. Its text is the gateway's.
import type { Plugin } from "vite";

const DOCUMENT = /^(export const \w+Document = )(\{.*\})( as unknown as DocumentNode)/gm;

interface Written {
  readonly __meta__: { readonly hash: string };
  readonly definitions: readonly { readonly operation?: string; readonly name: object }[];
}

function short(text: string): string {
  const { __meta__, definitions }: Written = JSON.parse(text);
  const kind = "OperationDefinition";
  const selectionSet = { kind: "SelectionSet", selections: [] };
  const [whole] = definitions.filter((one) => one.operation);
  if (!whole) throw new Error(`no operation in ${text.slice(0, 200)}`);
  const operation = { kind, operation: whole.operation, name: whole.name, selectionSet };
  const documentId = __meta__.hash;
  return JSON.stringify({ kind: "Document", documentId, definitions: [operation] });
}

export const documents = (): Plugin => ({
  name: "documents",
  apply: "build",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("/graph/graphql.ts")) return;
    return code.replace(DOCUMENT, (_all, before, text, after) => before + short(text) + after);
  },
});
