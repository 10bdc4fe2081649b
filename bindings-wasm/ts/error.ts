import type { AltinnProblem, ErrorClass, MaskinportenProblem, TokenCheck } from "./types.js";

/**
 * A stable word for who must act, to compare in a program.
 *
 * | code | who must act |
 * |---|---|
 * | `INVALID_INPUT` | the caller: a value is wrong, nothing was sent |
 * | `OUT_OF_TURN` | the caller: the flow waits for something else |
 * | `RETURN_MISMATCH` | nobody, or an attacker: the redirect belongs to another consent |
 * | `UNREADABLE_FLOW` | the caller: the stored text is no flow of this version |
 * | `SIGNING` | the host: its key could not sign |
 * | `NO_RANDOMNESS` | the host: it has no `crypto.getRandomValues` |
 * | `TRANSPORT` | the network: no answer after all attempts |
 * | `DEADLINE` | the caller's deadline passed first |
 * | `UNEXPECTED_ANSWER` | the server or a gateway: the answer cannot be read |
 * | `UNAUTHORIZED`, `FORBIDDEN` | the caller: a scope, a right or an agreement is missing |
 * | `ALTINN`, `MASKINPORTEN` | see `advice` |
 * | `TOKEN_REJECTED` | whoever calls the API: the consent token does not give what they want |
 * | `NOT_LOADED` | the caller: `await init()` first |
 * | `BUG` | samtykke: please report it |
 *
 * @example
 * ```ts
 * const isAnswer: boolean = (["ALTINN", "MASKINPORTEN"] satisfies ConsentErrorCode[]).some((code) => code === error.code);
 * ```
 * @see {@link ConsentError}
 */
export type ConsentErrorCode =
  | "INVALID_INPUT"
  | "OUT_OF_TURN"
  | "RETURN_MISMATCH"
  | "UNREADABLE_FLOW"
  | "SIGNING"
  | "NO_RANDOMNESS"
  | "TRANSPORT"
  | "DEADLINE"
  | "UNEXPECTED_ANSWER"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "ALTINN"
  | "MASKINPORTEN"
  | "TOKEN_REJECTED"
  | "NOT_LOADED"
  | "BUG";

/** What crosses from the core. */
export interface ErrorBody {
  code: ConsentErrorCode;
  message: string;
  retryable: boolean;
  class: ErrorClass;
  advice?: string;
  serverCode?: string;
  field?: string;
  reason?: string;
  call?: string;
  status?: number;
  attempts?: number;
  excerpt?: string;
  check?: TokenCheck;
  altinn?: AltinnProblem;
  maskinporten?: MaskinportenProblem;
  refusal?: MaskinportenProblem;
}

/** What an error says of a consent, when that may be why there is no token. */
const refusals = new WeakMap<object, MaskinportenProblem>();

export function refusalOf(error: unknown): MaskinportenProblem | undefined {
  return typeof error === "object" && error !== null ? refusals.get(error) : undefined;
}

/**
 * Why something could not be done. The user's "no", an expiry and a revocation are not errors but outcomes.
 *
 * It holds no token, key, assertion or person number, so it may be logged. `cause` is what a signer or the engine threw.
 *
 * @example
 * ```ts
 * try {
 *   await client.requestConsent(config, request);
 * } catch (error) {
 *   if (!isConsentError(error)) throw error;
 *   console.error(error.code, error.serverCode, error.advice);
 * }
 * ```
 * @see {@link isConsentError}
 */
export class ConsentError extends Error {
  /** A stable word for programs to compare. */
  readonly code: ConsentErrorCode;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** What kind of action it calls for. */
  readonly class: ErrorClass;
  /** One sentence that tells the developer what to do, when the cause is documented. */
  declare readonly advice?: string;
  /** The server's own code, such as `AM-00016` or `MP-124`. */
  declare readonly serverCode?: string;
  /** The field that is wrong, for example `request.rights[0].resource`. */
  declare readonly field?: string;
  /** What is wrong, as the end of a sentence that begins with the field. */
  declare readonly reason?: string;
  /** The call, for example `POST consentrequests`. */
  declare readonly call?: string;
  /** The HTTP status of the answer. */
  declare readonly status?: number;
  /** How many attempts were made. */
  declare readonly attempts?: number;
  /** The beginning of the answer's body, person numbers and tokens removed. */
  declare readonly excerpt?: string;
  /** The check that a consent token did not pass. */
  declare readonly check?: TokenCheck;
  /** Everything that Altinn said. */
  declare readonly altinn?: AltinnProblem;
  /** Everything that Maskinporten said. */
  declare readonly maskinporten?: MaskinportenProblem;

  private constructor(body: ErrorBody, options?: ErrorOptions) {
    const { message, code, retryable, class: kind, refusal, ...members } = body;
    super(message, options);
    this.code = code;
    this.retryable = retryable;
    this.class = kind;
    Object.assign(this, members);
    if (refusal !== undefined) refusals.set(this, refusal);
  }

  /** @internal */
  static of(body: ErrorBody, cause?: unknown): ConsentError {
    return new ConsentError(body, cause === undefined ? undefined : { cause });
  }
}

Object.defineProperty(ConsentError.prototype, "name", { value: "ConsentError", configurable: true, writable: true });

/**
 * Whether `error` is a {@link ConsentError}, also one of another copy of this package.
 *
 * @example
 * ```ts
 * const waitAndTryAgain = isConsentError(error) && error.retryable;
 * ```
 * @see {@link ConsentErrorCode}
 */
export function isConsentError(error: unknown): error is ConsentError {
  return error instanceof Error && error.name === "ConsentError" && "code" in error;
}

/** The error for a value from untyped JavaScript. */
export function invalid(field: string, reason: string): ConsentError {
  const message = `${field} ${reason}`;
  return ConsentError.of({ code: "INVALID_INPUT", message, retryable: false, class: "fix", field, reason });
}
