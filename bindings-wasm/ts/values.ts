import { consentReturnParse, isExpired, isUsable, numberInput, partyParse, rightsCheckAgainst } from "./forms.js";
import type { ConsentStanding } from "./forms.js";
import * as hidden from "./hidden.js";
import { address } from "./forms.js";
import { json, millis, text } from "./text.js";
import type * as types from "./types.js";
import { core } from "./wasm/full.js";

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
  /** Altinn's URN for the party. A person's holds the number: do not log it. */
  urn: (party: types.Party): string => core.text("partyUrn", json("party", party)),
  /** The party, when the URN holds a person or organization number. */
  ofUrn: (urn: types.PartyUrn): types.Party | undefined => core.json("partyOfUrn", text("urn", urn)),
};

/** {@inheritDoc types.NumberInput} */
export type NumberInput = types.NumberInput;

/**
 * Numbers as people type them.
 *
 * @example
 * ```ts
 * const { state, formatted, reason } = NumberInput.person(field.value);
 * ```
 * @see {@link Party.parse}
 */
export const NumberInput = numberInput(core);

/** {@inheritDoc types.ConsentReturn} */
export type ConsentReturn = types.ConsentReturn;

/**
 * The user's way back. Anyone can forge it: read the status before acting on it.
 *
 * @example
 * ```ts
 * const { verdict } = ConsentReturn.parse(request.url);
 * ```
 * @see {@link ConsentClient.userReturned}
 */
export const ConsentReturn = {
  /** Reads a return URL, whole or only its path and query. No text makes this fail. */
  parse: consentReturnParse(core),
  /**
   * Makes sure that `url` carries the consent id under `name`, and no other.
   *
   * @throws {@link ConsentError} with the code `RETURN_MISMATCH`.
   */
  checkId: (url: string | URL, name: string, id: types.ConsentId): void => {
    core.text("consentReturnCheckId", address(url), text("name", name), text("id", id));
  },
};

/** {@inheritDoc types.Environment} */
export type Environment = types.Environment;

/**
 * Altinn's environments.
 *
 * @example
 * ```ts
 * const environment = Environment.named(process.env.ALTINN ?? "tt02");
 * ```
 * @see https://docs.altinn.studio/api/
 */
export const Environment = {
  /** The environment called `prod`, `tt02`, `at22`, `at23`, `at24` or `yt01`, in any letter case. */
  named: (name: string): types.Environment => core.json("environmentNamed", text("name", name)),
  /** Base URL of Altinn's platform, without trailing slash. */
  platform: (environment: types.Environment): string => url(environment, 0),
  /** Maskinporten's issuer, with its trailing slash. */
  issuer: (environment: types.Environment): string => url(environment, 1),
  /** Maskinporten's token endpoint. */
  tokenEndpoint: (environment: types.Environment): string => url(environment, 2),
  /** Where the key set lies that Maskinporten signs with. */
  jwksUri: (environment: types.Environment): string => url(environment, 3),
};

function url(environment: types.Environment, at: number): string {
  return core.text("environmentUrls", json("environment", environment)).split(" ")[at] ?? "";
}

/** {@inheritDoc types.ConsentRequest} */
export type ConsentRequest = types.ConsentRequest;

/**
 * Checks before a request is sent.
 *
 * @example
 * ```ts
 * const problems = ConsentRequest.checkAgainst(request, await client.consentResources(environment));
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/request/
 */
export const ConsentRequest = {
  /**
   * Finds what Altinn would refuse and what can be known without asking it.
   *
   * @throws {@link ConsentError} that names the field.
   */
  check: (request: types.ConsentRequest, now: Date | number = Date.now()): void => {
    core.text("requestCheck", json("request", request), millis("now", now));
  },
  /** Every problem that Altinn would find by the resources' rules, in the order of the rights; none when all is well. */
  checkAgainst: (request: types.ConsentRequest, resources: readonly types.ConsentResource[]): types.RequestProblem[] =>
    core.json("requestCheckAgainst", json("request", request), json("resources", resources)),
};

/** {@inheritDoc types.ConsentRight} */
export type ConsentRight = types.ConsentRight;

/**
 * Checks of the rights that a form collects.
 *
 * @example
 * ```ts
 * const problems = ConsentRight.checkAgainst([right], [resource]);
 * ```
 * @see {@link ConsentRequest.checkAgainst}
 */
export const ConsentRight = {
  /** As {@link ConsentRequest.checkAgainst}, without the rest of the request. */
  checkAgainst: rightsCheckAgainst(core),
};

/** {@inheritDoc types.ConsentState} */
export type ConsentState = types.ConsentState;

/**
 * What a consent is worth.
 *
 * @example
 * ```ts
 * if (ConsentState.isUsable(consent)) await client.consentToken(config, consent.id, person);
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/get-request/
 */
export const ConsentState = {
  /** Whether a consent token can be had: accepted, and not past its end. */
  isUsable: isUsable(core) as (consent: ConsentStanding, now?: Date | number) => boolean,
  /** Whether the end of validity has passed. */
  isExpired: isExpired(core),
  /** What the stored consent has differently from `request`, when it was sent with `redirectUrl`. */
  differences: (consent: types.ConsentState, request: types.ConsentRequest, redirectUrl: types.RedirectUrl): types.ConsentDifference[] =>
    core.json("consentDifferences", json("consent", consent), json("request", request), text("redirectUrl", redirectUrl)),
};

/** {@inheritDoc types.AccessToken} */
export type AccessToken = types.AccessToken;

/**
 * Tokens. `value` is not shown by `console.log` or `JSON.stringify`; to keep a token elsewhere, write it out.
 *
 * @example
 * ```ts
 * await redis.set(key, JSON.stringify({ ...token, value: token.value }));
 * ```
 * @see {@link TokenStore}
 */
export const AccessToken = {
  /** Whether the token still holds long enough for a call. */
  isFresh: (token: types.AccessToken, now: Date | number = Date.now()): boolean =>
    core.json("tokenIsFresh", json("token", hidden.bare(token)), millis("now", now)),
  /** A digest that names the token without giving it away. */
  fingerprint: (token: types.AccessToken): string => core.text("tokenFingerprint", json("token", hidden.bare(token))),
  /** The claims of a token that is a JWT, read without verification: for display, never for a decision. */
  unverifiedClaims: (token: types.AccessToken): unknown => {
    const claims = core.json<string | undefined>("tokenUnverifiedClaims", json("token", hidden.bare(token)));
    return claims === undefined ? undefined : JSON.parse(claims);
  },
  /** A token that was written out, as one that may be printed. */
  of: (token: types.AccessToken): types.AccessToken => hidden.token({ ...token, value: token.value }),
};

/**
 * The page to send the user to, so that it does not ask for which party to act.
 *
 * @example
 * ```ts
 * redirect(skipActorChoice(consent.viewUri));
 * ```
 * @see https://docs.altinn.studio/authorization/guides/system-vendor/consent/
 */
export function skipActorChoice(viewUri: string): string {
  return core.json("skipActorChoice", text("viewUri", viewUri));
}
