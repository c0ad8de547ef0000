/** The texts of ratings, loaded with them. */
import type { Locale } from "./shell-texts.js";

export interface RatingTexts {
  /** Names the thumbs of an answer. */
  readonly answer: string;
  readonly answers: Readonly<Record<"up" | "down", string>>;
  /** The question at the end. */
  readonly conversation: string;
  readonly conversations: Readonly<Record<"up" | "down", string>>;
  /** The field for a word. */
  readonly words: string;
  readonly send: string;
  readonly thanks: string;
}

const en: RatingTexts = {
  answer: "Rate this answer",
  answers: { up: "Good answer", down: "Bad answer" },
  conversation: "How was this conversation?",
  conversations: { up: "Good", down: "Bad" },
  words: "A word about it, if you like",
  send: "Send",
  thanks: "Thank you.",
};

const de: RatingTexts = {
  answer: "Diese Antwort bewerten",
  answers: { up: "Gute Antwort", down: "Schlechte Antwort" },
  conversation: "Wie war dieses Gespräch?",
  conversations: { up: "Gut", down: "Schlecht" },
  words: "Ein Wort dazu, wenn Sie mögen",
  send: "Senden",
  thanks: "Vielen Dank.",
};

const TEXTS: Readonly<Record<Locale, RatingTexts>> = { en, de };

export const ratingTexts = (locale: Locale): RatingTexts => TEXTS[locale];
