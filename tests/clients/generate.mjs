// Writes what a client team's graphql-codegen would: the types of the operations, and each operation
// as a typed document.
//   node generate.mjs SCHEMA OPERATIONS OUT
import { codegen } from "@graphql-codegen/core";
import * as documents from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [schema, folder, out] = process.argv.slice(2);
const read = (path) => parse(readFileSync(path, "utf8"));
const files = readdirSync(folder).filter((name) => name.endsWith(".graphql")).sort();

const config = {
  useTypeImports: true,
  enumsAsTypes: true,
  enumType: "string-literal",
  scalars: { DateTime: "string", Date: "string", JSON: "unknown", Upload: "File" },
};
const text = await codegen({
  filename: out,
  schema: read(schema),
  documents: files.map((name) => ({ location: join(folder, name), document: read(join(folder, name)) })),
  config,
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations, documents },
});
writeFileSync(out, text);
