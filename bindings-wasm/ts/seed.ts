import { ConsentError } from "./error.js";
import { base64url } from "./text.js";

/** 32 random bytes, from which everything unpredictable in a flow is derived. */
export function seed(): string {
  try {
    return base64url(crypto.getRandomValues(new Uint8Array(32)));
  } catch (cause) {
    const message = "no random bytes: crypto.getRandomValues does not work";
    throw ConsentError.of({ code: "NO_RANDOMNESS", message, retryable: false, class: "fix" }, cause);
  }
}
