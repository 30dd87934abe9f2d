import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { documents } from "./building/documents.ts";
import { licences } from "./building/licences.ts";
import { operations } from "./building/operations.ts";

// A mobile line carries a few large files sooner than many small ones: each costs a way there and back.
const first = { name: "first", tags: ["$initial" as const] };
const shared = {
  name: "shared",
  minShareCount: 2,
  entriesAware: true,
  entriesAwareMergeThreshold: 40_000,
};
const chunkFileNames = ({ name }: { readonly name: string }): string =>
  `assets/${name.split("~", 1)[0]}-[hash].js`;

export default defineConfig({
  plugins: [
    react(),
    lingui({ macroTransform: true, failOnMissing: true }),
    documents(),
    licences(),
    operations(),
  ],
  html: { cspNonce: "{nonce}" },
  build: {
    outDir: "../built",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [first, shared] },
        chunkFileNames,
        strictExecutionOrder: true, // what is merged may lie in a circle of files
      },
    },
  },
});
