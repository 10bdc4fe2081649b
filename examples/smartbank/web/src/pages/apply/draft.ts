/** What is in the form. */

import type { LanguageText } from "samtykke/browser";

import type { NewApplication, Product } from "../../../../api.js";

export interface Draft {
  amount: string;
  who: "self" | "other";
  /** The number of somebody else, as it was typed. It is nowhere but here until it is sent. */
  number: string;
  rights: RightDraft[];
  message: Record<"nb" | "nn" | "en", string>;
  days: number;
}

export interface RightDraft {
  /** Tells it from the others while they come and go. */
  key: number;
  /** The resource's id; empty until one is chosen. */
  resource: string;
  metadata: Record<string, string>;
}

export const VALIDITIES = [30, 90, 180, 365];
export const MESSAGE_LENGTH = 1_000;

export function emptyDraft(): Draft {
  const message = { nb: "", nn: "", en: "" };
  return { amount: "", who: "self", number: "", rights: [{ key: 1, resource: "", metadata: {} }], message, days: 90 };
}

export function hasAmount(product: Product): product is Exclude<Product, "insurance"> {
  return product !== "insurance";
}

/** `250 000`, `250.000 kr` or `250,000` as a number; none when it is no whole amount from 1 to 100 million. */
export function amountOf(typed: string): number | undefined {
  const bare = typed.replace(/kr|nok/gi, "").replace(/\s/g, "");
  const digits = /^\d{1,3}([.,]\d{3})+$/.test(bare) ? bare.replace(/[.,]/g, "") : bare;
  if (!/^\d{1,9}$/.test(digits)) return undefined;
  const amount = Number(digits);
  return amount >= 1 && amount <= 100_000_000 ? amount : undefined;
}

/** The rights as `samtykke/browser` and the back end take them. */
export function rightsOf(draft: Draft): NewApplication["rights"] {
  return draft.rights.map(({ resource, metadata }) => ({
    resource,
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, value.trim()])),
  }));
}

/** What is sent; the draft has been checked. */
export function applicationOf(id: string, product: Product, draft: Draft): NewApplication {
  const texts = Object.entries(draft.message).filter(([, text]) => text.trim() !== "");
  const message: LanguageText = Object.fromEntries(texts.map(([language, text]) => [language, text.trim()]));
  return {
    id,
    product,
    amount: hasAmount(product) ? (amountOf(draft.amount) ?? null) : null,
    ...(draft.who === "other" && { from: draft.number.replace(/\D/g, "") }),
    rights: rightsOf(draft),
    ...(texts.length > 0 && { message }),
    validDays: draft.days,
  };
}
