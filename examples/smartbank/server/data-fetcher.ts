import { ConsentFlow } from "samtykke";

import { type Applications, deed, type StoredApplication } from "./applications.js";
import type { DataApi } from "./data-api.js";
import { problemOf, Refusal } from "./problem.js";

/** Whoever fetches the data and is not done by then has stopped. */
const FETCHING_MILLIS = 60_000;

/** Fetches the data of an application once, however many instances look at it. */
export class DataFetcher {
  readonly #applications: Applications;
  readonly #api: DataApi | undefined;

  /** Without an API there is nothing to fetch. */
  constructor(applications: Applications, api: DataApi | undefined) {
    this.#applications = applications;
    this.#api = api;
  }

  /** The application with the data that `token` opens, or with why there is none. */
  async fetch(application: StoredApplication, token: string): Promise<StoredApplication> {
    const api = this.#api;
    if (api === undefined) return application;
    const fetchingUntil = new Date(Date.now() + FETCHING_MILLIS).toISOString();
    const claim = await this.#applications.change(application.id, (current) =>
      isDue(current) ? { ...current, data: { state: "fetching" }, fetchingUntil } : undefined,
    );
    if (!claim.isChanged) return claim.application;
    const fetched = await read(claim.application, api, token);
    const stored = await this.#applications.change(application.id, (current) =>
      current.fetchingUntil === fetchingUntil
        ? { ...current, ...fetched, deeds: [...current.deeds, ...deedsOf(fetched)], fetchingUntil: null }
        : undefined,
    );
    return stored.application;
  }
}

type Fetched = Pick<StoredApplication, "items" | "data">;

function isDue({ verdict, data, fetchingUntil }: StoredApplication): boolean {
  if (verdict !== "granted") return false;
  switch (data.state) {
    case "none":
      return true;
    case "fetching":
      return fetchingUntil === null || Date.parse(fetchingUntil) < Date.now();
    case "failed":
      return data.problem.retryable;
    case "ready":
      return false;
  }
}

/** What is there already is kept: the consent may have been for one time. */
async function read(application: StoredApplication, api: DataApi, token: string): Promise<Fetched> {
  const items = [...application.items];
  const resources = new Set(ConsentFlow.fromJson(application.flow).request.rights.map(({ resource }) => resource));
  for (const item of items) resources.delete(item.resource);
  try {
    for (const resource of resources) {
      items.push({ resource, title: application.titles[resource] ?? {}, body: await api.read(resource, token) });
    }
    return { items, data: { state: "ready", fetchedAt: new Date().toISOString() } };
  } catch (error) {
    if (error instanceof Refusal) return { items, data: { state: "failed", problem: problemOf(error) } };
    throw error;
  }
}

function deedsOf({ data }: Fetched): StoredApplication["deeds"] {
  return data.state === "ready" ? [deed("DataFetched")] : [];
}
