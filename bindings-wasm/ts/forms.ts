import type { Core } from "./wasm/core.js";
import { json, millis, text } from "./text.js";
import type * as types from "./types.js";

/** What both entries can do, each with its own wasm module. */
export function numberInput(core: Core) {
  return {
    /**
     * The number of a person.
     *
     * @example
     * ```ts
     * NumberInput.person("218182 97804").state; // "valid"
     * ```
     */
    person: (typed: string): types.NumberInput => core.json("numberInputPerson", text("typed", typed)),
    /**
     * The number of an organization.
     *
     * @example
     * ```ts
     * NumberInput.organization("991 825").reason; // "needs 3 more digits"
     * ```
     */
    organization: (typed: string): types.NumberInput => core.json("numberInputOrganization", text("typed", typed)),
    /**
     * The number of either, in one field.
     *
     * @example
     * ```ts
     * NumberInput.party("991825827").party; // { type: "organization", number: "991825827" }
     * ```
     */
    party: (typed: string): types.NumberInput => core.json("numberInputParty", text("typed", typed)),
  };
}

export function partyParse(core: Core) {
  return (given: string): types.Party => core.json("partyParse", text("party", given));
}

export function consentReturnParse(core: Core) {
  return (url: string | URL): types.ConsentReturn => core.json("consentReturnParse", address(url));
}

export function rightsCheckAgainst(core: Core) {
  return (rights: readonly types.ConsentRight[], resources: readonly types.ConsentResource[]): types.RequestProblem[] =>
    core.json("rightsCheckAgainst", json("rights", rights), json("resources", resources));
}

/**
 * The members of a consent that say what it is worth at a time.
 *
 * @example
 * ```ts
 * const standing: ConsentStanding = { status: "Accepted", validTo: "2027-01-01T00:00:00Z" };
 * ```
 * @see {@link ConsentState.isUsable}
 */
export type ConsentStanding = Pick<types.ConsentState, "status" | "validTo">;

export function isUsable(core: Core) {
  return (consent: ConsentStanding, now: Date | number = Date.now()): boolean =>
    core.json("consentIsUsable", text("consent.status", consent?.status), text("consent.validTo", consent?.validTo), millis("now", now));
}

export function isExpired(core: Core) {
  return (consent: Pick<types.ConsentState, "validTo">, now: Date | number = Date.now()): boolean =>
    core.json("consentIsExpired", text("consent.validTo", consent?.validTo), millis("now", now));
}

export function address(url: string | URL): string {
  return text("url", url instanceof URL ? url.href : url);
}
