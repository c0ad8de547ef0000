/** Follows the words of a reply: the one right before a dot decides what the dot means, and all of them tell the language. */
import type { BeforeDot } from "./dot.js";
import { ordinalVote } from "./vocabulary.js";

/** No abbreviation and no function word is longer. */
const MAX_LENGTH = 24;
/** Bounded, so that the language of a reply may change. */
const MAX_LEAN = 8;

export const NO_WORD: BeforeDot = {
  token: "",
  isFirstOfLine: false,
  isFirstOfSentence: false,
  isAfterColon: false,
  isAttached: false,
};

export class WordTracker {
  #word: BeforeDot = NO_WORD;
  /** Sum of the votes for ordinals with a dot. */
  #lean = 0;

  /** The word that is being read, {@link NO_WORD} between words. */
  get current(): BeforeDot {
    return this.#word;
  }

  get isOpen(): boolean {
    return this.#word.token !== "";
  }

  get isFull(): boolean {
    return this.#word.token.length >= MAX_LENGTH;
  }

  /** Whether the language seems to write ordinals with a dot; undefined: nobody can tell yet. */
  get hasOrdinals(): boolean | undefined {
    return this.#lean === 0 ? undefined : this.#lean > 0;
  }

  begin(word: BeforeDot): void {
    this.#word = word;
  }

  lengthen(char: string): void {
    if (!this.isFull) this.#word = { ...this.#word, token: this.#word.token + char };
  }

  /** The word is complete. */
  end(): void {
    const { token } = this.#word;
    if (token === "") return;
    this.#word = NO_WORD;
    this.#lean = Math.max(-MAX_LEAN, Math.min(MAX_LEAN, this.#lean + ordinalVote(token.toLowerCase())));
  }

  /** The word does not count: a sentence or a line ends in it. */
  drop(): void {
    this.#word = NO_WORD;
  }

  /** Another reply begins. */
  forget(): void {
    this.#lean = 0;
  }
}
