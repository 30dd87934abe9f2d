// Writes what all rooms ask, by hash, as the gateway reads it.
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { ROOMS } from "../rooms.ts";

function texts(): [string, string][] {
  const files = ROOMS.map((name) => readFileSync(`${name}/graph/persisted-documents.json`, "utf8"));
  return files.flatMap((file) => Object.entries<string>(JSON.parse(file)));
}

/** By the name of the operation, so that a change is read as one. */
function sorted(): Record<string, string> {
  const name = (text: string) => /(?:query|mutation|subscription) (\w+)/.exec(text)?.[1] ?? "";
  const order = (a: [string, string], b: [string, string]) => (name(a[1]) < name(b[1]) ? -1 : 1);
  return Object.fromEntries(texts().sort(order));
}

export const operations = (): Plugin => ({
  name: "operations",
  apply: "build",
  generateBundle() {
    const source = `${JSON.stringify(sorted(), null, 1)}\n`;
    this.emitFile({ type: "asset", fileName: "operations.json", source });
  },
});
