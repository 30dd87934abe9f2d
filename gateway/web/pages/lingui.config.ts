import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";
import { ROOMS } from "./rooms";

export default defineConfig({
  locales: ["en", "zh"],
  sourceLocale: "en",
  catalogs: ROOMS.map((name) => ({
    path: `<rootDir>/${name}/words/{locale}`,
    include: [`<rootDir>/${name}`],
    exclude: ["**/graph/**", "**/node_modules/**"],
  })),
  format: formatter({ lineNumbers: false }),
});
