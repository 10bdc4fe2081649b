import { serve } from "@hono/node-server";

import { assemble } from "./assemble.js";
import { consoleLog } from "./request-log.js";
import { readSettings, type Settings, SettingsError } from "./settings.js";
import { openStore } from "./store/open.js";

const PURGE_MILLIS = 3_600_000;
/** For requests that are under way; they take as long as Altinn's patience. */
const STOPPING_MILLIS = 25_000;

/** The exit status for settings that are missing or wrong. */
const WRONG_USAGE = 2;

const log = consoleLog;
const settings = await orStop(() => readSettings(process.env));
const store = await orStop(() => open(settings));
let isStopping = false;
const app = assemble(settings, store, log, () => isStopping);

await store.purge();
const purge = setInterval(() => store.purge().catch(complain), PURGE_MILLIS);
const server = serve({ fetch: app.fetch, hostname: settings.host, port: settings.port }, ({ port }) => {
  log("info", "listening", { host: settings.host, port, url: settings.url, environment: settings.environment });
});
server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
process.once("SIGTERM", stop);
process.once("SIGINT", stop);

/** Takes no new requests, lets those under way come to their end, and goes. */
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  clearInterval(purge);
  const late = setTimeout(() => process.exit(1), STOPPING_MILLIS);
  late.unref();
  server.close(async () => {
    await store.close();
    log("info", "stopped");
    clearTimeout(late);
  });
  if ("closeIdleConnections" in server) server.closeIdleConnections();
}

async function open({ store: address }: Settings): ReturnType<typeof openStore> {
  try {
    return await openStore(address, complain);
  } catch (error) {
    throw new SettingsError([`SMARTBANK_STORE: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

async function orStop<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems) process.stderr.write(`smartbank: ${problem}\n`);
    process.exit(WRONG_USAGE);
  }
}

function complain(error: unknown): void {
  log("error", error instanceof Error ? error.message : String(error));
}
