// Makes dist/ of what wasm-bindgen left in pkg/: the wasm files, their inlined twins, and the compiled TypeScript.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What rustc's wasm needs, and nothing that an engine of 2023 does not have. */
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];
/** What makes the file smaller as brotli; `-Oz` makes it smaller only before that, for it inlines what repeats itself. */
const PASSES = ["--duplicate-function-elimination", "--dce", "--vacuum", "--optimize-instructions"];
const ENTRIES = { samtykke: "full", browser: "browser" };

/** What an import of the file is depends on the bundler: its address, or the module itself. `init` takes them all. */
const TYPES = `import type { WasmSource } from "./core.js";\n\ndeclare const wasm: WasmSource;\nexport default wasm;\n`;

const run = (program, ...args) => execFileSync(process.execPath, [`node_modules/${program}`, ...args], { cwd: root, stdio: "inherit" });

await import("./types.mjs");
rmSync(`${root}/dist`, { recursive: true, force: true });
mkdirSync(`${root}/dist/wasm`, { recursive: true });
for (const [name, folder] of Object.entries(ENTRIES)) {
  const file = `dist/wasm/${name}.wasm`;
  const features = FEATURES.map((feature) => `--enable-${feature}`);
  const strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
  run("binaryen/bin/wasm-opt", ...PASSES, "--low-memory-unused", ...features, ...strip, `pkg/${folder}/samtykke_wasm_bg.wasm`, "-o", file);
  writeFileSync(`${root}/${file}.d.ts`, TYPES);
  const base64 = readFileSync(`${root}/${file}`).toString("base64");
  writeFileSync(`${root}/dist/wasm/${name}.inline.js`, `export const base64 = ${JSON.stringify(base64)};\n`);
}
run("typescript/bin/tsc", "--project", "tsconfig.json");
// One file for each entry, and what they share: two dozen small ones take Node ten times as long to load.
await build({
  entryPoints: readdirSync(`${root}/ts/entry`).map((name) => `${root}/ts/entry/${name}`),
  outdir: `${root}/dist/entry`,
  chunkNames: "shared-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  sourcemap: true,
  external: ["*.wasm", "*.inline.js"],
});
