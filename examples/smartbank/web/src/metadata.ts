import type { Texts } from "./texts/texts.js";

/** A metadata key, or a member of somebody's JSON, in words: `inntektsaar` is `Inntektsår`, `taxYear` is `Tax year`. */
export function metadataLabel(texts: Texts, key: string): string {
  const known = texts.metadata[key.toLowerCase()];
  if (known) return known;
  const words = key
    .replace(/([a-zæøå])([A-ZÆØÅ])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
