import { Held } from "./held.js";
import * as hidden from "./hidden.js";
import { seed } from "./seed.js";
import { json, millis, text } from "./text.js";
import { TokenExchange } from "./token-exchange.js";
import type { Answer, EventFeedConfig, FeedStep } from "./types.js";
import { core } from "./wasm/full.js";

/**
 * Where a feed has come to, as text to store: consent ids and times, no party.
 *
 * @example
 * ```ts
 * const cursor: EventCursor = (await load()) ?? EventCursor.beginning();
 * ```
 * @see {@link ConsentClient.events}
 */
export type EventCursor = string;

/**
 * Places in the feed to begin at.
 *
 * @example
 * ```ts
 * const cursor = EventCursor.since(new Date("2026-11-01"));
 * ```
 * @see {@link ConsentClient.events}
 */
export const EventCursor = {
  /** The beginning of the feed: every event that Altinn has. */
  beginning: (): EventCursor => core.text("cursorBeginning"),
  /** Events at or after `time`. */
  since: (time: Date | number): EventCursor => core.text("cursorSince", millis("time", time)),
};

/**
 * Follows the events of all consents of an organization: `step` says what to do, `advance` takes the answer, `delivered`
 * confirms that the events were acted on. A value like a flow.
 *
 * @example
 * ```ts
 * let feed = EventFeed.start(config, EventCursor.beginning());
 * const step = feed.step();
 * if (step.type === "deliver") {
 *   await handle(step.events);
 *   feed = feed.delivered();
 *   await store(feed.cursor);
 * }
 * ```
 * @see {@link ConsentClient.events}, which does all steps
 */
export class EventFeed {
  readonly #held: Held;

  private constructor(held: string, now?: number) {
    this.#held = new Held(held, now);
  }

  /**
   * Begins where `cursor` stands.
   *
   * @throws {@link ConsentError} with the code `INVALID_INPUT`.
   */
  static start(config: EventFeedConfig, cursor: EventCursor): EventFeed {
    return new EventFeed(core.text("feedStart", json("config", config), text("cursor", cursor), seed()));
  }

  /** What to store after each delivery. */
  get cursor(): EventCursor {
    return core.text("feedCursor", this.#held.text);
  }

  /** What to do at `now`. */
  step(now: Date | number = Date.now()): FeedStep {
    return hidden.step(this.#held.step("feedStep", millis("now", now)));
  }

  /**
   * The feed after `answer`. This one stays as it is.
   *
   * @throws {@link ConsentError}
   */
  advance(answer: Answer, now: Date | number = Date.now()): EventFeed {
    const time = millis("now", now);
    return new EventFeed(core.text("feedAdvance", this.#held.text, json("answer", hidden.answer(answer)), time), time);
  }

  /** The feed after the events of a step that delivers were acted on. */
  delivered(now: Date | number = Date.now()): EventFeed {
    return new EventFeed(core.text("feedDelivered", this.#held.text, millis("now", now)));
  }

  /** The exchange behind a step that signs. */
  tokenExchange(clockOffset = 0): TokenExchange | undefined {
    return TokenExchange.of(core.text("feedTokenExchange", this.#held.text, clockOffset));
  }
}
