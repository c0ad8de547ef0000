/**
 * When what is heard began. Recognisers tell the beginning of speech, the words and the end in any order and leave any of them out,
 * and the final words of one utterance may come when the next has begun. Times are milliseconds.
 */
import { spokenWords } from "./spoken-words.js";

/** Nobody speaks a word in less. */
const SHORTEST_WORD_MS = 80;
/** A word and a recogniser's delay, where nobody said when it began. */
const WORD_MS = 350;
const DELAY_MS = 500;
const MAX_BEGINNINGS = 20;

export interface Beginning {
  readonly at: number;
  isEnded: boolean;
  /** Somebody was told that the visitor speaks. */
  isTold: boolean;
}

export class Utterances {
  #beginnings: Beginning[] = [];
  /** The beginning of the partial words so far. */
  #partial: Beginning | undefined;

  /** Somebody speaks whose words have not all come. */
  get isOpen(): boolean {
    return this.#partial !== undefined || this.#beginnings.length > 0;
  }

  begin(now: number): Beginning {
    const beginning = { at: now, isEnded: false, isTold: false };
    this.#beginnings = [...this.#beginnings, beginning].slice(-MAX_BEGINNINGS);
    return beginning;
  }

  end(): void {
    for (const beginning of this.#beginnings) beginning.isEnded = true;
  }

  /** What partial words belong to. */
  current(now: number): Beginning {
    return (this.#partial ??= this.#beginnings.at(-1) ?? { at: now, isEnded: false, isTold: false });
  }

  /** The utterance of these final words is over. @returns its beginning, and whether nobody has begun to speak since */
  close(text: string, now: number): { readonly beginning: Beginning; readonly isNewest: boolean } {
    const words = spokenWords(text).reduce((sum, { weight }) => sum + weight, 0);
    const possible = this.#beginnings.filter(({ at }) => now - at >= words * SHORTEST_WORD_MS);
    const beginning = this.#partial ??
      possible.at(-1) ??
      this.#beginnings.at(-1) ?? { at: now - DELAY_MS - words * WORD_MS, isEnded: false, isTold: false };
    this.#partial = undefined;
    this.#beginnings = this.#beginnings.filter((other) => other !== beginning && other.at > beginning.at);
    return { beginning, isNewest: this.#beginnings.every(({ isEnded }) => isEnded) };
  }

  reset(): void {
    this.#beginnings = [];
    this.#partial = undefined;
  }
}
