import { createHash, randomBytes } from "node:crypto";

import type { Store } from "./store/store.js";

/** Somebody who is logged in. */
export interface Session {
  /** The customer's id. */
  customer: string;
  csrfToken: string;
}

/**
 * Who is logged in, in the store, so that every instance knows. The store has only a digest of a session's id: who reads
 * the store cannot act as a customer.
 */
export class Sessions {
  readonly #store: Store;
  readonly #lifetimeMillis: number;

  constructor(store: Store, lifetimeMillis: number) {
    this.#store = store;
    this.#lifetimeMillis = lifetimeMillis;
  }

  /** A new session and its id, which nobody can guess. */
  async begin(customer: string): Promise<{ id: string; session: Session; expiresAt: Date }> {
    const id = secret();
    const session: Session = { customer, csrfToken: secret() };
    const expiresAt = new Date(Date.now() + this.#lifetimeMillis);
    await this.#store.write(key(id), { version: 0, value: JSON.stringify(session), expiresAt });
    return { id, session, expiresAt };
  }

  async find(id: string): Promise<Session | undefined> {
    const document = await this.#store.find(key(id));
    return document && JSON.parse(document.value);
  }

  async end(id: string): Promise<void> {
    await this.#store.remove(key(id));
  }
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}

function key(id: string): string {
  return `session:${createHash("sha256").update(id).digest("base64url")}`;
}
