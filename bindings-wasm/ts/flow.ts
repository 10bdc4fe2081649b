import { Held } from "./held.js";
import * as hidden from "./hidden.js";
import { seed } from "./seed.js";
import { json, millis, text } from "./text.js";
import { TokenExchange } from "./token-exchange.js";
import type { Answer, ConsentDifference, ConsentId, ConsentRequest, FlowConfig, RedirectUrl, Step } from "./types.js";
import { core } from "./wasm/full.js";

/**
 * One consent from the request to the token, as a value: `step` says what to do, `advance` takes the answer and gives the
 * next flow. Nothing is ever changed, and nothing has to be freed.
 *
 * It shows no token when it is printed; `toJson` is what to store.
 *
 * @example
 * ```ts
 * let flow = ConsentFlow.start(config, request);
 * const step = flow.step();
 * if (step.type === "sign") {
 *   flow = flow.advance({ type: "signed", grant: step.grant, signature: await sign(step.grant.signingInput) });
 * }
 * ```
 * @see {@link ConsentClient}, which does all steps
 */
export class ConsentFlow {
  readonly #held: Held;

  private constructor(held: string, now?: number) {
    this.#held = new Held(held, now);
  }

  /**
   * Begins a consent.
   *
   * @throws {@link ConsentError} with the code `INVALID_INPUT`, which names the field.
   */
  static start(config: FlowConfig, request: ConsentRequest, now: Date | number = Date.now()): ConsentFlow {
    const time = millis("now", now);
    return new ConsentFlow(core.text("flowStart", json("config", config), json("request", request), seed(), time), time);
  }

  /**
   * Reads what `toJson`, or `to_json` of another language, wrote.
   *
   * @throws {@link ConsentError} with the code `UNREADABLE_FLOW`.
   */
  static fromJson(stored: string): ConsentFlow {
    return new ConsentFlow(core.text("flowFromJson", text("stored", stored)));
  }

  /** The consent's id, which is also in the return URL. */
  get id(): ConsentId {
    return core.text("flowId", this.#held.text);
  }

  /** What is asked for. */
  get request(): ConsentRequest {
    return core.json("flowRequest", this.#held.text);
  }

  /** Where Altinn is to send the user: the request's URL with the consent id, and the state if there is one. */
  get redirectUrl(): RedirectUrl {
    return core.json("flowRedirectUrl", this.#held.text);
  }

  /** What the user is asked for differently from `request`, while the flow waits for the user. */
  get differences(): ConsentDifference[] {
    return core.json("flowDifferences", this.#held.text);
  }

  /** What to do at `now`. The same flow at the same time gives the same step. */
  step(now: Date | number = Date.now()): Step {
    return hidden.step(this.#held.step("flowStep", millis("now", now)));
  }

  /**
   * The flow after `answer`, which came at `now`. This flow stays as it is: after an error it can be used again.
   *
   * @throws {@link ConsentError}
   */
  advance(answer: Answer, now: Date | number = Date.now()): ConsentFlow {
    const time = millis("now", now);
    return new ConsentFlow(core.text("flowAdvance", this.#held.text, json("answer", hidden.answer(answer)), time), time);
  }

  /** The exchange behind a step that signs, for a host that runs it once for several flows. */
  tokenExchange(clockOffset = 0): TokenExchange | undefined {
    return TokenExchange.of(core.text("flowTokenExchange", this.#held.text, clockOffset));
  }

  /** What to store. It holds no key and no token, but the party's number: it is personal data. */
  toJson(): string {
    return core.text("flowToJson", this.#held.text);
  }
}
