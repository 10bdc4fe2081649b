/** Dates, times and numbers as each language writes them. */

import type { Language } from "samtykke/browser";

const LOCALES: Record<Language, string[]> = { nb: ["nb-NO"], nn: ["nn-NO", "nb-NO"], en: ["en-GB"] };
const timeZone = "Europe/Oslo";

export function formats(language: Language) {
  const locales = LOCALES[language];
  const date = new Intl.DateTimeFormat(locales, { day: "numeric", month: "long", year: "numeric", timeZone });
  const moment = new Intl.DateTimeFormat(locales, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  });
  const clock = new Intl.DateTimeFormat(locales, { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone });
  const number = new Intl.NumberFormat(locales);
  return {
    /** `26. november 2026` */
    date: (iso: string) => date.format(new Date(iso)),
    /** `26. nov. 2026, 09:30` */
    moment: (iso: string) => moment.format(new Date(iso)),
    /** `09:30:05` */
    clock: (iso: string) => clock.format(new Date(iso)),
    number: (value: number) => number.format(value),
    /** Whole kroner: `250 000 kr`. */
    money: (kroner: number) => (language === "en" ? `NOK ${number.format(kroner)}` : `${number.format(kroner)} kr`),
    /** `810 419 512` */
    organization: (digits: string) => digits.replace(/^(\d{3})(\d{3})(\d{3})$/, "$1\u00a0$2\u00a0$3"),
  };
}
