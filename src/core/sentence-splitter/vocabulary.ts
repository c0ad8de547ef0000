/** The words of a locale, or of all languages, ready to be looked up. */
import { EVERYWHERE, LANGUAGES, type Language } from "./languages.js";

export interface Vocabulary {
  /** Whether ordinals have a dot; undefined when only the text itself can tell. */
  readonly ordinals: boolean | undefined;
  readonly never: ReadonlySet<string>;
  readonly number: ReadonlySet<string>;
  readonly ends: ReadonlySet<string>;
  readonly starters: ReadonlySet<string>;
  /** What a word says about the language: above 0, one that writes ordinals with a dot. Words of both kinds say nothing. */
  readonly votes: ReadonlyMap<string, number>;
}

const known = new Map<string, Vocabulary>();

/** @param locale BCP 47; without one, or with one that has no row, all languages hold at once */
export function vocabularyOf(locale: string | undefined): Vocabulary {
  const code = locale?.toLowerCase().split(/[-_]/, 1)[0] ?? "";
  const rows = code === "" ? [] : LANGUAGES.filter(({ codes }) => codes.split(" ").includes(code));
  const key = rows[0]?.codes ?? "";
  let vocabulary = known.get(key);
  if (!vocabulary) known.set(key, (vocabulary = build(rows)));
  return vocabulary;
}

function build(chosen: readonly Language[]): Vocabulary {
  const rows = chosen.length > 0 ? chosen : LANGUAGES;
  const all = [EVERYWHERE, ...rows];
  const words = (key: "never" | "number" | "ends" | "starters"): Set<string> =>
    new Set(all.flatMap((row) => row[key]?.split(" ") ?? []));
  const votes = new Map<string, number>();
  for (const { ordinals, starters = "" } of rows) {
    const vote = ordinals ? 1 : -1;
    for (const word of starters.split(" ")) votes.set(word, (votes.get(word) ?? vote) === vote ? vote : 0);
  }
  return {
    ordinals: chosen.length > 0 ? chosen.some(({ ordinals }) => ordinals) : undefined,
    never: words("never"),
    number: words("number"),
    ends: words("ends"),
    starters: words("starters"),
    votes,
  };
}

/**
 * A user's own abbreviations, in small letters and without their last dot; of one with spaces ("et al.") the last word
 * and those with a dot.
 */
export function ownAbbreviations(abbreviations: Iterable<string>): ReadonlySet<string> {
  const words = new Set<string>();
  for (const abbreviation of abbreviations) {
    const parts = abbreviation.toLowerCase().trim().split(/\s+/);
    parts.forEach((part, index) => {
      if (index === parts.length - 1 || part.endsWith(".")) words.add(part.replace(/\.$/, ""));
    });
  }
  return words;
}

/** As it is written, or in small letters: `Etc` is `etc`, but `gen` is not `Gen`; `GEN` is. */
export function holds(words: ReadonlySet<string>, word: string): boolean {
  if (words.has(word) || words.has(word.toLowerCase())) return true;
  return word.length > 1 && word === word.toUpperCase() && words.has(word.charAt(0) + word.slice(1).toLowerCase());
}
