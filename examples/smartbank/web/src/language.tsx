/** Bokmål, nynorsk and English: which one, its texts, and how it writes dates and numbers. */

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Language, LanguageText } from "samtykke/browser";

import { formats } from "./format.js";
import { en } from "./texts/en.js";
import { nb } from "./texts/nb.js";
import { nn } from "./texts/nn.js";
import type { Texts } from "./texts/texts.js";

export const LANGUAGES = [
  { code: "nb", name: "Bokmål" },
  { code: "nn", name: "Nynorsk" },
  { code: "en", name: "English" },
] as const satisfies readonly { code: Language; name: string }[];

const TEXTS: Record<Language, Texts> = { nb, nn, en };
const KEPT = "language";

interface Spoken {
  language: Language;
  texts: Texts;
  format: ReturnType<typeof formats>;
  speak: (language: Language) => void;
  /** The text in the page's language, else in whichever there is. */
  pick: (text: LanguageText | undefined | null) => string;
}

const Context = createContext<Spoken | undefined>(undefined);

export function useLanguage(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error("useLanguage needs a LanguageProvider above it");
  return spoken;
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const spoken = useMemo<Spoken>(() => {
    const speak = (chosen: Language) => {
      keep(chosen);
      setLanguage(chosen);
    };
    const pick = (text: LanguageText | undefined | null) =>
      text?.[language] ?? text?.["nb"] ?? Object.values(text ?? {})[0] ?? "";
    return { language, texts: TEXTS[language], format: formats(language), speak, pick };
  }, [language]);
  return <Context value={spoken}>{children}</Context>;
}

function preferred(): Language {
  const wanted = [kept(), ...navigator.languages].map((tag) => tag?.toLowerCase().split("-")[0]);
  for (const tag of wanted) {
    const code = tag === "no" ? "nb" : tag;
    const known = LANGUAGES.find((language) => language.code === code);
    if (known) return known.code;
  }
  return "nb";
}

// Storage throws where the visitor has turned it off.
function kept(): string | undefined {
  try {
    return localStorage.getItem(KEPT) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // It holds for this visit.
  }
}
