import { invalid } from "./error.js";

/** `value` as JSON. Only what JSON cannot hold is refused here; the core reads the rest. */
export function json(field: string, value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    throw invalid(field, "must be plain data: it holds something that JSON cannot");
  }
}

/** `value`, when it is text. */
export function text(field: string, value: unknown): string {
  if (typeof value !== "string") throw invalid(field, "must be a string");
  return value;
}

/** Milliseconds since 1970. */
export function millis(field: string, value: unknown): number {
  const number = value instanceof Date ? value.getTime() : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw invalid(field, "must be a Date or a number of milliseconds, as Date.now() gives");
  }
  return number;
}

/** `bytes` as base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The bytes of base64 or base64url. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> } };
  if (Buffer !== undefined) return Buffer.from(text, "base64");
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
