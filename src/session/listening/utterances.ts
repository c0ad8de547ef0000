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

interface Beginning {
  readonly at: number;
  isEnded: boolean;
}

export class Utterances {
  #beginnings: Beginning[] = [];
  /** The beginning of the partial words so far. */
  #partialBeganAt: number | undefined;

  /** Somebody speaks whose words have not all come. */
  get isOpen(): boolean {
    return this.#partialBeganAt !== undefined || this.#beginnings.length > 0;
  }

  begin(now: number): void {
    this.#beginnings = [...this.#beginnings, { at: now, isEnded: false }].slice(-MAX_BEGINNINGS);
  }

  end(): void {
    for (const beginning of this.#beginnings) beginning.isEnded = true;
  }

  beganAtOfPartial(now: number): number {
    this.#partialBeganAt ??= this.#beginnings.at(-1)?.at ?? now;
    return this.#partialBeganAt;
  }

  /** The utterance of these final words is over. @returns when it began, and whether it is what is spoken right now */
  close(text: string, now: number): { readonly beganAt: number; readonly isNewest: boolean } {
    const words = spokenWords(text).reduce((sum, { weight }) => sum + weight, 0);
    const possible = this.#beginnings.filter(({ at }) => now - at >= words * SHORTEST_WORD_MS);
    const told = (possible.at(-1) ?? this.#beginnings.at(-1))?.at;
    const beganAt = this.#partialBeganAt ?? told ?? now - DELAY_MS - words * WORD_MS;
    this.#partialBeganAt = undefined;
    this.#beginnings = this.#beginnings.filter(({ at }) => at > beganAt);
    return { beganAt, isNewest: this.#beginnings.every(({ isEnded }) => isEnded) };
  }

  reset(): void {
    this.#beginnings = [];
    this.#partialBeganAt = undefined;
  }
}
