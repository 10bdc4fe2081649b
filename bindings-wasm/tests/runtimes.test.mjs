// The whole story in Deno, Bun and workerd, with the package as it is packed.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { build } from "esbuild";

import { project, runtime } from "./packed.mjs";
import { freePort } from "./port.mjs";
import { same } from "./check.mjs";
import { startSandbox } from "./sandbox.mjs";
import { story } from "./story.mjs";

const FILES = Object.fromEntries(
  ["story.mjs", "bank.mjs", "check.mjs", "runtimes/run.mjs", "runtimes/main.mjs", "runtimes/worker.mjs"].map((path) => [
    path.split("/").pop(),
    new URL(path, import.meta.url),
  ]),
);
const LIMIT = { timeout: 120_000 };

let sandbox;
let app;

before(async () => {
  sandbox = await startSandbox();
  app = project(FILES);
});

after(() => {
  sandbox?.stop();
  app?.done();
});

const main = (program, ...flags) => async (t) => {
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", DENO_DIR: join(app.folder, ".deno") };
  const { stdout } = await promisify(execFile)(runtime(program), [...flags, "main.mjs", JSON.stringify(sandbox)], { cwd: app.folder, env });
  await tell(t, JSON.parse(stdout.trim().split("\n").pop()));
};

test("Deno, which may do nothing but use the network", LIMIT, main("deno", "run", "--no-prompt", "--node-modules-dir=manual", "--allow-net"));

test("Bun", LIMIT, main("bun", "run"));

test("workerd", LIMIT, async (t) => {
  const port = await freePort();
  // What wrangler does: one module, the wasm file beside it, conditions of a Worker.
  await build({
    entryPoints: [join(app.folder, "worker.mjs")],
    bundle: true,
    format: "esm",
    outfile: join(app.folder, "worker", "worker.js"),
    conditions: ["workerd", "worker", "browser"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "error",
  });
  const modules = readdirSync(join(app.folder, "worker"));
  writeFileSync(join(app.folder, "worker", "config.capnp"), config(port, modules));
  const worker = spawn(runtime("workerd"), ["serve", "config.capnp"], { cwd: join(app.folder, "worker"), stdio: ["ignore", "inherit", "inherit"] });
  const ended = once(worker, "exit");
  try {
    const answer = await retried(() => fetch(`http://127.0.0.1:${port}`, { method: "POST", body: JSON.stringify(sandbox) }));
    await tell(t, await answer.json());
  } finally {
    worker.kill();
    await ended;
  }
});

/** Each chapter as a test of its own. */
async function tell(t, lines) {
  same(lines.map(({ name }) => name), Object.keys(story));
  for (const { name, error } of lines) {
    await t.test(name, () => {
      if (error !== undefined) throw new Error(error);
    });
  }
}

function config(port, modules) {
  const embedded = modules.map((name) => {
    const kind = name.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = ${JSON.stringify(name === "worker.js" ? name : `./${name}`)}, ${kind} = embed ${JSON.stringify(name)})`;
  });
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [${embedded.sort((one) => (one.includes("worker.js") ? -1 : 1)).join(", ")}],
  compatibilityDate = "2025-11-01",
  globalOutbound = "internet",
);
`;
}

async function retried(work) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
