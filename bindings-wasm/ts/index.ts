/**
 * Altinn 3 consent for JavaScript: ask Norwegian citizens and companies for consent, and use it.
 *
 * {@link ConsentClient} does everything; {@link ConsentFlow} and {@link endpoint} let a program do its own input and
 * output.
 *
 * @packageDocumentation
 */

import type { WasmSource } from "./wasm/core.js";
import { core } from "./wasm/full.js";

export type { CallOptions } from "./call.js";
export { ConsentClient, type ClientOptions, type Pause, type WaitOptions } from "./client.js";
export type { Clock } from "./clock.js";
export { ConsentTokenVerifier, JwksCache, VerifiedConsent, isSignatureValid } from "./consent-token-verifier.js";
export { describeError, type Language } from "./display.js";
export * as endpoint from "./endpoint.js";
export { ConsentError, isConsentError, type ConsentErrorCode } from "./error.js";
export { EventCursor, EventFeed } from "./event-feed.js";
export { ConsentEvents, type EventBatch } from "./events.js";
export { ConsentFlow } from "./flow.js";
export type { ConsentStanding } from "./forms.js";
export { maskinportenClient, signerFromJwk, signerFromPem, webCryptoSigner, type KeyName, type RsaKey, type Signer } from "./signer.js";
export { TokenExchange } from "./token-exchange.js";
export { memoryTokenStore, type TokenStore } from "./token-store.js";
export type { Fetch, FetchInit, FetchedResponse } from "./transport.js";
export type * from "./types.js";
export {
  AccessToken,
  ConsentRequest,
  ConsentReturn,
  ConsentRight,
  ConsentState,
  Environment,
  NumberInput,
  Party,
  skipActorChoice,
} from "./values.js";
export type { WasmSource } from "./wasm/core.js";

/**
 * Loads the wasm file. Node, Deno, Bun and Workers do that on their own, and so does {@link ConsentClient}; in a browser
 * await it once before anything else. It may be called again.
 *
 * @example
 * ```ts
 * await init();
 * ```
 * @throws {@link ConsentError} with the code `NOT_LOADED` when the file cannot be had.
 * @see {@link WasmSource}
 */
export function init(source?: WasmSource | Promise<WasmSource>): Promise<void> {
  return core.init(source);
}
