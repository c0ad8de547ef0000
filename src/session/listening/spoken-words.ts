/** Words as they are compared: what was spoken with what a recogniser made of it. */

export interface SpokenWord {
  /** Small letters, without marks. */
  readonly word: string;
  /** Where it begins and ends in the text. */
  readonly from: number;
  readonly to: number;
  /** How much of a word it is: where a script puts no space between words, each sign is a part of one. */
  readonly weight: number;
}

const SPACELESS =
  "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー]";
const IN_WORD = `(?!${SPACELESS})[\\p{L}\\p{N}\\p{M}'’]`;
const WORD = new RegExp(`${SPACELESS}\\p{M}*|(?!${SPACELESS})[\\p{L}\\p{N}](?:${IN_WORD})*`, "gu");
const IS_SPACELESS = new RegExp(`^${SPACELESS}`, "u");
/** A word of these scripts has between one and two signs. */
const SIGN_WEIGHT = 0.6;

export function spokenWords(text: string): SpokenWord[] {
  return Array.from(text.matchAll(WORD), ({ 0: found, index }) => ({
    word: found
      .normalize("NFKD")
      .replace(/[\p{M}'’]/gu, "")
      .toLowerCase(),
    from: index,
    to: index + found.length,
    weight: IS_SPACELESS.test(found) ? SIGN_WEIGHT : 1,
  })).filter(({ word }) => word !== "");
}

/** Whether one may be the other, misheard. Short words must be the same: "no" and "now" are not. */
export function isSimilar(one: string, other: string): boolean {
  if (one === other) return true;
  const longest = Math.max(one.length, other.length);
  if (longest <= 3 || Math.abs(one.length - other.length) > longest / 3) return false;
  return distance(one, other) <= (longest <= 5 ? 1 : longest * 0.34);
}

/** The same for words that are expected at this very place. */
export function isRoughlySimilar(one: string, other: string): boolean {
  const longest = Math.max(one.length, other.length);
  return one === other || (longest > 3 && distance(one, other) <= longest / 2);
}

/** Letters to change, add or leave out. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
