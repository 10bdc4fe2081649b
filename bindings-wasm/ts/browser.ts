/**
 * What a front end may do: read the return URL, check forms, show states and errors.
 *
 * There is no client, no signer and no token in here, and nothing that would take one. A browser can call neither Altinn
 * nor Maskinporten, which allow no other origins; and whoever has the key or a token of an organization *is* that
 * organization, so both stay on your server. Ask your own back end, which uses `samtykke`.
 *
 * @packageDocumentation
 */

import { describe, type Language } from "./display.js";
import { consentReturnParse, isExpired, isUsable, numberInput, partyParse, rightsCheckAgainst, type ConsentStanding } from "./forms.js";
import type * as types from "./types.js";
import { core } from "./wasm/browser.js";
import type { WasmSource } from "./wasm/core.js";

export { describeError, type Language } from "./display.js";
export { ConsentError, isConsentError, type ConsentErrorCode } from "./error.js";
export type { ConsentStanding } from "./forms.js";
export type {
  ConsentResource,
  ConsentStatus,
  ErrorClass,
  LanguageText,
  Metadata,
  MetadataKey,
  NumberInputState,
  OrganizationNumber,
  PersonNumber,
  RequestProblem,
  RequestProblemKind,
  ResourceOwner,
  ReturnVerdict,
  Timestamp,
} from "./types.js";
export type { WasmSource } from "./wasm/core.js";

/**
 * Loads the wasm file: await it once before anything else. It may be called again.
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

/** {@inheritDoc types.ConsentReturn} */
export type ConsentReturn = types.ConsentReturn;

/**
 * The user's way back. Anyone can forge it: let your back end read the status before anything depends on it.
 *
 * @example
 * ```ts
 * const { verdict } = ConsentReturn.parse(location.href);
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/
 */
export const ConsentReturn = {
  /** Reads a return URL, whole or only its path and query. No text makes this fail. */
  parse: consentReturnParse(core),
};

/** {@inheritDoc types.NumberInput} */
export type NumberInput = types.NumberInput;

/**
 * Person and organization numbers as they are typed.
 *
 * @example
 * ```ts
 * const { state, formatted, reason } = NumberInput.person(field.value);
 * ```
 * @see {@link Party.parse}
 */
export const NumberInput = numberInput(core);

/** {@inheritDoc types.Party} */
export type Party = types.Party;

/**
 * Persons and organizations.
 *
 * @example
 * ```ts
 * const person = Party.parse("21818297804");
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/
 */
export const Party = {
  /** Reads 11 digits (a person), 9 digits (an organization) or Altinn's URN for either. */
  parse: partyParse(core),
};

/** {@inheritDoc types.ConsentRight} */
export type ConsentRight = types.ConsentRight;

/**
 * Metadata against the resources that it is for, which your back end has from the registry.
 *
 * @example
 * ```ts
 * const problems = ConsentRight.checkAgainst([{ resource: resource.identifier, metadata }], [resource]);
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/
 */
export const ConsentRight = {
  /** Every problem that Altinn would find; none when all is well. */
  checkAgainst: rightsCheckAgainst(core),
};

/** {@inheritDoc types.ConsentState} */
export type ConsentState = types.ConsentState;

/**
 * What a consent is worth at a time.
 *
 * @example
 * ```ts
 * status.textContent = ConsentState.describe(consent, "nb");
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/
 */
export const ConsentState = {
  /** Whether it is in force: accepted, and not past its end. */
  isUsable: isUsable(core),
  /** Whether the end of validity has passed. */
  isExpired: isExpired(core),
  /** The status in words, for the person at the screen. */
  describe: (consent: ConsentStanding, language: Language, now: Date | number = Date.now()): string =>
    describe(consent, language, isExpired(core)(consent, now)),
};
