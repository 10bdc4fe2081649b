import type { ConsentStanding } from "./forms.js";
import type { ConsentErrorCode } from "./error.js";

/**
 * Bokmål, nynorsk or English.
 *
 * @example
 * ```ts
 * const language: Language = "nn";
 * ```
 * @see {@link describeConsent}
 */
export type Language = "nb" | "nn" | "en";

type Texts = Record<Language, string>;

const STATUS: Record<string, Texts> = {
  created: { nb: "Venter på svar", nn: "Ventar på svar", en: "Waiting for an answer" },
  accepted: { nb: "Samtykket er gitt", nn: "Samtykket er gitt", en: "Consent is given" },
  rejected: { nb: "Samtykket ble avslått", nn: "Samtykket vart avslått", en: "Consent was refused" },
  revoked: { nb: "Samtykket er trukket tilbake", nn: "Samtykket er trekt tilbake", en: "Consent was withdrawn" },
  deleted: { nb: "Forespørselen er slettet", nn: "Førespurnaden er sletta", en: "The request was deleted" },
  expired: { nb: "Samtykket er utløpt", nn: "Samtykket har gått ut", en: "Consent has expired" },
};

const UNKNOWN: Texts = { nb: "Ukjent status", nn: "Ukjend status", en: "Unknown status" };

const LATER: Texts = {
  nb: "Tjenesten svarer ikke akkurat nå. Prøv igjen om litt.",
  nn: "Tenesta svarar ikkje akkurat no. Prøv igjen om litt.",
  en: "The service does not answer at the moment. Try again in a while.",
};

const INPUT: Texts = {
  nb: "Noe i skjemaet er ikke riktig.",
  nn: "Noko i skjemaet er ikkje rett.",
  en: "Something in the form is not right.",
};

const FAILED: Texts = {
  nb: "Noe gikk galt, og vi kan ikke fortsette.",
  nn: "Noko gjekk gale, og vi kan ikkje halde fram.",
  en: "Something went wrong, and we cannot go on.",
};

/** What a status is called; past its end a consent that waits or was given has expired. */
export function describe(consent: ConsentStanding, language: Language, isExpired: boolean): string {
  const status = consent.status.toLowerCase();
  const shown = isExpired && (status === "created" || status === "accepted") ? "expired" : status;
  return (STATUS[shown] ?? UNKNOWN)[language];
}

/**
 * An error in words for the person at the screen: no code, no number, nothing to be done about it but what they can do.
 * Give it what the back end passed on of a `ConsentError`.
 *
 * @example
 * ```ts
 * status.textContent = describeError({ code: "TRANSPORT", retryable: true }, "nb");
 * ```
 * @see {@link ConsentErrorCode}
 */
export function describeError(error: { code: ConsentErrorCode | (string & {}); retryable: boolean }, language: Language): string {
  if (error.retryable) return LATER[language];
  return error.code === "INVALID_INPUT" ? INPUT[language] : FAILED[language];
}
