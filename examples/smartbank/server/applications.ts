import type { ConsentReturn, LanguageText } from "samtykke";

import type { Application, ConsentedData, DataItem, Product, TimelineEvent, TokenFacts, Verdict } from "../api.js";
import type { Store } from "./store/store.js";

/** An application as the bank keeps it. The flow in it has the number of who is asked. */
export interface StoredApplication {
  id: string;
  /** The id of the customer who applied. */
  customer: string;
  product: Product;
  amount: number | null;
  createdAt: string;
  from: Application["from"];
  /** What the resources are called. */
  titles: Record<string, LanguageText>;
  /** The flow, as `ConsentFlow.toJson` wrote it: before it is created, or while it waits for the user. */
  flow: string;
  verdict: Verdict;
  consentUrl: string | null;
  /** When the newest look at Altinn that is in here began. */
  checkedAt: string | null;
  returned: ConsentReturn["verdict"] | null;
  /** What Altinn tells has happened. */
  events: TimelineEvent[];
  /** What the bank did. */
  deeds: TimelineEvent[];
  token: TokenFacts | null;
  /** The data that was fetched so far. */
  items: DataItem[];
  data: DataState;
  /** Until when whoever fetches the data may take for it. */
  fetchingUntil: string | null;
}

/** As {@link Application.data} tells it; what is `ready` is in {@link StoredApplication.items}. */
export type DataState = Exclude<ConsentedData, { state: "ready" }> | { state: "ready"; fetchedAt: string };

/** Something that the bank did just now. */
export function deed(type: "Applied" | "Returned" | "DataFetched" | "DataDeleted"): TimelineEvent {
  return { at: new Date().toISOString(), source: "bank", type };
}

/** The applications in the store, each its customer's for as long as the bank keeps it. */
export class Applications {
  readonly #store: Store;
  readonly #retentionMillis: number;

  constructor(store: Store, retentionMillis: number) {
    this.#store = store;
    this.#retentionMillis = retentionMillis;
  }

  async find(id: string): Promise<StoredApplication | undefined> {
    return (await this.#find(id))?.application;
  }

  /** The customer's applications, the newest first. */
  async of(customer: string): Promise<StoredApplication[]> {
    const documents = await this.#store.ofOwner(customer);
    const applications = documents.map(({ value }): StoredApplication => JSON.parse(value));
    return applications.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  /** Whether it is a new one: with an id that is taken nothing is written. */
  async add(application: StoredApplication): Promise<boolean> {
    return this.#write(application, 0);
  }

  /**
   * Changes an application, whoever else does at the same time: `change` is asked again about what another has made of it,
   * and answers `undefined` to leave that as it is.
   *
   * @returns what is stored afterwards, and whether `change` had a part in it.
   */
  async change(
    id: string,
    change: (application: StoredApplication) => StoredApplication | undefined,
  ): Promise<{ application: StoredApplication; isChanged: boolean }> {
    for (;;) {
      const found = await this.#find(id);
      if (found === undefined) throw new Error("the application has gone from the store");
      const changed = change(found.application);
      if (changed === undefined) return { application: found.application, isChanged: false };
      if (await this.#write(changed, found.version)) return { application: changed, isChanged: true };
    }
  }

  remove(id: string): Promise<void> {
    return this.#store.remove(key(id));
  }

  async #find(id: string): Promise<{ application: StoredApplication; version: number } | undefined> {
    const document = await this.#store.find(key(id));
    return document && { application: JSON.parse(document.value), version: document.version };
  }

  #write(application: StoredApplication, version: number): Promise<boolean> {
    const expiresAt = new Date(Date.parse(application.createdAt) + this.#retentionMillis);
    const value = JSON.stringify(application);
    return this.#store.write(key(application.id), { version, value, owner: application.customer, expiresAt });
  }
}

function key(id: string): string {
  return `application:${id}`;
}
