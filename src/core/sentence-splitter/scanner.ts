/**
 * One character after the other moves a small automaton: what was pushed together cannot matter, nothing is read twice
 * but the few characters after an end, and what is kept is never longer than a sentence may be.
 */
import type { CharacterClass } from "./characters.js";
import { forcedCut } from "./forced-cut.js";
import type { ReplyKnowledge } from "./knowledge.js";
import { Passage } from "./passage.js";
import { PossibleEnd } from "./possible-end.js";

export class Scanner {
  readonly #maxLength: number;
  readonly #knowledge: ReplyKnowledge;
  readonly #passage: Passage;
  readonly #possibleEnd: PossibleEnd;
  #sentences: string[] = [];
  /** First half of a surrogate pair whose other half is yet to come. */
  #half = "";

  constructor(maxLength: number, knowledge: ReplyKnowledge) {
    this.#maxLength = maxLength;
    this.#knowledge = knowledge;
    this.#passage = new Passage((word) => knowledge.hear(word));
    this.#possibleEnd = new PossibleEnd(this.#passage, knowledge);
  }

  push(chunk: string): string[] {
    const text = this.#half + chunk;
    const isHalf = /[\ud800-\udbff]/.test(text.charAt(text.length - 1));
    this.#half = isHalf ? text.slice(-1) : "";
    this.#read(isHalf ? text.slice(0, -1) : text);
    return this.#take();
  }

  flush(): string[] {
    this.#read(this.#half);
    this.#half = "";
    this.#settle();
    this.#cut(this.#passage.text.length);
    this.#passage.startLine();
    this.#knowledge.forget();
    return this.#take();
  }

  #take(): string[] {
    const sentences = this.#sentences;
    this.#sentences = [];
    return sentences;
  }

  #read(text: string): void {
    for (const char of text) this.#step(char);
  }

  #step(char: string): void {
    const passage = this.#passage;
    const kind = passage.classOf(char);
    if (kind === "newline") this.#endLine(char);
    else if (kind !== "space" || passage.text !== "") this.#stepInLine(char, kind);
  }

  #stepInLine(char: string, kind: CharacterClass): void {
    if (this.#possibleEnd.read(char, kind) === "end") {
      this.#cut(this.#possibleEnd.at);
      this.#step(char);
    } else if (kind === "space") this.#passage.appendSpace(char, this.#maxLength);
    else {
      this.#passage.append(char, kind);
      const { text, wordAt } = this.#passage;
      if (text.length > this.#maxLength) {
        this.#cut(this.#possibleEnd.resort || forcedCut(text, this.#maxLength, wordAt));
      }
    }
  }

  #endLine(char: string): void {
    const passage = this.#passage;
    this.#settle();
    // What has no word joins the next line.
    if (passage.wordAt !== -1) this.#cut(passage.text.length);
    else if (passage.text !== "") passage.appendSpace(char, this.#maxLength);
    this.#possibleEnd.drop();
    passage.startLine();
  }

  #settle(): void {
    if (this.#possibleEnd.settle() === "end") this.#cut(this.#possibleEnd.at);
  }

  #cut(end: number): void {
    const [sentence, rest] = this.#passage.cut(end);
    const trimmed = sentence.trim();
    if (trimmed !== "") this.#sentences.push(trimmed);
    this.#possibleEnd.drop();
    this.#read(rest);
  }
}
