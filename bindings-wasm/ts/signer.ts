import { ConsentError, invalid } from "./error.js";
import { bytesOf } from "./text.js";
import type { KeyReference, MaskinportenClient, SigningAlgorithm } from "./types.js";

/**
 * Whatever holds the client's private key: a `CryptoKey`, or a KMS or HSM of your own. Exactly one of `kid` and `x5c`
 * names the key.
 *
 * @example
 * ```ts
 * const signer: Signer = {
 *   alg: "RS256",
 *   kid: "key-2026",
 *   sign: async (data) => (await kms.send(new SignCommand({ Message: data, ...key }))).Signature,
 * };
 * ```
 * @see https://docs.digdir.no/docs/Maskinporten/maskinporten_guide_apikonsument
 */
export interface Signer {
  /** RSASSA-PKCS1-v1_5 with this hash. */
  readonly alg: SigningAlgorithm;
  /** The id of a key that is registered on the client. */
  readonly kid?: string;
  /** The chain of an enterprise certificate: base64 of the DER, the leaf first. */
  readonly x5c?: readonly string[];
  /** The bytes of the signature over `data`. */
  sign(data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | Uint8Array>;
}

/**
 * How the grant names the key: one of the two.
 *
 * @example
 * ```ts
 * const name: KeyName = { kid: "key-2026" };
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-4.1.4
 */
export type KeyName = { kid: string; x5c?: never } | { x5c: readonly string[]; kid?: never };

/**
 * A WebCrypto key, as far as it matters here: every `CryptoKey` is one.
 *
 * @example
 * ```ts
 * const { privateKey }: { privateKey: RsaKey } = await crypto.subtle.generateKey(algorithm, false, ["sign"]);
 * ```
 * @see https://developer.mozilla.org/docs/Web/API/CryptoKey
 */
export interface RsaKey {
  readonly type: string;
  readonly algorithm: { readonly name: string };
  readonly usages: readonly string[];
}

/**
 * A signer for a `CryptoKey`, which need not be extractable: RSASSA-PKCS1-v1_5 with SHA-256, SHA-384 or SHA-512.
 *
 * @example
 * ```ts
 * const signer = webCryptoSigner(privateKey, { kid: "key-2026" });
 * ```
 * @throws {@link ConsentError} with the code `INVALID_INPUT` for any other key.
 * @see https://developer.mozilla.org/docs/Web/API/SubtleCrypto/sign
 */
export function webCryptoSigner(key: RsaKey, name: KeyName): Signer {
  const algorithm = key?.algorithm as { name?: string; hash?: { name: string } } | undefined;
  const alg = `RS${algorithm?.hash?.name.slice("SHA-".length) ?? ""}`;
  const isRight = algorithm?.name === "RSASSA-PKCS1-v1_5" && isAlgorithm(alg) && key.usages.includes("sign");
  if (!isRight) throw invalid("key", "must be a private RSASSA-PKCS1-v1_5 CryptoKey with SHA-256, SHA-384 or SHA-512 that may sign");
  const sign = (data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> =>
    crypto.subtle.sign("RSASSA-PKCS1-v1_5", key as CryptoKey, data);
  return { alg, ...checked(name), sign };
}

/**
 * A signer for a private RSA key as JWK. WebCrypto takes the key; it cannot be read back.
 *
 * @example
 * ```ts
 * const signer = await signerFromJwk(JSON.parse(process.env.MASKINPORTEN_JWK));
 * ```
 * @throws {@link ConsentError} with the code `INVALID_INPUT`; nothing of the key is in it.
 * @see https://www.rfc-editor.org/rfc/rfc7517
 */
export async function signerFromJwk(jwk: Readonly<Record<string, unknown>>, options: Partial<KeyName> & { alg?: SigningAlgorithm } = {}): Promise<Signer> {
  if (typeof jwk !== "object" || jwk === null) throw invalid("jwk", "must be an object");
  const alg = options.alg ?? jwk["alg"] ?? "RS256";
  const name = options.x5c !== undefined ? { x5c: options.x5c } : { kid: options.kid ?? jwk["kid"] };
  const { kty, n, e, d, p, q, dp, dq, qi } = jwk as JsonWebKey;
  if (kty !== "RSA" || d === undefined) throw invalid("jwk", "must be a private RSA key");
  const key = await imported("jwk", alg, (algorithm) =>
    crypto.subtle.importKey("jwk", { kty, n, e, d, p, q, dp, dq, qi } as JsonWebKey, algorithm, false, ["sign"]),
  );
  return webCryptoSigner(key, name as KeyName);
}

/**
 * A signer for a private RSA key as PEM: PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`), not encrypted.
 *
 * @example
 * ```ts
 * const signer = await signerFromPem(await readFile("maskinporten.pem", "utf8"), { kid: "key-2026" });
 * ```
 * @throws {@link ConsentError} with the code `INVALID_INPUT`; nothing of the key is in it.
 * @see https://www.rfc-editor.org/rfc/rfc7468
 */
export async function signerFromPem(pem: string, name: KeyName, alg: SigningAlgorithm = "RS256"): Promise<Signer> {
  const block = typeof pem === "string" && /-----BEGIN (?<label>[A-Z ]+)-----(?<base64>[A-Za-z0-9+/=\s]+)-----END \k<label>-----/.exec(pem);
  const { label, base64 = "" } = (block || undefined)?.groups ?? {};
  if (label !== "PRIVATE KEY" && label !== "RSA PRIVATE KEY") {
    throw invalid("pem", "must hold a PRIVATE KEY or an RSA PRIVATE KEY, not encrypted");
  }
  const key = await imported("pem", alg, (algorithm) => {
    const der = bytesOf(base64.replace(/\s/g, ""));
    return crypto.subtle.importKey("pkcs8", label === "PRIVATE KEY" ? der : pkcs8(der), algorithm, false, ["sign"]);
  });
  return webCryptoSigner(key, name);
}

/**
 * The client of a configuration, with the key and the algorithm of its signer.
 *
 * @example
 * ```ts
 * const config = { environment: { type: "tt02" }, client: maskinportenClient("client id", signer) };
 * ```
 * @see {@link Signer}
 */
export function maskinportenClient(clientId: string, signer: Pick<Signer, "alg" | "kid" | "x5c">): MaskinportenClient {
  const { kid, x5c } = checked(signer);
  const key: KeyReference = x5c === undefined ? { type: "kid", kid } : { type: "x5c", certificates: [...x5c] };
  return { clientId, key, algorithm: signer.alg };
}

function checked(name: Pick<Signer, "kid" | "x5c">): KeyName {
  const { kid, x5c } = name ?? {};
  if (x5c === undefined && typeof kid === "string" && kid !== "") return { kid };
  if (kid === undefined && Array.isArray(x5c) && x5c.length > 0) return { x5c };
  throw invalid("kid", "must name the key, or x5c must hold its certificates, and not both");
}

function isAlgorithm(alg: unknown): alg is SigningAlgorithm {
  return alg === "RS256" || alg === "RS384" || alg === "RS512";
}

async function imported(field: string, alg: unknown, key: (algorithm: RsaHashedImportParams) => Promise<CryptoKey>): Promise<CryptoKey> {
  if (!isAlgorithm(alg)) throw invalid("alg", "must be RS256, RS384 or RS512");
  try {
    return await key({ name: "RSASSA-PKCS1-v1_5", hash: `SHA-${alg.slice(2)}` });
  } catch {
    // What was thrown may tell of the key.
    throw invalid(field, "must be a private RSA key");
  }
}

/** A PKCS#1 key with the header of PKCS#8. See https://www.rfc-editor.org/rfc/rfc5208#section-5. */
function pkcs8(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const version = [0x02, 0x01, 0x00];
  const rsaEncryption = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
  const key = [0x04, ...size(pkcs1.length), ...pkcs1];
  const body = [...version, ...rsaEncryption, ...key];
  return Uint8Array.from([0x30, ...size(body.length), ...body]);
}

/** A length as DER writes it. */
function size(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

/** The signature as base64url goes into the answer; what a signer throws is the error's cause. */
export function signingError(cause: unknown): ConsentError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = "the grant could not be signed: see the cause";
  return ConsentError.of({ code: "SIGNING", message, retryable: false, class: "fix", reason }, cause);
}
