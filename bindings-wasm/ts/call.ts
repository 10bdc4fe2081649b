import type { Clock } from "./clock.js";
import { ConsentError } from "./error.js";
import { millis } from "./text.js";

/**
 * What every call takes. An abort rejects with the signal's reason, a deadline with a {@link ConsentError} whose code is
 * `DEADLINE`; what was sent by then may have been received, so repeat a creation with the same id.
 *
 * @example
 * ```ts
 * await client.consent(config, id, { signal: request.signal, deadline: Date.now() + 5_000 });
 * ```
 * @see https://developer.mozilla.org/docs/Web/API/AbortSignal
 */
export interface CallOptions {
  /** Ends the call. */
  signal?: AbortSignal | undefined;
  /** When the call ends at the latest: a `Date`, or milliseconds since 1970. */
  deadline?: Date | number | undefined;
}

/** Runs `work` until it is done, the caller's signal is aborted, or the deadline passes. */
export async function limited<T>(options: CallOptions | undefined, clock: Clock, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, deadline } = options ?? {};
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) throw signal.reason;
  signal?.addEventListener("abort", abort, { once: true });
  if (deadline !== undefined) endAt(millis("deadline", deadline), clock, controller);
  try {
    controller.signal.throwIfAborted();
    return await Promise.race([work(controller.signal), aborted(controller.signal)]);
  } finally {
    signal?.removeEventListener("abort", abort);
    controller.abort();
  }
}

/** Rejects when `signal` is aborted, and never resolves. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function endAt(deadline: number, clock: Clock, controller: AbortController): void {
  const end = (): void => {
    const message = "the deadline passed before the call was done";
    controller.abort(ConsentError.of({ code: "DEADLINE", message, retryable: true, class: "retry" }));
  };
  const left = deadline - clock.now();
  if (left <= 0) return end();
  clock.sleep(left, controller.signal).then(end, () => undefined);
}
