/** What a dot after a word or a number means. */
import { isEastAsian, type CharacterClass } from "./characters.js";
import { holds, type Vocabulary } from "./vocabulary.js";

/** What stands before a dot. */
export interface BeforeDot {
  /** Letters, digits and inner dots; "" after anything else. */
  readonly token: string;
  readonly isFirstOfLine: boolean;
  readonly isFirstOfSentence: boolean;
  /** "Do this: 1. …" */
  readonly isAfterColon: boolean;
  /** To a sign: `2:1`, `°C`, `km/h`. */
  readonly isAttached: boolean;
}

/** What the splitter knows when it asks. */
export interface Knowledge extends Vocabulary {
  readonly own: ReadonlySet<string>;
  /** The number of the last item of a list, 0 before one. */
  listNumber: number;
  /** Sum of the votes so far. */
  lean: number;
}

const UNIT_OR_SOUND = /^(k[mg]|[cm]m|m[gl]|kwh|h+m+|ps+t|sh+|b?r+|mhm)$/i;

type Verdict = "ends" | "goes-on" | "ask-next-word";
type Meaning = "word" | "abbreviation" | "number-abbreviation" | "open-end" | "initial" | "ordinal" | "item";

const NAME_PARTICLES = new Set(
  "le la les de du da di del des den der van von el al al' d' l' o' m' in an do".split(" "),
);
/** Months that are written with a capital after "3.". */
const MONTHS = /^(jan|jänn|feb|märz|apr|mai|jun|jul|aug|sep|okt|nov|dez)/;

function meaningOf({ token, ...before }: BeforeDot, knowledge: Knowledge): Meaning {
  if (token === "" || before.isAttached) return "word";
  // Thai, Lao, Khmer and Burmese end no sentence with a dot, and abbreviate with one.
  if (/[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]$/.test(token)) return "abbreviation";
  if (/^\d{1,3}$/.test(token) && isItem(Number(token), before, knowledge.listNumber)) return "item";
  if (/^\d\d?$/.test(token)) return "ordinal";
  if (/^[IVX]{2,}$/.test(token)) return before.isFirstOfLine ? "item" : "ordinal";
  const word = token.slice(token.lastIndexOf("'") + 1);
  if (/.str$/.test(word)) return "number-abbreviation";
  if (word !== token && word.length < 2) return "word";
  if (holds(knowledge.own, word)) return "abbreviation";
  if (holds(knowledge.number, word)) return holds(knowledge.ends, word) ? "open-end" : "number-abbreviation";
  if (holds(knowledge.ends, word)) return "open-end";
  if (holds(knowledge.never, word)) return "abbreviation";
  if (/^\p{L}$/u.test(word) && !isEastAsian(word)) return before.isFirstOfLine ? "item" : "initial";
  if (hasNoVowel(word)) return "initial";
  return /^\p{L}{1,2}(\.\p{L}{1,3})+$/u.test(word) ? "open-end" : "word";
}

/** `Mr`, `bzw`, `млн`: Latin and Cyrillic, not a unit, a sound or all in capitals. */
function hasNoVowel(word: string): boolean {
  if (word.length > 5 || word === word.toUpperCase() || UNIT_OR_SOUND.test(word)) return false;
  return /^[b-df-hj-np-tv-xzłбвгджзк-нп-тф-щ]{2,}$/i.test(word.normalize("NFD").replace(/\p{M}/gu, ""));
}

function isItem(value: number, before: Omit<BeforeDot, "token">, listNumber: number): boolean {
  if (before.isFirstOfLine) return true;
  if (before.isAfterColon) return value === 1;
  return before.isFirstOfSentence && listNumber > 0 && value === listNumber + 1;
}

/** The number of the list item that this dot makes, 0 when it makes none. */
export function itemNumber(before: BeforeDot, knowledge: Knowledge): number {
  return meaningOf(before, knowledge) === "item" ? Number(before.token) || 0 : 0;
}

/** @param next the first character after the space and what opens there; never a small letter */
export function judgeDot(before: BeforeDot, next: CharacterClass, knowledge: Knowledge): Verdict {
  const hasOrdinals = knowledge.ordinals ?? (knowledge.lean === 0 ? undefined : knowledge.lean > 0);
  switch (meaningOf(before, knowledge)) {
    case "word":
      return "ends";
    case "abbreviation":
    case "item":
      return "goes-on";
    case "number-abbreviation":
      return next === "digit" ? "goes-on" : "ends";
    case "ordinal":
      if (hasOrdinals === false) return "ends";
      if (next === "digit") return /^\d/.test(before.token) ? "goes-on" : "ends";
      return next === "upper" ? "ask-next-word" : "ends";
    case "open-end":
    case "initial":
      if (next === "inverted") return "ends";
      return next === "upper" ? "ask-next-word" : "goes-on";
  }
}

/**
 * Whether the word after the dot shows that a sentence ended.
 * @param follower the character after that word, "" at the end of the stream
 */
export function judgeNextWord(before: BeforeDot, word: string, follower: string, knowledge: Knowledge): boolean {
  const meaning = meaningOf(before, knowledge);
  const lower = word.toLowerCase();
  const isStarter =
    follower !== "." &&
    (knowledge.starters.has(lower) || (/['’]/.test(follower) && knowledge.starters.has(`${lower}'`)));
  if (meaning === "initial") return isStarter && !NAME_PARTICLES.has(lower) && !/['’]/.test(follower);
  if (meaning !== "ordinal" || isStarter) return isStarter;
  // Nothing told the language yet: a king's number goes on, so do German months, and nothing else.
  const isUnknown = knowledge.ordinals === undefined && knowledge.lean === 0;
  return isUnknown && /^\d/.test(before.token) && !MONTHS.test(lower);
}
