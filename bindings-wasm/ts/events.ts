import { limited, type CallOptions } from "./call.js";
import type { Clock } from "./clock.js";
import { EventFeed, type EventCursor } from "./event-feed.js";
import type { TokenExchange } from "./token-exchange.js";
import type { Answer, ConsentStatusChange, EventFeedConfig, HttpRequest } from "./types.js";

/**
 * Some events, and where the feed stands after them.
 *
 * @example
 * ```ts
 * await handle(batch.events);
 * await store(batch.cursor);
 * ```
 * @see {@link ConsentEvents}
 */
export interface EventBatch {
  /** The events, at least one, oldest first. */
  events: ConsentStatusChange[];
  /** What to store once they are acted on: begin here after a stop. */
  cursor: EventCursor;
}

/** What the client does for the feed. */
export interface FeedHost {
  ready(): Promise<void>;
  authorize(exchange: TokenExchange | undefined, refused: string | undefined, signal: AbortSignal): Promise<Answer>;
  send(request: HttpRequest, signal: AbortSignal): Promise<Answer>;
}

/**
 * The events of all consents of an organization, as they come. It never ends by itself unless the filter has a
 * `createdBefore`.
 *
 * Asking for the next batch confirms the one before. After an error ask again to go on, or begin anew with the stored
 * cursor: every event comes at least once.
 *
 * @example
 * ```ts
 * for await (const { events, cursor } of client.events(config, (await load()) ?? EventCursor.beginning())) {
 *   for (const event of events) await handle(event);
 *   await store(cursor);
 * }
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/
 */
export class ConsentEvents implements AsyncIterableIterator<EventBatch> {
  readonly #config: EventFeedConfig;
  readonly #begin: EventCursor;
  readonly #clock: Clock;
  readonly #options: CallOptions | undefined;
  readonly #host: FeedHost;
  #feed: EventFeed | undefined;
  /** The feed after the batch that was given last, to be taken when the next one is asked for. */
  #confirmed: EventFeed | undefined;
  #isOver = false;

  /** @internal */
  constructor(config: EventFeedConfig, cursor: EventCursor, clock: Clock, options: CallOptions | undefined, host: FeedHost) {
    this.#config = config;
    this.#begin = cursor;
    this.#clock = clock;
    this.#options = options;
    this.#host = host;
  }

  /** Where the feed has come to: after the batches that were confirmed. */
  get cursor(): EventCursor {
    return this.#feed?.cursor ?? this.#begin;
  }

  /**
   * The next events, as soon as there are any.
   *
   * @throws {@link ConsentError}; call it again to go on.
   */
  async next(): Promise<IteratorResult<EventBatch, undefined>> {
    if (this.#isOver) return { done: true, value: undefined };
    return limited(this.#options, this.#clock, async (signal) => {
      await this.#host.ready();
      this.#feed = this.#confirmed ?? this.#feed ?? EventFeed.start(this.#config, this.#begin);
      this.#confirmed = undefined;
      return this.#run(signal);
    });
  }

  /** Ends it; the batch that was given last is not confirmed. */
  async return(): Promise<IteratorResult<EventBatch, undefined>> {
    this.#isOver = true;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #run(signal: AbortSignal): Promise<IteratorResult<EventBatch, undefined>> {
    for (let feed = this.#feed as EventFeed; ; this.#feed = feed) {
      signal.throwIfAborted();
      const step = feed.step(this.#clock.now());
      switch (step.type) {
        case "finish":
          this.#isOver = true;
          return { done: true, value: undefined };
        case "deliver":
          this.#confirmed = feed.delivered(this.#clock.now());
          return { done: false, value: { events: step.events, cursor: this.#confirmed.cursor } };
        case "wait":
          await this.#clock.sleep(Math.max(Date.parse(step.until) - this.#clock.now(), 1), signal);
          break;
        case "send":
          feed = feed.advance(await this.#host.send(step.request, signal), this.#clock.now());
          break;
        case "sign": {
          const answer = await this.#host.authorize(feed.tokenExchange(), step.grant.refusedToken, signal);
          feed = feed.advance(answer, this.#clock.now());
        }
      }
    }
  }
}
