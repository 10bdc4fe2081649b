import type { AccessToken, Answer, FeedStep, HttpRequest, Outcome, SignatureCheck, Step, TokenStep, VerifyStep } from "./types.js";

/** Makes a member one that no print and no JSON shows; it is read as ever. */
function hide<T extends object>(object: T, member: keyof T): T {
  if (object[member] === undefined) return object;
  return Object.defineProperty(object, member, { enumerable: false });
}

/** A token that may be printed. */
export function token(value: AccessToken): AccessToken {
  return hide(value, "value");
}

/** A request that may be printed: its body and its `Authorization` are secrets. */
export function request(value: HttpRequest): HttpRequest {
  for (const header of value.headers) if (header.name === "Authorization") hide(header, "value");
  return hide(value, "body");
}

/** An outcome that may be printed. */
export function outcome(value: Outcome): Outcome {
  if (value.type === "granted") token(value.token);
  return value;
}

/** A step that may be printed. */
export function step<T extends Step | FeedStep | TokenStep | VerifyStep>(value: T): T {
  if (value.type === "send" || value.type === "fetchKeys") request(value.request);
  if (value.type === "finish" && "outcome" in value) outcome(value.outcome);
  if (value.type === "finish" && "token" in value) token(value.token);
  if (value.type === "verifySignature") hide<SignatureCheck>(value.check, "signature");
  return value;
}

/** A token with its hidden member, for the core. */
export function bare(value: AccessToken): AccessToken {
  return value instanceof Object ? { ...value, value: value.value } : value;
}

/** An answer with its hidden members, for the core. */
export function answer(value: Answer): Answer {
  return value instanceof Object && value.type === "authorized" ? { ...value, token: bare(value.token) } : value;
}
