// What each entry weighs as a browser loads it: the wasm file and all of its JavaScript, bundled and minified.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
/** In bytes as brotli. What is past its budget may not grow past its ceiling until it fits, which `--ceiling` makes sure of. */
const ENTRIES = [
  { name: "samtykke/browser", entry: "browser-web", wasm: "browser", budget: 45_000, ceiling: 45_000 },
  { name: "samtykke", entry: "web", wasm: "samtykke", budget: 75_000, ceiling: 146_000 },
];
const isGrowthOnly = process.argv.includes("--ceiling");

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9);

let failed = false;
for (const { name, entry, wasm, budget, ceiling } of ENTRIES) {
  const bundled = await build({ entryPoints: [`${dist}/entry/${entry}.js`], bundle: true, minify: true, format: "esm", target: "es2022", write: false });
  const parts = { "wasm": readFileSync(`${dist}/wasm/${wasm}.wasm`), "JavaScript": bundled.outputFiles[0].contents };
  console.log(`${name}\n${"".padEnd(14)}${["raw", "gzip", "brotli"].map((head) => head.padStart(9)).join(" ")}`);
  let total = 0;
  for (const [part, bytes] of Object.entries(parts)) {
    const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli(bytes)];
    total += sizes[2];
    console.log(`  ${part.padEnd(12)}${sizes.map(kilobytes).join(" ")}`);
  }
  const verdict = total > budget ? "too large" : "within the budget";
  console.log(`  together    ${"".padStart(20)}${kilobytes(total)}  ${verdict} of ${kilobytes(budget).trim()}\n`);
  failed ||= total > (isGrowthOnly ? ceiling : budget);
}
process.exitCode = failed ? 1 : 0;
