import type { Clock } from "./clock.js";
import type { Answer, HttpRequest } from "./types.js";

/**
 * What sends requests: the platform's `fetch`, or one of your own with a proxy or a log.
 *
 * @example
 * ```ts
 * const client = new ConsentClient({ fetch: (url, init) => fetch(url, { ...init, dispatcher }) });
 * ```
 * @see https://developer.mozilla.org/docs/Web/API/fetch
 */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchedResponse>;

/**
 * What a {@link Fetch} is given.
 *
 * @example
 * ```ts
 * const logged: Fetch = (url, init) => (console.log(init.method, new URL(url).host), fetch(url, init));
 * ```
 * @see {@link Fetch}
 */
export interface FetchInit {
  method: "GET" | "POST";
  headers: [name: string, value: string][];
  body: string | null;
  /** A redirect would carry the token to another place. */
  redirect: "manual";
  signal: AbortSignal;
}

/**
 * What a {@link Fetch} gives: every `Response` is one.
 *
 * @example
 * ```ts
 * const refuse: Fetch = async () => new Response("", { status: 503 });
 * ```
 * @see {@link Fetch}
 */
export interface FetchedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** No answer of either server comes near this. */
const LARGEST_BODY = 1024 * 1024;

/** The headers that the core looks at. */
const HEADERS = ["Date", "Retry-After"];

export class Transport {
  readonly #fetch: Fetch;
  readonly #clock: Clock;
  readonly #timeout: number;

  constructor(fetch: Fetch, clock: Clock, timeout: number) {
    this.#fetch = fetch;
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /** A whole answer with any status, or why none came. It throws only the reason of an abort. */
  async send(request: HttpRequest, signal: AbortSignal): Promise<Extract<Answer, { type: "responded" | "failed" }>> {
    const limit = new AbortController();
    const end = (): void => limit.abort(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    const late = new Error(`no answer within ${this.#timeout / 1_000} s`);
    this.#clock.sleep(this.#timeout, limit.signal).then(() => limit.abort(late), () => undefined);
    try {
      signal.throwIfAborted();
      return await Promise.race([this.#exchange(request, limit.signal), rejected(limit.signal)]);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      return { type: "failed", reason: reason(error) };
    } finally {
      signal.removeEventListener("abort", end);
      limit.abort();
    }
  }

  async #exchange(request: HttpRequest, signal: AbortSignal): Promise<Extract<Answer, { type: "responded" }>> {
    const { method, url, body } = request;
    const headers = request.headers.map(({ name, value }): [string, string] => [name, value]);
    const response = await this.#fetch(url, { method, headers, body: body ?? null, redirect: "manual", signal });
    if (response.status === 0) throw new Error("the server redirects");
    const text = await response.text();
    if (text.length > LARGEST_BODY) throw new Error("the answer is larger than 1 MiB");
    const answered = HEADERS.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [{ name, value }];
    });
    return { type: "responded", response: { status: response.status, headers: answered, body: text } };
  }
}

function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}

/** The innermost cause, which names the fault. */
function reason(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause;
  return innermost instanceof Error ? innermost.message || innermost.name : String(innermost);
}
