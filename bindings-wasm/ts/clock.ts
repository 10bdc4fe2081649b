/**
 * Time, for tests to replace.
 *
 * @example
 * ```ts
 * const clock: Clock = { now: () => 1_795_000_000_000, sleep: async () => {} };
 * ```
 * @see {@link ClientOptions}
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits, or rejects with `signal.reason` as soon as it is aborted. */
  sleep(millis: number, signal: AbortSignal): Promise<void>;
}

/** What a timer of JavaScript can wait at most. */
const LONGEST = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (millis, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const abort = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", abort);
        resolve();
      }, Math.min(Math.max(millis, 0), LONGEST));
      signal.addEventListener("abort", abort, { once: true });
    }),
};
