/** Whether somebody who paused has more to say, as far as the words tell, and how long that is waited for. */
import { ARTICLES_AND_CONJUNCTIONS, ELSEWHERE_WORDS, FOLLOWERS, PREPOSITIONS } from "./unfinished-words.js";

/** Milliseconds to wait after the first unfinished piece, what each further one adds, and the limit. */
const FIRST_WAIT_MS = 1200;
const FURTHER_WAIT_MS = 600;
export const LONGEST_WAIT_MS = 3000;

/** @param pieces how many unfinished pieces there are so far, from 1 */
export const waitMsAfter = (pieces: number): number =>
  Math.min(FIRST_WAIT_MS + FURTHER_WAIT_MS * (pieces - 1), LONGEST_WAIT_MS);

/** @param language BCP 47; undefined: any of those that are known */
export function isUnfinished(text: string, language?: string): boolean {
  const trimmed = text.trim().replace(/["'”’»)\]]+$/u, "");
  if (/(?:,|،|、|，|;|:|…|\.\.\.|[-–—])$/u.test(trimmed)) return true;
  if (/[?!？！。؟]$/u.test(trimmed)) return false;
  const [word = "", before = ""] = wordsOf(trimmed).slice(-2).reverse();
  if (word === "") return false;
  if (FOLLOWERS.has(word)) return has(ARTICLES_AND_CONJUNCTIONS, before, language);
  if (has(ARTICLES_AND_CONJUNCTIONS, word, language)) return true;
  // Recognisers that punctuate do not end a sentence with a preposition for nothing.
  return !trimmed.endsWith(".") && !isQuestion(trimmed) && has(PREPOSITIONS, word, language);
}

/** The last words, in small letters. */
const wordsOf = (text: string): readonly string[] =>
  text
    .slice(-100)
    .toLowerCase()
    .replace(/\.$/u, "")
    .split(/[^\p{L}\p{M}\p{N}]+/u);

type Words = Readonly<Record<string, ReadonlySet<string>>>;

function has(table: Words, word: string, language: string | undefined): boolean {
  const known = language === undefined ? undefined : table[language.slice(0, 2).toLowerCase()];
  if (known) return known.has(word);
  // A language that is known and not in the table: nothing is known of its words.
  if (language !== undefined) return false;
  return !ELSEWHERE_WORDS.has(word) && Object.values(table).some((words) => words.has(word));
}

/** In English a question may well end so: "Where are you from". */
const isQuestion = (text: string): boolean => /^(?:who|what|where|which|when|how)\b/iu.test(text);

/** Scripts that put no space between words. */
const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}、。，！？]/u;

/** Joins pieces of what somebody said. */
export function joinPieces(before: string, text: string): string {
  const [first, second] = [before.trim(), text.trim()];
  if (first === "" || second === "") return first + second;
  const isSpaceless = SPACELESS.test(first.slice(-1)) && SPACELESS.test(second.slice(0, 1));
  return isSpaceless ? first + second : `${first} ${second}`;
}
