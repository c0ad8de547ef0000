/** The text of an answer without its thoughts: what of it can be handed over, and what has to wait. */
import { createCodeMarks } from "./code-marks.js";
import { beginsLikeThought, type UnopenedThoughts } from "./thought-beginnings.js";

/** So much of what was said last decides whether a mark is meant or spoken about. */
const TAIL = 200;
/** What is kept back has a bound. */
const MOST_WITHHELD = 1_000_000;

export class AnswerText {
  #code = createCodeMarks();
  #output = "";
  /** White space that the answer began with. */
  #lead = "";
  #tail = "";
  #isFresh = true;
  /** White space is dropped until the next word. */
  #isTrimming = false;
  /** What may be a thought that no mark began. */
  #withheld: string | undefined;
  #isGuessing: boolean;

  constructor(unopened: UnopenedThoughts) {
    this.#withheld = unopened === "ignore" ? undefined : "";
    this.#isGuessing = unopened === "guess";
  }

  /** Nothing but white space has been said. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** The white space that the answer began with, while there is nothing else. */
  get lead(): string {
    return this.#lead;
  }

  /** The end of what was said. */
  get tail(): string {
    return this.#tail;
  }

  /** All of it so far may still be a thought. */
  get isWithheld(): boolean {
    return this.#withheld !== undefined;
  }

  get code(): { readonly inBlock: boolean; readonly inLine: boolean } {
    return this.#code;
  }

  say(text: string): void {
    let words = this.#isTrimming ? text.trimStart() : text;
    if (words === "") return;
    this.#isTrimming = false;
    if (this.#isFresh) {
      this.#lead += words;
      if (this.#lead.trim() === "") return;
      words = this.#lead;
      this.#lead = "";
      this.#isFresh = false;
    }
    this.#code.push(words);
    this.#tail = (this.#tail + words).slice(-TAIL);
    if (this.#withheld === undefined) this.#output += words;
    else this.#withhold(words);
  }

  /** A thought was here: the white space after it goes with it, where there was some before it. */
  trim(): void {
    this.#lead = "";
    this.#isTrimming ||= this.#isFresh || /\s$/.test(this.#tail);
  }

  /** What was kept back is no thought. */
  release(): void {
    this.#output += this.#withheld ?? "";
    this.#withheld = undefined;
    this.#isGuessing = false;
  }

  /** What was kept back is a thought. */
  drop(): void {
    if (this.#withheld === undefined) return;
    this.#withheld = undefined;
    this.#code = createCodeMarks();
    this.#isFresh = true;
    this.#lead = "";
    this.#tail = "";
  }

  /** @param isWhole the answer did not break off */
  end(isWhole: boolean): void {
    if (isWhole || this.#isGuessing) this.release();
    this.#withheld = undefined;
    this.#output += this.#lead;
    this.#lead = "";
  }

  take(): string {
    const output = this.#output;
    this.#output = "";
    return output;
  }

  #withhold(words: string): void {
    const withheld = (this.#withheld ?? "") + words;
    this.#withheld = withheld;
    const isThought = this.#isGuessing ? beginsLikeThought(withheld) : undefined;
    if (isThought !== undefined) this.#isGuessing = false;
    if (isThought === false || withheld.length > MOST_WITHHELD) this.release();
  }
}
