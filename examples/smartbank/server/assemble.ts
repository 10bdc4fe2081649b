import type { Hono } from "hono";
import { ConsentClient } from "samtykke";

import { createApp } from "./app.js";
import { Applications } from "./applications.js";
import { Bank } from "./bank.js";
import { DataApi } from "./data-api.js";
import { DataFetcher } from "./data-fetcher.js";
import type { HttpEnvironment } from "./http-environment.js";
import type { Log } from "./request-log.js";
import { Resources } from "./resources.js";
import { Sessions } from "./sessions.js";
import type { Settings } from "./settings.js";
import type { Store } from "./store/store.js";
import { TokenReader } from "./token-reader.js";

/** How long one request to Altinn or Maskinporten may take before it is sent again. */
const REQUEST_TIMEOUT_MILLIS = 8_000;

/** Puts the bank together. One client serves all requests, so that they share their tokens. */
export function assemble(settings: Settings, store: Store, log: Log, isStopping: () => boolean): Hono<HttpEnvironment> {
  const client = new ConsentClient({ signer: settings.signer, requestTimeoutMillis: REQUEST_TIMEOUT_MILLIS });
  const sessions = new Sessions(store, settings.sessionMillis);
  const applications = new Applications(store, settings.retentionMillis);
  const resources = new Resources(client, settings.flow.environment);
  const tokenReader = new TokenReader(client, settings.flow);
  const dataApi = settings.dataUrl === undefined ? undefined : new DataApi(settings.dataUrl);
  const dataFetcher = new DataFetcher(applications, dataApi);
  const bank = new Bank({ settings, client, applications, resources, tokenReader, dataFetcher });
  return createApp({ settings, store, sessions, applications, resources, bank, log, isStopping });
}
