import { timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";

import { CSRF_HEADER, type Session as SessionView } from "../api.js";
import { describeCustomer, type KnownCustomer } from "./customers.js";
import type { HttpEnvironment } from "./http-environment.js";
import { Refusal } from "./problem.js";
import type { Session, Sessions } from "./sessions.js";
import type { Settings } from "./settings.js";

type HttpContext = Context<HttpEnvironment>;
type Middleware = MiddlewareHandler<HttpEnvironment>;

const SAFE = new Set(["GET", "HEAD"]);

/** Who a request is from, and whether it is from the bank's own pages. */
export class SessionGuard {
  readonly #sessions: Sessions;
  readonly #settings: Pick<Settings, "environment" | "url" | "bank" | "customers">;
  readonly #origin: string;
  readonly #cookie: { name: string; options: CookieOptions };

  constructor(sessions: Sessions, settings: Pick<Settings, "environment" | "url" | "bank" | "customers">) {
    this.#sessions = sessions;
    this.#settings = settings;
    this.#origin = new URL(settings.url).origin;
    const secure = settings.url.startsWith("https:");
    // Lax, since the way back from Altinn begins on another site.
    const options = { path: "/", httpOnly: true, secure, sameSite: "Lax" } as const;
    this.#cookie = { name: secure ? "__Host-session" : "session", options };
  }

  /** Lets a change through only when it comes from a page of the bank. */
  readonly sameOrigin: Middleware = async (context, next) => {
    const isForeign = context.req.header("Origin") !== this.#origin;
    if (!SAFE.has(context.req.method) && isForeign) throw crossSite("the Origin is another");
    await next();
  };

  /** Lets customers through, and their changes only with the session's CSRF token. */
  readonly loggedIn: Middleware = async (context, next) => {
    const found = await this.#find(context);
    if (found === undefined) throw Refusal.of(401, "NOT_LOGGED_IN", "The session is missing or has ended.");
    const isGuarded = SAFE.has(context.req.method) || isSame(context.req.header(CSRF_HEADER), found.session.csrfToken);
    if (!isGuarded) throw crossSite(`${CSRF_HEADER} is missing or wrong`);
    context.set("session", found.session);
    context.set("customer", found.customer);
    await next();
  };

  /** Who is logged in, if anybody is. */
  async customer(context: HttpContext): Promise<KnownCustomer | undefined> {
    return (await this.#find(context))?.customer;
  }

  async describe(context: HttpContext): Promise<SessionView> {
    return this.#view(await this.#find(context));
  }

  /** Begins a session of `customer` with a new id, whatever session there was. */
  async begin(context: HttpContext, customer: KnownCustomer): Promise<SessionView> {
    await this.#forget(context);
    const { id, session, expiresAt } = await this.#sessions.begin(customer.id);
    setCookie(context, this.#cookie.name, id, { ...this.#cookie.options, expires: expiresAt });
    return this.#view({ session, customer });
  }

  async end(context: HttpContext): Promise<void> {
    await this.#forget(context);
    deleteCookie(context, this.#cookie.name, this.#cookie.options);
  }

  async #forget(context: HttpContext): Promise<void> {
    const id = getCookie(context, this.#cookie.name);
    if (id !== undefined) await this.#sessions.end(id);
  }

  async #find(context: HttpContext): Promise<{ session: Session; customer: KnownCustomer } | undefined> {
    const id = getCookie(context, this.#cookie.name);
    const session = id === undefined ? undefined : await this.#sessions.find(id);
    const customer = this.#settings.customers.find((known) => known.id === session?.customer);
    return session && customer && { session, customer };
  }

  #view(found: { session: Session; customer: KnownCustomer } | undefined): SessionView {
    const { environment, bank, customers } = this.#settings;
    return {
      environment,
      bank,
      customer: found ? describeCustomer(found.customer) : null,
      csrfToken: found?.session.csrfToken ?? null,
      customers: customers.map(describeCustomer),
    };
  }
}

function crossSite(reason: string): Refusal {
  return Refusal.of(403, "CROSS_SITE", `Changes are made from the bank's own pages only: ${reason}.`);
}

/** Compares in a time that does not tell how much was right. */
function isSame(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
