/** The texts of the ways to begin, loaded with them. */
import type { Locale } from "./shell-texts.js";

export interface OpeningTexts {
  readonly talk: string;
  readonly write: string;
  readonly suggestions: string;
}

const TEXTS: Readonly<Record<Locale, OpeningTexts>> = {
  en: { talk: "Talk", write: "Write", suggestions: "Questions to begin with" },
  de: { talk: "Sprechen", write: "Schreiben", suggestions: "Fragen für den Anfang" },
};

export const openingTexts = (locale: Locale): OpeningTexts => TEXTS[locale];
