// The package as it is packed, in fresh projects of the bundlers that people have, in a real browser.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { join } from "node:path";
import { promisify } from "node:util";

import * as esbuild from "esbuild";
import * as vite from "vite";
import webpack from "webpack";

import { served, told } from "./browser.mjs";
import { frontEnd } from "./front-end.mjs";
import { same } from "./check.mjs";
import { freePort } from "./port.mjs";
import { project, tools } from "./packed.mjs";

const LIMIT = { timeout: 240_000 };
const HTML = '<!doctype html><html lang="nb"><meta charset="utf-8"><title>Samtykke</title><script type="module" src="./page.mjs"></script></html>';
const BUNDLED = HTML.replace("./page.mjs", "./main.js");

const files = (page) => ({
  "page.mjs": new URL(`packaging/${page}`, import.meta.url),
  "tell.mjs": new URL("packaging/tell.mjs", import.meta.url),
  "front-end.mjs": new URL("front-end.mjs", import.meta.url),
  "check.mjs": new URL("check.mjs", import.meta.url),
});

/** A test with a fresh project: `work` makes it ready and answers the folder or the address to open. */
function builds(name, page, work, browsers = ["chromium"]) {
  test(name, LIMIT, async (t) => {
    const app = project(files(page));
    try {
      const { url, stop } = await work(app.folder);
      try {
        for (const browser of browsers) await tell(t, browser, await told(browser, url));
      } finally {
        await stop();
      }
    } finally {
      app.done();
    }
  });
}

builds("esbuild, which leaves the wasm files to the page", "page-with-addresses.mjs", async (folder) => {
  await bundle(folder, { loader: { ".wasm": "file" } });
  return served(join(folder, "out"));
});

builds("esbuild, with all in one script, in every browser", "page-inlined.mjs", async (folder) => {
  await bundle(folder, {});
  return served(join(folder, "out"));
}, ["chromium", "firefox"]);

builds("webpack, without a setting", "page.mjs", async (folder) => {
  // Its advice on large scripts is the page's business.
  const compiler = webpack({ context: folder, mode: "production", performance: false, entry: "./page.mjs", output: { path: join(folder, "out"), filename: "main.js" } });
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  same([...errors, ...warnings].map(({ message }) => message), []);
  writeFileSync(join(folder, "out", "index.html"), BUNDLED);
  return served(join(folder, "out"));
});

builds("Vite, built without a setting", "page.mjs", async (folder) => {
  writeFileSync(join(folder, "index.html"), HTML);
  await vite.build({ root: folder, configFile: false, logLevel: "error" });
  return served(join(folder, "dist"));
}, ["chromium", "firefox"]);

builds("Vite's server for development", "page.mjs", async (folder) => {
  writeFileSync(join(folder, "index.html"), HTML);
  const server = await vite.createServer({ root: folder, configFile: false, logLevel: "error", server: { host: "127.0.0.1", port: await freePort(), ws: false, watch: null } });
  await server.listen();
  return { url: server.resolvedUrls.local[0], stop: () => server.close() };
});

test("Next, on the server and in the browser", LIMIT, async (t) => {
  const { "page.mjs": _, ...shared } = files("page.mjs");
  const app = project({ ...shared, app: new URL("packaging/next/app", import.meta.url) }, ["next", "react", "react-dom"]);
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
  const next = [join(tools, "next/dist/bin/next")];
  // The tests' packages are linked in from elsewhere.
  writeFileSync(join(app.folder, "next.config.mjs"), 'export default { turbopack: { root: "/" } };\n');
  try {
    await promisify(execFile)(process.execPath, [...next, "build"], { cwd: app.folder, env }).catch((error) => {
      throw new Error(`${error.stdout}${error.stderr}`);
    });
    const port = await freePort();
    const server = spawn(process.execPath, [...next, "start", "--hostname", "127.0.0.1", "--port", String(port)], { cwd: app.folder, env, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(server, "exit");
    try {
      for await (const chunk of server.stdout) if (String(chunk).includes("Ready")) break;
      await tell(t, "chromium", await told("chromium", `http://127.0.0.1:${port}/?Status=OK`));
    } finally {
      server.kill();
      await ended;
    }
  } finally {
    app.done();
  }
});

function bundle(folder, options) {
  return esbuild
    .build({ entryPoints: [join(folder, "page.mjs")], bundle: true, format: "esm", outfile: join(folder, "out", "main.js"), logLevel: "error", ...options })
    .then(() => writeFileSync(join(folder, "out", "index.html"), BUNDLED));
}

/** What the page told. */
async function tell(t, browser, lines) {
  await t.test(browser, () => same(lines, Object.keys(frontEnd).map((name) => ({ name }))));
}
