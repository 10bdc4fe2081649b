// Pages in a real browser that nobody drives: a page posts what it has to say.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";

const LIMIT = 60_000;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };
const CHROMIUM = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-extensions",
];
/** Nothing that leaves the machine. */
const FIREFOX = `
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.newtabpage.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("datareporting.policy.firstRunURL", "");
user_pref("extensions.blocklist.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
`;

/** What a browser is started with, given a folder for its profile. */
const BROWSERS = {
  chromium: (profile) => [process.env.SAMTYKKE_CHROMIUM ?? "chromium", ...CHROMIUM, `--user-data-dir=${profile}`],
  firefox: (profile) => {
    writeFileSync(join(profile, "user.js"), FIREFOX);
    return [process.env.SAMTYKKE_FIREFOX ?? "firefox-esr", "--headless", "--no-remote", "--profile", profile];
  },
};

/** Opens the page and answers what it posts to the address in its query, `?to=`. */
export async function told(browser, page) {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(page);
  url.searchParams.set("to", `http://127.0.0.1:${server.address().port}/`);
  const profile = mkdtempSync(join(tmpdir(), "samtykke-browser-"));
  const [program, ...args] = BROWSERS[browser](profile);
  const child = spawn(program, [...args, url.href], { stdio: "ignore", detached: true });
  let timer;
  try {
    return await Promise.race([
      posted(server),
      once(child, "error").then(([error]) => Promise.reject(error)),
      new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`${browser} told nothing in ${LIMIT} ms`)), LIMIT))),
    ]);
  } finally {
    clearTimeout(timer);
    await ended(child);
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** Serves a folder; answers its address and how to stop. */
export async function served(folder) {
  const server = createServer((request, response) => {
    const path = join(folder, normalize(new URL(request.url, "http://x").pathname));
    const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path;
    if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
    return response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => (server.closeAllConnections(), server.close()) };
}

function posted(server) {
  return new Promise((resolve, reject) => {
    server.on("request", async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      response.writeHead(204, { "Access-Control-Allow-Origin": "*" }).end();
      if (request.method !== "POST") return;
      try {
        resolve(JSON.parse(body));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** The browser with all of its processes. */
async function ended(child) {
  if (child.pid === undefined) return;
  const isOver = child.exitCode !== null || child.signalCode !== null;
  const exit = isOver ? undefined : once(child, "exit");
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended on its own.
  }
  await exit;
}
