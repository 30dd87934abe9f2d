// Types and documents of what each room asks, from the committed schema; the text of each operation
// is sent by its hash alone.

import type { CodegenConfig } from "@graphql-codegen/cli";
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";
import { ROOMS } from "./rooms";

const room = (name: string) => ({
  documents: [`${name}/operations/*.graphql`, "shared/fragments/*.graphql"],
  documentTransforms: [addTypenameSelectionDocumentTransform], // what is kept is found by its types
  preset: "client" as const,
  presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: "sha256" } },
  config: {
    enumsAsTypes: true,
    useTypeImports: true,
    scalars: { DateTime: "string", Date: "string", JSON: "unknown", Upload: "File" },
  },
});

const config: CodegenConfig = {
  schema: "../../schema.graphql",
  silent: true,
  generates: {
    ...Object.fromEntries(ROOMS.map((name) => [`${name}/graph/`, room(name)])),
    "desk/graph/rights.ts": { plugins: ["./building/rights.mjs"] },
  },
};
export default config;
