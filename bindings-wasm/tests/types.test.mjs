// The types, as a project with strict settings sees them; and what publint and attw say of the package.

import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { project, tools } from "./packed.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = (program, args, cwd) =>
  promisify(execFile)(process.execPath, [join(tools, program), ...args], { cwd }).catch((error) => {
    throw new Error(`${error.stdout}${error.stderr}`);
  });

const STRICT = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true, target: "ES2022" };
const SETTINGS = {
  bundler: { module: "ESNext", moduleResolution: "bundler", lib: ["ES2022", "DOM"], types: [] },
  node16: { module: "Node16", moduleResolution: "node16", lib: ["ES2022"], types: ["node"] },
};

let app;

before(() => {
  const files = { "use.ts": new URL("types/use.ts", import.meta.url) };
  for (const [name, settings] of Object.entries(SETTINGS)) {
    files[`tsconfig.${name}.json`] = JSON.stringify({ compilerOptions: { ...STRICT, ...settings }, files: ["use.ts"] });
  }
  app = project(files, ["@types/node", "undici-types"]);
});

after(() => app?.done());

for (const name of Object.keys(SETTINGS)) {
  test(`TypeScript with moduleResolution ${name}`, async () => {
    await run("typescript/bin/tsc", ["--project", `tsconfig.${name}.json`], app.folder);
  });
}

test("publint --strict", async () => {
  await run("publint/src/cli.js", ["--strict", "."], root);
});

test("attw", async () => {
  await run("@arethetypeswrong/cli/dist/index.js", ["--pack", ".", "--profile", "esm-only", "--no-emoji"], root);
});
