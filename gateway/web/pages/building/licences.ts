// Names what is bundled, with its version and its licence in full.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";

const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;

function licenceOf(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return file ? readFileSync(`${folder}/${file}`, "utf8").trim() : "";
}

function said(folder: string): string {
  if (!existsSync(`${folder}/package.json`)) return "";
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  return `${name} ${version} (${license})\n\n${licenceOf(folder)}`.trim();
}

export const licences = (): Plugin => ({
  name: "licences",
  apply: "build",
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((one) =>
      one.type === "chunk" ? one.moduleIds : [],
    );
    const folders = modules.flatMap((id) => PACKAGE.exec(id.replaceAll("\\", "/"))?.[0] ?? []);
    const all = [...new Set(folders)].map(said).filter(Boolean).sort();
    this.emitFile({
      type: "asset",
      fileName: "licences.txt",
      source: `${all.join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
    });
  },
});
