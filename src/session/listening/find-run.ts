/**
 * Finds what was spoken in what was heard: the best run of words that stand in the same order in both, with words that were
 * misheard, split, joined or left out. It is the local alignment of Smith and Waterman.
 */
import { isSimilar, type SpokenWord } from "./spoken-words.js";

export interface Run {
  /** The words of `heard` that belong to it, by their places: those that match and those that were misheard between them. */
  readonly heard: readonly number[];
  /** How many words match. */
  readonly weight: number;
  /** Letters of those that match. */
  readonly letters: number;
  /** Places behind the last word of either. */
  readonly heardEnd: number;
  readonly spokenEnd: number;
  /** Places of the first words. */
  readonly heardStart: number;
  readonly spokenStart: number;
}

const MATCH = 1;
/** Two words that were heard are one that was spoken, and the other way round. */
const JOINED = 2;
const SPLIT = 3;
/** Another word at its place, a word more, a word less. */
const MISHEARD = 4;
const EXTRA = 5;
const MISSING = 6;

/** What a misheard word, one more and one less count against a match of 2. */
const MISHEARD_COST = 1;
const EXTRA_COST = 1.2;
const MISSING_COST = 0.4;
/** More misheard words than this side by side are words of somebody else. */
const MAX_MISHEARD = 2;

export function findRun(heard: readonly SpokenWord[], spoken: readonly SpokenWord[]): Run | undefined {
  const width = spoken.length + 1;
  const scores = new Float64Array((heard.length + 1) * width);
  const moves = new Uint8Array(scores.length);
  let best = 0;
  let bestAt = 0;
  for (let i = 1; i <= heard.length; i += 1) {
    for (let j = 1; j <= spoken.length; j += 1) {
      const at = i * width + j;
      const [score, move] = bestMove(heard, spoken, i, j, (di, dj) => scores[(i - di) * width + j - dj] ?? 0);
      scores[at] = score;
      moves[at] = move;
      if (score > best) [best, bestAt] = [score, at];
    }
  }
  return best > 0 ? readBack(heard, moves, width, bestAt) : undefined;
}

/** Whether two words are one together, and neither of them alone. */
function isSame(first: string, second: string, whole: string): boolean {
  const joined = first + second;
  if (Math.abs(joined.length - whole.length) > 1 || !isSimilar(joined, whole)) return false;
  return !isSimilar(first, whole) && !isSimilar(second, whole);
}

function bestMove(
  heard: readonly SpokenWord[],
  spoken: readonly SpokenWord[],
  i: number,
  j: number,
  scoreBefore: (heardWords: number, spokenWords: number) => number,
): [number, number] {
  const own = heard[i - 1] as SpokenWord;
  const other = spoken[j - 1] as SpokenWord;
  let best: [number, number] = [0, 0];
  const offer = (score: number, move: number): void => {
    if (score > best[0]) best = [score, move];
  };
  const hasDigit = /\d/u.test(own.word) || /\d/u.test(other.word);
  if (isSimilar(own.word, other.word)) offer(scoreBefore(1, 1) + 2 * own.weight, MATCH);
  else offer(scoreBefore(1, 1) - (hasDigit ? 0 : MISHEARD_COST * own.weight), MISHEARD);
  if (own.weight === 1) {
    const [before, otherBefore] = [heard[i - 2]?.word, spoken[j - 2]?.word];
    if (before && isSame(before, own.word, other.word)) offer(scoreBefore(2, 1) + 3, JOINED);
    if (otherBefore && isSame(otherBefore, other.word, own.word)) offer(scoreBefore(1, 2) + 2, SPLIT);
  }
  offer(scoreBefore(1, 0) - EXTRA_COST * own.weight, EXTRA);
  offer(scoreBefore(0, 1) - MISSING_COST * other.weight, MISSING);
  return best;
}

function readBack(heard: readonly SpokenWord[], moves: Uint8Array, width: number, end: number): Run {
  const places: number[] = [];
  let misheard: number[] = [];
  let [i, j] = [Math.floor(end / width), end % width];
  const [heardEnd, spokenEnd] = [i, j];
  let weight = 0;
  let letters = 0;
  const take = (...found: readonly number[]): void => {
    if (misheard.length <= MAX_MISHEARD) places.push(...misheard);
    misheard = [];
    for (const place of found) {
      const word = heard[place] as SpokenWord;
      places.push(place);
      weight += word.weight;
      // A sign of a script without spaces says as much as some letters.
      letters += word.weight < 1 ? 2.5 : word.word.length;
    }
  };
  for (let move = moves[end]; move; move = moves[i * width + j]) {
    if (move === MATCH || move === SPLIT) take(i - 1);
    else if (move === JOINED) take(i - 1, i - 2);
    else if (move === MISHEARD) misheard.push(i - 1);
    if (move !== MISSING) i -= move === JOINED ? 2 : 1;
    if (move !== EXTRA) j -= move === SPLIT ? 2 : 1;
  }
  return { heard: places.sort((a, b) => a - b), weight, letters, heardEnd, spokenEnd, heardStart: i, spokenStart: j };
}
