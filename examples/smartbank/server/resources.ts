import type { ConsentClient, ConsentResource, Environment } from "samtykke";

const KEPT_MILLIS = 120_000;

/** The resources that consent can be asked for, kept for two minutes and fetched once for all who ask. */
export class Resources {
  readonly #client: ConsentClient;
  readonly #environment: Environment;
  #kept: { list: Promise<ConsentResource[]>; until: number } | undefined;

  constructor(client: ConsentClient, environment: Environment) {
    this.#client = client;
    this.#environment = environment;
  }

  list(): Promise<ConsentResource[]> {
    if (this.#kept !== undefined && Date.now() < this.#kept.until) return this.#kept.list;
    const kept = { list: this.#client.consentResources(this.#environment), until: Date.now() + KEPT_MILLIS };
    this.#kept = kept;
    // A failure is not kept.
    kept.list.catch(() => {
      if (this.#kept === kept) this.#kept = undefined;
    });
    return kept.list;
  }
}
