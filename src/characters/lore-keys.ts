/** Whether the keys of a lorebook entry occur in a text. */
import { InvalidPattern, readPattern, RefusedPattern } from "./pattern-syntax.js";
import { PatternMatcher } from "./pattern-matcher.js";
import type { WorkBudget } from "./work-budget.js";

/** UTF-16 units that are searched, the newest. */
export const MAX_SCANNED = 16 * 1024;
/** The work of reading a pattern, in all and for each of its characters. */
const READ = 400;
const READ_CHARACTER = 40;
/** The least work of looking for a key, and of looking around what was found. */
const LOOK = 60;
const LOOK_AROUND = 40;
/** Longer keys are never found, and longer patterns are refused: comparing them everywhere would take time. */
export const MAX_KEY = 512;
/** A search may compare as much of a key at every place: the work for each so many characters. */
const KEY_PART = 32;

/** A text that many keys are looked for in. Three letters tell at once that most of them are not there. */
export class SearchedText {
  readonly text: string;
  readonly #folded: string;
  readonly #triples = new Uint8Array(0x10000 / 8);

  constructor(text: string) {
    this.text = text;
    this.#folded = fold(text);
    for (let at = 0; at < this.#folded.length - 2; at++) {
      const triple = tripleAt(this.#folded, at);
      this.#triples[triple >> 3] = (this.#triples[triple >> 3] ?? 0) | (1 << (triple & 7));
    }
  }

  /**
   * False, too, when the budget is spent.
   * @param isWhole whether it must not be a part of a word
   */
  includes(key: string, isCaseSensitive: boolean, budget: WorkBudget, isWhole = false): boolean {
    if (!budget.spend(LOOK + Math.min(key.length, this.text.length))) return false;
    if (key.length > MAX_KEY || key.length > this.text.length || key === "") return false;
    const folded = fold(key);
    for (let at = 0; at < folded.length - 2; at++) {
      const triple = tripleAt(folded, at);
      if (((this.#triples[triple >> 3] ?? 0) & (1 << (triple & 7))) === 0) return false;
    }
    const parts = 1 + Math.floor(key.length / KEY_PART);
    if (!budget.spend((this.text.length >> 1) * parts)) return false;
    const [text, words] = isCaseSensitive ? [this.text, key] : [this.#folded, folded];
    return isWhole ? includesWhole(text, words.trim(), budget) : text.includes(words);
  }
}

/** Whether the words occur with no letter directly before or after them. */
function includesWhole(text: string, words: string, budget: WorkBudget): boolean {
  const work = LOOK_AROUND + words.length;
  for (let at = text.indexOf(words); at !== -1 && budget.spend(work); at = text.indexOf(words, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + words.length])) return true;
  }
  return false;
}

/** Scripts without spaces between words have no whole words to tell. */
function isLetter(character: string | undefined): boolean {
  return (
    character !== undefined &&
    /[\p{L}\p{N}\p{M}_]/u.test(character) &&
    !/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}]/u.test(character)
  );
}

function fold(text: string): string {
  // The one small letter whose shape depends on what follows it.
  const lower = text.toLowerCase();
  return lower.includes("ς") ? lower.replaceAll("ς", "σ") : lower;
}

function tripleAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & 0xffff;
}

/** Whether the key is written `/like this/i`. A path is not: the slashes in a pattern are escaped. */
export function isPatternKey(key: string): boolean {
  if (key.length > MAX_KEY) return key.startsWith("/") && /\/[a-z]{0,8}$/.test(key.slice(-9));
  return /^\/(?:\\.|[^\\/\n])+\/[dgimsuvy]*$/.test(key.trim());
}

/**
 * The matcher of a key that is a regular expression, `/like this/i` or without the slashes.
 * @throws RefusedPattern with the reason: it is wrong, or could hang an application
 */
export function readRegexKey(key: string, isCaseSensitive: boolean, budget: WorkBudget): PatternMatcher {
  if (key.length > MAX_KEY) throw new RefusedPattern(`it is longer than ${MAX_KEY} characters`);
  if (!budget.spend(READ + READ_CHARACTER * key.length)) throw new RefusedPattern("the card has too many");
  const [, slashed, flags = isCaseSensitive ? "" : "i"] = /^\s*\/([^]+)\/([a-z]*)\s*$/.exec(key) ?? [];
  if (!/^[gimsu]*$/.test(flags)) throw new RefusedPattern("it has flags that are not known");
  const source = slashed ?? key;
  try {
    // Made, and never run: it says whether the pattern is one at all.
    new RegExp(source, flags);
  } catch {
    throw new InvalidPattern("it is not valid");
  }
  const isUnicode = flags.includes("u");
  const [ignoresCase, isMultiline, dotMatchesAll] = ["i", "m", "s"].map((flag) => flags.includes(flag));
  return new PatternMatcher(
    readPattern(source, isUnicode),
    {
      ignoresCase: ignoresCase === true,
      isMultiline: isMultiline === true,
      dotMatchesAll: dotMatchesAll === true,
      isUnicode,
    },
    budget,
  );
}
