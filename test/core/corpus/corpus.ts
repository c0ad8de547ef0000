/**
 * What language models stream, labelled by hand: a text a string, with `‖` where a sentence ends. Space around the sign
 * belongs to no sentence. Nothing here was copied from what the splitter said.
 */
import { ARABIC } from "./arabic.js";
import { CHINESE } from "./chinese.js";
import { CZECH } from "./czech.js";
import { DUTCH } from "./dutch.js";
import { ENGLISH } from "./english.js";
import { FINNISH } from "./finnish.js";
import { FRENCH } from "./french.js";
import { GEORGIAN } from "./georgian.js";
import { GERMAN } from "./german.js";
import { GREEK } from "./greek.js";
import { HEBREW } from "./hebrew.js";
import { HINDI } from "./hindi.js";
import { HUNGARIAN } from "./hungarian.js";
import { ITALIAN } from "./italian.js";
import { JAPANESE } from "./japanese.js";
import { KOREAN } from "./korean.js";
import { NORWEGIAN } from "./norwegian.js";
import { POLISH } from "./polish.js";
import { PORTUGUESE } from "./portuguese.js";
import { RUSSIAN } from "./russian.js";
import { SPANISH } from "./spanish.js";
import { SWEDISH } from "./swedish.js";
import { THAI } from "./thai.js";
import { TURKISH } from "./turkish.js";

export interface CorpusCase {
  readonly locale: string;
  readonly text: string;
  readonly sentences: readonly string[];
}

const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  ar: ARABIC,
  cs: CZECH,
  de: GERMAN,
  el: GREEK,
  en: ENGLISH,
  es: SPANISH,
  fi: FINNISH,
  fr: FRENCH,
  he: HEBREW,
  hi: HINDI,
  hu: HUNGARIAN,
  it: ITALIAN,
  ja: JAPANESE,
  ka: GEORGIAN,
  ko: KOREAN,
  nb: NORWEGIAN,
  nl: DUTCH,
  pl: POLISH,
  pt: PORTUGUESE,
  ru: RUSSIAN,
  sv: SWEDISH,
  th: THAI,
  tr: TURKISH,
  zh: CHINESE,
};

export const CORPUS: readonly CorpusCase[] = Object.entries(LANGUAGES).flatMap(([locale, texts]) =>
  texts.map((labelled) => ({
    locale,
    text: labelled.replaceAll("‖", ""),
    sentences: labelled.split("‖").map((sentence) => sentence.trim()),
  })),
);
