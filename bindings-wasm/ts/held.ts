import { core } from "./wasm/full.js";

/** What the core holds of a flow, an exchange or a feed, with the step that came along. */
export class Held {
  readonly text: string;
  readonly #now: number | undefined;
  readonly #step: string | undefined;

  /** `text` is the state, or the state and on a second line its step at `now`. */
  constructor(text: string, now?: number) {
    const end = text.indexOf("\n");
    this.text = end < 0 ? text : text.slice(0, end);
    this.#step = end < 0 ? undefined : text.slice(end + 1);
    this.#now = now;
  }

  /** The step at `now`; `name` is the function that knows it at any other time. */
  step<T>(name: string, now: number): T {
    return this.#step !== undefined && now === this.#now ? (JSON.parse(this.#step) as T) : core.json(name, this.text, now);
  }
}
