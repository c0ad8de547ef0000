/** Whether the keys of a lorebook entry occur in a text. */
import { readPattern, RefusedPattern } from "./pattern-syntax.js";
import { PatternMatcher } from "./pattern-matcher.js";
import type { WorkBudget } from "./work-budget.js";

/** UTF-16 units that are searched, the newest. */
export const MAX_SCANNED = 16 * 1024;
const MAX_PATTERN = 512;
/** The work of reading a pattern, in all and for each of its characters. */
const READ = 400;
const READ_CHARACTER = 40;
/** The least work of looking for a key. */
const LOOK = 60;

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

  /** False, too, when the budget is spent. */
  includes(key: string, isCaseSensitive: boolean, budget: WorkBudget): boolean {
    if (!budget.spend(LOOK + Math.min(key.length, this.text.length))) return false;
    if (key === "" || key.length > this.text.length) return false;
    const folded = fold(key);
    for (let at = 0; at < folded.length - 2; at++) {
      const triple = tripleAt(folded, at);
      if (((this.#triples[triple >> 3] ?? 0) & (1 << (triple & 7))) === 0) return false;
    }
    if (!budget.spend(this.text.length >> 1)) return false;
    return isCaseSensitive ? this.text.includes(key) : this.#folded.includes(folded);
  }
}

function fold(text: string): string {
  // The one small letter whose shape depends on what follows it.
  const lower = text.toLowerCase();
  return lower.includes("ς") ? lower.replaceAll("ς", "σ") : lower;
}

function tripleAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2)) & 0xffff;
}

/**
 * The matcher of a key that is a regular expression, `/like this/i` or without the slashes.
 * @throws RefusedPattern with the reason: it is wrong, or could hang an application
 */
export function readRegexKey(key: string, isCaseSensitive: boolean, budget: WorkBudget): PatternMatcher {
  if (key.length > MAX_PATTERN) throw new RefusedPattern(`it is longer than ${MAX_PATTERN} characters`);
  if (!budget.spend(READ + READ_CHARACTER * key.length)) throw new RefusedPattern("the card has too many");
  const [, slashed, flags = isCaseSensitive ? "" : "i"] = /^\/([^]+)\/([a-z]*)$/.exec(key) ?? [];
  if (!/^[gimsu]*$/.test(flags)) throw new RefusedPattern("it has flags that are not known");
  const source = slashed ?? key;
  try {
    // Made, and never run: it says whether the pattern is one at all.
    new RegExp(source, flags);
  } catch {
    throw new RefusedPattern("it is not valid");
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
