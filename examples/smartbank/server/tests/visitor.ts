import assert from "node:assert/strict";

import {
  type Application,
  api,
  CSRF_HEADER,
  type NewApplication,
  type Problem,
  pages,
  type Session,
} from "../../api.js";

export const INCOME = { resource: "standard-samtykke-for-dele-data", metadata: { inntektsaar: "2025" } };
export const TAX = { resource: "samtykke-performance-test", metadata: { inntektsaar: "2024" } };
export const ONCE = { resource: "enkelt-samtykke", metadata: { simpletag: "lån" } };

/** An application that asks for last year's income. */
export function loan(changes: Partial<NewApplication> = {}): NewApplication {
  return { id: crypto.randomUUID(), product: "loan", amount: 250_000, rights: [INCOME], ...changes };
}

/** A browser, as far as the back end can tell: it keeps its cookie and sends its `Origin`. */
export class Visitor {
  /** Everything that was answered, as it came. */
  readonly seen: string[] = [];
  cookie: string | undefined;
  csrfToken: string | undefined;
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Somebody who is logged in. */
  static async loggedIn(origin: string, customer = "kari-fjell"): Promise<Visitor> {
    const visitor = new Visitor(origin);
    await visitor.logIn(customer);
    return visitor;
  }

  async logIn(customer: string): Promise<Session> {
    const session = await this.json<Session>(await this.send("POST", api.session, { customer }));
    this.csrfToken = session.csrfToken ?? undefined;
    return session;
  }

  /** Applies and answers what the bank makes of it. */
  async apply(wanted: NewApplication = loan()): Promise<Application> {
    const response = await this.send("POST", api.applications, wanted);
    assert.equal(response.status, 201, this.seen.at(-1));
    return this.json(response);
  }

  async application(id: string): Promise<Application> {
    return this.json(await this.send("GET", api.application(id)));
  }

  /** Follows Altinn's way back; answers the page where that ends. */
  async comeBack(url: string): Promise<string | null> {
    const { pathname, search } = new URL(url);
    const response = await this.send("GET", pathname + search);
    assert.equal(response.status, 303);
    return response.headers.get("Location");
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const given: Record<string, string> = {
      ...(this.cookie !== undefined && { Cookie: this.cookie }),
      ...(method !== "GET" && { Origin: this.#origin }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(this.csrfToken !== undefined && { [CSRF_HEADER]: this.csrfToken }),
      ...headers,
    };
    const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
    const payload = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(this.#origin + path, { method, headers: kept, body: payload, redirect: "manual" });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(";")[0];
    this.seen.push(await response.clone().text());
    return response;
  }

  async json<T>(response: Response): Promise<T> {
    assert.ok(response.ok, this.seen.at(-1));
    return response.json() as Promise<T>;
  }
}

/** What an answer complains of. */
export async function refused(response: Response, status: number): Promise<Problem> {
  assert.equal(response.status, status);
  assert.match(response.headers.get("Content-Type") ?? "", /^application\/problem\+json/);
  return response.json() as Promise<Problem>;
}

export { pages };
