// Unpacks Chromium and the libraries that it is built with into TMPDIR.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";

const bin = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..", "bin");
await Promise.all(["chromium.br", "al2023.tar.br", "fonts.tar.br"].map((one) => inflate(join(bin, one))));
