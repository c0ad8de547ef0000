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
/** What a recogniser hears of the time before it says that somebody speaks. */
const BEFORE_MS = 500;
const MAX_BEGINNINGS = 20;

export interface Beginning {
  readonly at: number;
  /** When nobody spoke any more; undefined: somebody does. */
  endedAt: number | undefined;
  /** Somebody was told that the visitor speaks. */
  isTold: boolean;
  /** It was ended in the middle of the sound: what was being said may go on in the next one. */
  isCut: boolean;
}

export class Utterances {
  #beginnings: Beginning[] = [];
  /** The beginning of the partial words so far. */
  #partial: Beginning | undefined;

  /** Somebody speaks whose words have not all come. */
  get isOpen(): boolean {
    return this.#partial !== undefined || this.#beginnings.length > 0;
  }

  /** Since when somebody speaks; undefined: nobody does. */
  get soundingSince(): number | undefined {
    return this.#beginnings.find(({ endedAt }) => endedAt === undefined)?.at;
  }

  /** Somebody speaks now. */
  get isSounding(): boolean {
    return this.soundingSince !== undefined;
  }

  begin(now: number): Beginning {
    const beginning = fresh(now);
    this.#beginnings = [...this.#beginnings, beginning].slice(-MAX_BEGINNINGS);
    return beginning;
  }

  end(now: number): void {
    for (const beginning of this.#beginnings) beginning.endedAt ??= now;
  }

  /** What is being said is ended by us. */
  cut(): void {
    for (const beginning of this.#beginnings) if (beginning.endedAt === undefined) beginning.isCut = true;
  }

  /** What partial words belong to. */
  current(now: number): Beginning {
    return (this.#partial ??= this.#beginnings.at(-1) ?? fresh(now));
  }

  /** The utterance of these final words is over. @returns its beginning, and whether nobody has begun to speak since */
  close(text: string, now: number): { readonly beginning: Beginning; readonly isNewest: boolean } {
    const words = spokenWords(text).reduce((sum, { weight }) => sum + weight, 0);
    const possible = this.#beginnings.filter(({ at, endedAt = now }) => {
      return endedAt - at + BEFORE_MS >= words * SHORTEST_WORD_MS;
    });
    const ended = possible.filter(({ endedAt }) => endedAt !== undefined);
    const beginning =
      this.#partial ??
      // What we ended ourselves has words; what ended by itself may have been a noise that has none.
      ended.find(({ isCut }) => isCut) ??
      ended.at(-1) ??
      possible.at(-1) ??
      this.#beginnings.at(-1) ??
      fresh(now - DELAY_MS - words * WORD_MS);
    this.#partial = undefined;
    this.#beginnings = this.#beginnings.filter((other) => other !== beginning && other.at > beginning.at);
    return { beginning, isNewest: !this.isSounding };
  }

  reset(): void {
    this.#beginnings = [];
    this.#partial = undefined;
  }
}

const fresh = (at: number): Beginning => ({ at, endedAt: undefined, isTold: false, isCut: false });
