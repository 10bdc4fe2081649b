import { Party } from "samtykke";

const ELEVEN_DIGITS = /(?<!\d)\d{11}(?!\d)/g;

/** The text without the numbers of persons. */
export function redactText(text: string): string {
  return text.replace(ELEVEN_DIGITS, (digits) => (isPerson(digits) ? "[redacted]" : digits));
}

/** JSON without the numbers of persons, wherever in it they are. */
export function redact(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "number") return isPerson(String(value).padStart(11, "0")) ? "[redacted]" : value;
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redactText(name), redact(member)]));
}

function isPerson(digits: string): boolean {
  if (!/^\d{11}$/.test(digits)) return false;
  try {
    return Party.parse(digits).type === "person";
  } catch {
    return false;
  }
}
