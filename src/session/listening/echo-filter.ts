/**
 * Tells the avatar's own voice from the visitor's by its words: what the microphone brings back of a sentence that sounds, or has
 * just sounded, is taken out of what a recogniser heard. Times are milliseconds.
 */
import { letterCount } from "../config.js";
import { findRun, type Run } from "./find-run.js";
import { isRoughlySimilar, isSimilar, spokenWords, type SpokenWord } from "./spoken-words.js";

/** A room goes on sounding for a moment. */
const ROOM_ECHO_MS = 500;
/** While the avatar speaks on, what ended so long ago may still be in the utterance. */
const EARLIER_MS = 3000;
/** What ended longer ago is forgotten; no utterance is longer. */
const KEPT_MS = 120_000;
/** Words that are compared, of what was spoken; the newest. */
const MAX_WORDS = 300;
/** Words in a row that are no coincidence. */
const MIN_RUN = 3;
/** Letters that such words need in the middle of what somebody says: "go to the" is anybody's. */
const MIN_INNER_LETTERS = 10;
/** Up to so many words are compared with one sentence alone. */
const SHORT = 2;
/** … which they take at most, and the silence that shows a detector that they are over. */
const SHORT_MS = 2000;

interface Sentence {
  text: string;
  words: readonly SpokenWord[];
  readonly beganAt: number;
  endedAt: number;
}

export interface EchoFilterOptions {
  /** Letters and digits that are left of a mixture at least; less is echo, too. */
  readonly minLength: number;
}

export interface Utterance {
  readonly text: string;
  /** When it began, when it ended as far as that is known, and the time now. */
  readonly beganAt: number;
  readonly endedAt?: number | undefined;
  readonly now: number;
}

export class EchoFilter {
  readonly #minLength: number;
  #sentences: Sentence[] = [];

  constructor({ minLength }: EchoFilterOptions) {
    this.#minLength = minLength;
  }

  /** A sentence begins to sound; the one before has ended. */
  begin(text: string, now: number): void {
    this.end(now);
    this.#sentences = this.#sentences.filter(({ endedAt }) => endedAt > now - KEPT_MS);
    this.#sentences.push({ text, words: spokenWords(text), beganAt: now, endedAt: Infinity });
  }

  /** The newest sentence has these words now. */
  rewrite(text: string): void {
    const newest = this.#sentences.at(-1);
    if (!newest || newest.text === text) return;
    newest.text = text;
    newest.words = spokenWords(text);
  }

  /** Nothing sounds any more. */
  end(now: number): void {
    const newest = this.#sentences.at(-1);
    if (newest?.endedAt === Infinity) newest.endedAt = now;
  }

  /** Whether something that begins now may be the avatar's voice. */
  isSounding(now: number): boolean {
    return (this.#sentences.at(-1)?.endedAt ?? -Infinity) + ROOM_ECHO_MS >= now;
  }

  /** @returns what is left when the avatar's own words are taken out; "": nothing */
  filter({ text, beganAt, now, endedAt = now }: Utterance): string {
    const sounding = this.#sentences.filter(
      (sentence) => sentence.beganAt <= endedAt && sentence.endedAt + ROOM_ECHO_MS >= beganAt,
    );
    const heard = spokenWords(text);
    if (sounding.length === 0 || heard.length === 0) return text;
    if (weightOf(heard) <= SHORT) {
      const current = sounding.filter(
        (sentence) => sentence.endedAt + ROOM_ECHO_MS >= Math.max(beganAt, endedAt - SHORT_MS),
      );
      const sentences = current.length > 0 ? current : sounding.slice(-1);
      return sentences.some(({ words }) => isWithin(heard, words)) ? "" : text;
    }
    const earliest = beganAt - EARLIER_MS;
    const recent = this.#sentences.filter((sentence) => sentence.beganAt <= endedAt && sentence.endedAt >= earliest);
    const spoken = recent.flatMap(({ words }) => words).slice(-MAX_WORDS);
    return this.#cut(text, heard, echoIn(heard, spoken));
  }

  #cut(text: string, heard: readonly SpokenWord[], echo: ReadonlySet<number>): string {
    if (echo.size === 0) return text;
    const kept: string[] = [];
    for (const [first, end] of gaps(heard.length, echo)) {
      const from = first === 0 ? 0 : (heard[first]?.from ?? 0);
      kept.push(text.slice(from, heard[end]?.from ?? text.length).trim());
    }
    const rest = kept.join(" ").replace(/^[^\p{L}\p{N}]+/u, "");
    return letterCount(rest) >= Math.max(1, this.#minLength) ? rest : "";
  }
}

/** The places of the words that were spoken before. */
function echoIn(heard: readonly SpokenWord[], spoken: readonly SpokenWord[]): ReadonlySet<number> {
  const echo = new Set<number>();
  search(0, heard.length);
  // What is left beside an echo and was spoken, too, is a splinter of it.
  if (echo.size > 0) {
    for (const [first, end] of gaps(heard.length, echo)) {
      if (isWithin(heard.slice(first, end), spoken)) for (let at = first; at < end; at += 1) echo.add(at);
    }
  }
  return echo;

  function search(first: number, end: number): void {
    const part = heard.slice(first, end);
    const run = findRun(part, spoken);
    if (!run || run.weight < MIN_RUN) return;
    const isAtEdge = run.heardStart + first === 0 || run.heardEnd + first === heard.length;
    const isBesideEcho = echo.has(first + run.heardStart - 1) || echo.has(first + run.heardEnd);
    if (!isAtEdge && !isBesideEcho && run.letters < MIN_INNER_LETTERS) return;
    for (const place of run.heard) echo.add(first + place);
    const [before, after] = [misheardBefore(part, spoken, run), misheardAfter(part, spoken, run)];
    for (let at = run.heardStart - before; at < run.heardStart; at += 1) echo.add(first + at);
    for (let at = run.heardEnd; at < run.heardEnd + after; at += 1) echo.add(first + at);
    search(first, first + run.heardStart - before);
    search(first + run.heardEnd + after, end);
  }
}

/** How many words behind a run are the next of what was spoken, misheard beyond what counts elsewhere. */
function misheardAfter(heard: readonly SpokenWord[], spoken: readonly SpokenWord[], run: Run): number {
  return misheardBeside(heard.slice(run.heardEnd), spoken.slice(run.spokenEnd), (words) => words.join(""));
}

function misheardBefore(heard: readonly SpokenWord[], spoken: readonly SpokenWord[], run: Run): number {
  const [before, spokenBefore] = [heard.slice(0, run.heardStart).reverse(), spoken.slice(0, run.spokenStart).reverse()];
  return misheardBeside(before, spokenBefore, (words) => words.reverse().join(""));
}

function misheardBeside(
  heard: readonly SpokenWord[],
  spoken: readonly SpokenWord[],
  join: (words: string[]) => string,
): number {
  const joined = (words: readonly SpokenWord[], count: number): string =>
    words.length < count ? "" : join(words.slice(0, count).map(({ word }) => word));
  const next = joined(spoken, 1);
  // A number is heard in any number of words, or as one.
  if (next !== "" && heard.length > 0 && heard.length <= 4 && (/\d/u.test(next) || /^\d+$/u.test(joined(heard, 1)))) {
    return heard.length;
  }
  for (const [own, other] of [
    [2, 1],
    [1, 1],
    [1, 2],
    [3, 1],
    [2, 2],
  ] as const) {
    const [one, two] = [joined(heard, own), joined(spoken, other)];
    if (one !== "" && two !== "" && isRoughlySimilar(one, two)) return own;
  }
  return 0;
}

/** Whether all of these words stand close together, in this order. */
function isWithin(heard: readonly SpokenWord[], spoken: readonly SpokenWord[]): boolean {
  return spoken.some((_, start) => {
    let at = start;
    for (const { word } of heard) {
      const next = spoken.slice(at, at + 3).map((other) => other.word);
      const found = next.slice(0, 2).findIndex((other, index) => {
        return isSimilar(word, other) || isBeginning(word, other) || isContraction(word, other, next[index + 1]);
      });
      if (found < 0) return false;
      at += found + 1;
    }
    return true;
  });
}

/** What is left of a word that was cut off. */
const isBeginning = (word: string, whole: string): boolean =>
  word.length >= 4 && isSimilar(word, whole.slice(0, word.length));

/** "I'm" for "I am", "don't" for "do not". */
function isContraction(word: string, first: string, second = ""): boolean {
  const both = first + second;
  if (
    word.length <= first.length ||
    second === "" ||
    both.length - word.length > 2 ||
    !word.startsWith(first.slice(0, 1))
  )
    return false;
  let at = 0;
  for (const letter of both) if (letter === word[at]) at += 1;
  return at === word.length;
}

/** The stretches of places that are not in the set. */
function gaps(length: number, places: ReadonlySet<number>): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < length; at += 1) {
    if (places.has(at)) continue;
    const newest = found.at(-1);
    if (newest?.[1] === at) newest[1] = at + 1;
    else found.push([at, at + 1]);
  }
  return found;
}

const weightOf = (words: readonly SpokenWord[]): number => words.reduce((sum, { weight }) => sum + weight, 0);
