import { Held } from "./held.js";
import * as hidden from "./hidden.js";
import { seed } from "./seed.js";
import { json, millis } from "./text.js";
import type { Answer, Environment, MaskinportenClient, RetryPolicy, TokenKey, TokenRequest, TokenStep } from "./types.js";
import { core } from "./wasm/full.js";

/**
 * Sign, send, and again if the network fails, until Maskinporten gives a token. A value like a flow.
 *
 * @example
 * ```ts
 * let exchange = TokenExchange.start(environment, client, { scopes: ["altinn:consentrequests.read"] });
 * const step = exchange.step();
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc7523#section-2.1
 */
export class TokenExchange {
  readonly #held: Held;

  private constructor(held: string, now?: number) {
    this.#held = new Held(held, now);
  }

  /**
   * Begins an exchange.
   *
   * @throws {@link ConsentError} with the code `INVALID_INPUT`.
   */
  static start(
    environment: Environment,
    client: MaskinportenClient,
    request: TokenRequest,
    retry: Partial<RetryPolicy> = {},
    clockOffset = 0,
  ): TokenExchange {
    const [place, who, what] = [json("environment", environment), json("client", client), json("request", request)];
    return new TokenExchange(core.text("exchangeStart", place, who, what, json("retry", retry), seed(), clockOffset));
  }

  /** @internal */
  static of(held: string): TokenExchange | undefined {
    return held === "null" ? undefined : new TokenExchange(held);
  }

  /** The kind of token that it fetches. */
  get tokenKey(): TokenKey {
    return core.text("exchangeTokenKey", this.#held.text);
  }

  /** Whether the token is to carry a consent. */
  get isForConsent(): boolean {
    return core.json("exchangeIsForConsent", this.#held.text);
  }

  /** How many seconds Maskinporten's clock is ahead of this machine's, as far as it is known. */
  get clockOffset(): number {
    return core.json("exchangeClockOffset", this.#held.text);
  }

  /** What to do at `now`. */
  step(now: Date | number = Date.now()): TokenStep {
    return hidden.step(this.#held.step("exchangeStep", millis("now", now)));
  }

  /**
   * The exchange after `answer`. This one stays as it is.
   *
   * @throws {@link ConsentError}
   */
  advance(answer: Answer, now: Date | number = Date.now()): TokenExchange {
    const time = millis("now", now);
    return new TokenExchange(core.text("exchangeAdvance", this.#held.text, json("answer", hidden.answer(answer)), time), time);
  }
}
