import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { licences } from "./building/licences.ts";
import { operations } from "./building/operations.ts";

export default defineConfig({
  plugins: [
    react(),
    lingui({ macroTransform: true, failOnMissing: true }),
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
  },
});
