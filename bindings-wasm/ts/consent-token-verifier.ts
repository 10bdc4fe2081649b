import * as hidden from "./hidden.js";
import { bytesOf, json, millis, text } from "./text.js";
import type * as types from "./types.js";
import { core } from "./wasm/full.js";

/** {@inheritDoc types.JwksCache} */
export type JwksCache = types.JwksCache;

/**
 * The issuer's public keys, and when to fetch them again: a value to keep and to share between all verifications.
 *
 * @example
 * ```ts
 * let keys = JwksCache.of(options.environment);
 * if (JwksCache.isDue(keys)) keys = JwksCache.responded(keys, await send(JwksCache.request(keys)));
 * ```
 * @see https://docs.digdir.no/docs/Maskinporten/maskinporten_func_wellknown
 */
export const JwksCache = {
  /** An empty cache for the environment's issuer. */
  of: (environment: types.Environment): types.JwksCache => core.json("keysOf", json("environment", environment)),
  /** Whether the keys should be fetched: there are none, or they are old. */
  isDue: (keys: types.JwksCache, now: Date | number = Date.now()): boolean =>
    core.json("keysAreDue", json("keys", keys), millis("now", now)),
  /** The call that fetches the keys. */
  request: (keys: types.JwksCache): types.HttpRequest => core.json("keysRequest", json("keys", keys)),
  /** The cache after the issuer answered. */
  responded: (keys: types.JwksCache, response: types.HttpResponse, now: Date | number = Date.now()): types.JwksCache =>
    core.json("keysResponded", json("keys", keys), json("response", response), millis("now", now)),
  /** The cache after no whole answer came, with the same keys. */
  failed: (keys: types.JwksCache, reason: string, now: Date | number = Date.now()): types.JwksCache =>
    core.json("keysFailed", json("keys", keys), text("reason", reason), millis("now", now)),
};

/**
 * Verifies consent tokens for an API: the signature first, then every claim.
 *
 * @example
 * ```ts
 * const verifier = new ConsentTokenVerifier({ environment: { type: "tt02" }, scopes: ["skatteetaten:inntekt"] });
 * const consent = await client.verifyConsentToken(verifier, bearerToken);
 * ```
 * @see https://docs.altinn.studio/authorization/guides/resource-owner/consent/
 */
export class ConsentTokenVerifier {
  readonly #options: string;
  /** Whose tokens are taken. */
  readonly environment: types.Environment;

  /** @throws {@link ConsentError} that names the option. */
  constructor(options: types.ConsentTokenOptions) {
    this.#options = json("options", options);
    core.text("verifierCheck", this.#options);
    this.environment = options.environment;
  }

  /**
   * What to do with `token` (without `Bearer`).
   *
   * @throws {@link ConsentError} with the code `TOKEN_REJECTED` or `TRANSPORT`.
   */
  step(token: string, keys: types.JwksCache, now: Date | number = Date.now()): types.VerifyStep {
    const step = core.json<types.VerifyStep>(
      "verifierStep",
      this.#options,
      text("token", token),
      json("keys", keys),
      millis("now", now),
    );
    return hidden.step(step);
  }

  /**
   * The consent, after `check` was verified: `isValid` is what the crypto library said.
   *
   * @throws {@link ConsentError} with the code `TOKEN_REJECTED`.
   */
  finish(check: types.SignatureCheck, isValid: boolean, now: Date | number = Date.now()): types.VerifiedConsent {
    const whole = json("check", { ...check, signature: check.signature });
    return core.json("verifierFinish", this.#options, whole, isValid === true, millis("now", now));
  }
}

/**
 * Verifies a signature with WebCrypto.
 *
 * @example
 * ```ts
 * if (step.type === "verifySignature") consent = verifier.finish(step.check, await isSignatureValid(step.check));
 * ```
 * @see https://developer.mozilla.org/docs/Web/API/SubtleCrypto/verify
 */
export async function isSignatureValid(check: types.SignatureCheck): Promise<boolean> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: `SHA-${check.algorithm.slice(2)}` };
  try {
    const key = await crypto.subtle.importKey("jwk", JSON.parse(check.jwk) as JsonWebKey, algorithm, false, ["verify"]);
    return await crypto.subtle.verify(algorithm, key, bytesOf(check.signature), new TextEncoder().encode(check.signingInput));
  } catch {
    return false;
  }
}

/** {@inheritDoc types.VerifiedConsent} */
export type VerifiedConsent = types.VerifiedConsent;

/**
 * What a verified consent covers.
 *
 * @example
 * ```ts
 * VerifiedConsent.check(consent, person, { resource: "inntektsopplysninger", metadata: { inntektsaar: "2025" } });
 * ```
 * @see https://docs.altinn.studio/authorization/guides/resource-owner/consent/
 */
export const VerifiedConsent = {
  /**
   * Makes sure that `fromParty` consented to `wanted`: the resource, every action, and exactly this metadata.
   *
   * @throws {@link ConsentError} with the code `TOKEN_REJECTED` and the check `from`, `resource`, `action` or `metadata`.
   */
  check: (consent: types.VerifiedConsent, fromParty: types.Party, wanted: types.ConsentRight): void => {
    core.text("verifiedCheck", json("consent", consent), json("fromParty", fromParty), json("wanted", wanted));
  },
  /** The rights for the resource with this id. Several may name it, with different metadata. */
  rightsFor: (consent: types.VerifiedConsent, resource: string): types.ConsentRight[] =>
    consent.rights.filter((right) => right.resource === resource),
};
