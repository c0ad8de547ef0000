/** The meaning of a dot after a word or a number. */
import { isEastAsian, type CharacterClass } from "./characters.js";
import type { Knowledge } from "./knowledge.js";
import type { BeforeDot, WordPlace } from "./passage.js";
import { ABBREVIATIONS, BEFORE_NUMBER, OPEN_ENDS, holds, isStarter } from "./vocabulary.js";

type Meaning = "word" | "abbreviation" | "number-abbreviation" | "open-end" | "initial" | "ordinal" | "item";

/** After an initial these begin a surname. */
const NAME_PARTICLES = new Set("le la les de du da di del des den der van von el al in an do".split(" "));
/** Months that are written with a capital after "3.". */
const MONTHS = /^(jan|jänn|feb|märz|apr|mai|jun|jul|aug|sep|okt|nov|dez)/;
const UNIT_OR_SOUND = /^(k[mg]|[cm]m|m[gl]|kwh|к[мг]|[смд]м|м[гл]|h+m+|ps+t|sh+|b?r+|mhm)$/i;

export function meaningOf({ token, place }: BeforeDot, { own, listNumber }: Knowledge): Meaning {
  if (token === "" || place.isAttached) return "word";
  // Thai, Lao, Khmer and Burmese end no sentence with a dot, and abbreviate with one.
  if (/[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]$/.test(token)) return "abbreviation";
  if (/^\d{1,3}$/.test(token) && isItem(Number(token), place, listNumber)) return "item";
  if (/^\d\d?$/.test(token)) return "ordinal";
  if (/^[IVX]{2,}$/.test(token)) return place.isFirstOfLine ? "item" : "ordinal";
  const word = token.slice(token.lastIndexOf("'") + 1);
  // "don't", "ש״ח"
  if (word !== token && word.length < 2) return "word";
  if (own.has(word.toLowerCase())) return "abbreviation";
  if (/.str$/.test(word) || holds(BEFORE_NUMBER, word)) return "number-abbreviation";
  if (holds(OPEN_ENDS, word)) return "open-end";
  if (holds(ABBREVIATIONS, word) || ABBREVIATIONS.has(`${place.letterBefore}.${word}`)) return "abbreviation";
  if (place.isAfterNumber && /^[ghlms]$/.test(word)) return "number-abbreviation";
  if (/^\p{L}$/u.test(word) && !isEastAsian(word)) return place.isFirstOfLine ? "item" : "initial";
  if (hasNoVowel(word)) return "initial";
  return /^\p{L}{1,2}(\.\p{L}{1,3})+$/u.test(word) ? "open-end" : "word";
}

/** `Mr`, `bzw`, `млн`: Latin and Cyrillic, no unit, no sound, and not all in capitals. */
function hasNoVowel(word: string): boolean {
  if (word.length > 5 || word === word.toUpperCase() || UNIT_OR_SOUND.test(word)) return false;
  return /^[b-df-hj-np-tv-xzłбвгджзк-нп-тф-щ]{2,}$/i.test(word.normalize("NFD").replace(/\p{M}/gu, ""));
}

function isItem(value: number, place: WordPlace, listNumber: number): boolean {
  if (place.isFirstOfLine) return true;
  if (place.isAfterColon) return value === 1;
  return place.isFirstOfSentence && listNumber > 0 && value === listNumber + 1;
}

/**
 * Whether the dot ends a sentence; undefined when the next word must tell.
 * @param next the first character after the space and what opens there; never a small letter
 */
export function endsWithDot(before: BeforeDot, next: CharacterClass, knowledge: Knowledge): boolean | undefined {
  switch (meaningOf(before, knowledge)) {
    case "word":
      return true;
    case "abbreviation":
    case "item":
      return false;
    case "number-abbreviation":
      return next !== "digit";
    case "ordinal":
      if (knowledge.hasOrdinals === false) return true;
      if (next === "digit") return !/^\d/.test(before.token);
      return next === "upper" ? undefined : true;
    case "open-end":
    case "initial":
      return next === "upper" ? undefined : next === "inverted";
  }
}

/**
 * Whether the word after the dot shows that a sentence ended.
 * @param follower the character after that word, "" at the end of the stream
 */
export function endsBefore(word: string, follower: string, before: BeforeDot, knowledge: Knowledge): boolean {
  const meaning = meaningOf(before, knowledge);
  const lower = word.toLowerCase();
  const hasApostrophe = /['’]/.test(follower);
  const starts = follower !== "." && (isStarter(lower) || (hasApostrophe && isStarter(`${lower}'`)));
  if (meaning === "initial") {
    const isOfName = NAME_PARTICLES.has(lower) && /^\p{Lu}/u.test(before.token);
    return starts && (isStarter(lower) || !hasApostrophe) && !isOfName;
  }
  if (meaning !== "ordinal" || starts) return starts;
  // Nothing told the language yet: a king's number goes on, so do German months, and nothing else.
  return knowledge.hasOrdinals === undefined && /^\d/.test(before.token) && !MONTHS.test(lower);
}
