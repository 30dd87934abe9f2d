import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { licences } from "./building/licences.ts";

/** Built for itself: none of its three megabytes goes to who opens another page. */
export default defineConfig({
  root: "explorer",
  base: "/graphql/",
  plugins: [react(), licences()],
  worker: { format: "es" },
  build: {
    outDir: "../../built_explorer",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4_000,
    reportCompressedSize: false,
  },
});
