/** A place where a sentence may have ended, and the characters after it until that is decided. */
import { isCurrency, isEastAsian, isEmoji, isEnder, isLetter, type CharacterClass, type Ender } from "./characters.js";
import { endsBefore, endsWithDot, meaningOf } from "./dot.js";
import type { ReplyKnowledge } from "./knowledge.js";
import type { BeforeDot, Passage } from "./passage.js";

/** As "undecided": the next character is asked. */
export type Verdict = "none" | "end" | "undecided";

/**
 * - `none`: within a sentence
 * - `run`: right after what could end it; closing quotes belong to it
 * - `note`: in the number of a footnote that stands there: `.[1]`
 * - `gap`: after the space that follows
 * - `quote`: at a quote after that space, which closes or opens
 * - `lead`: in what opens the next sentence: quotes, brackets, dashes, stars
 * - `name`: in its first word, which decides
 */
type Mode = "none" | "run" | "note" | "gap" | "quote" | "lead" | "name";

/** No function word is longer. */
const MAX_NAME = 24;

export class PossibleEnd {
  /** The index at which the sentence ends, if it does; closing quotes and emoji belong to it. */
  at = 0;

  readonly #passage: Passage;
  readonly #knowledge: ReplyKnowledge;
  #mode: Mode = "none";
  #ender: Ender = "dot";
  #before!: BeforeDot;
  #isClosed = false;
  #isInCode = false;
  #hasDash = false;
  /** Directly after a digit, and nothing followed yet: `３．` */
  #isDecimal = false;
  /** An earlier end, when more enders came after a space: `Wait. ...And`. */
  #earlierAt = -1;

  constructor(passage: Passage, knowledge: ReplyKnowledge) {
    this.#passage = passage;
    this.#knowledge = knowledge;
  }

  /** What the next character says; if nothing ended and it is an ender, it is the next possible end. */
  read(char: string, kind: CharacterClass): Verdict {
    const verdict = this.#consider(char, kind);
    if (verdict !== "none") return verdict;
    this.#mode = "none";
    if (isEnder(kind)) this.#begin(char, kind);
    return "none";
  }

  /** The line is over: what is undecided is decided. */
  settle(): Verdict {
    if (this.#mode === "name") return this.#judgeName("");
    return this.#mode === "lead" && this.#hasDash ? this.#judge("symbol") : "none";
  }

  /** Where to cut if nothing more fits, 0 if it is no better than elsewhere. */
  get resort(): number {
    const isAfterSpace = this.#mode === "quote" || this.#mode === "lead" || this.#mode === "name";
    return isAfterSpace && this.#hasWord() ? this.at : 0;
  }

  drop(): void {
    this.#mode = "none";
  }

  get #isHard(): boolean {
    return this.#ender === "stop" || this.#ender === "danda";
  }

  #begin(char: string, kind: Ender): void {
    const passage = this.#passage;
    this.#mode = "run";
    this.#ender = kind;
    this.at = passage.text.length + char.length;
    this.#earlierAt = -1;
    this.#before = passage.beforeEnder();
    this.#isDecimal = passage.lastClass === "digit";
    this.#isInCode = passage.isInCode;
    this.#isClosed = this.#hasDash = false;
  }

  #consider(char: string, kind: CharacterClass): Verdict {
    switch (this.#mode) {
      case "none":
        return "none";
      case "run":
        return this.#afterEnder(char, kind);
      case "note":
        if (kind === "digit") return "undecided";
        return char === "]" ? this.#close(char) : this.#unlessHard("none");
      case "gap":
        return this.#afterGap(char, kind);
      case "quote":
        if (kind !== "space" && kind !== "comma" && kind !== "close" && !isEnder(kind)) return this.#inLead(char, kind);
        this.#close("");
        return this.#afterEnder(char, kind);
      case "lead":
        return this.#inLead(char, kind);
      case "name":
        if (isLetter(kind) && this.#passage.token.length < MAX_NAME) return "undecided";
        return this.#judgeName(kind === "digit" ? "." : char);
    }
  }

  #afterEnder(char: string, kind: CharacterClass): Verdict {
    if (isEnder(kind)) return this.#extend(char, kind);
    switch (kind) {
      case "space":
        if (this.#ender === "stop") return this.#boundary();
        return this.#wait("gap");
      case "quote":
        return this.#isHard && char !== "'" && !this.#passage.isQuoteOpen ? this.#boundary() : this.#close(char);
      case "close":
      case "emphasis":
        return this.#close(char);
      case "code":
        if (!this.#passage.hasOpenCode) return this.#unlessHard("none");
        this.#isInCode = false;
        return this.#close(char);
      case "open":
        if (char === "[") return this.#wait("note");
        if (this.#isHard) return this.#boundary();
        // What opens a quote in English closes one in German.
        return "“‘«‹".includes(char) ? this.#close(char) : "none";
      case "accent":
        return this.#wait("run", char);
      case "inverted":
        return this.#boundary();
      case "comma":
        return "none";
      default:
        return kind === "symbol" && isEmoji(char) ? this.#wait("run", char) : this.#withoutSpace(char, kind);
    }
  }

  /** A letter, a digit or a sign directly after the end. */
  #withoutSpace(char: string, kind: CharacterClass): Verdict {
    if (this.#isHard) {
      // `３．１４`, and the Japanese 「はい。」と.
      const isQuoted = /[」』]/.test(this.#passage.last) && /[とっ]/.test(char);
      return isQuoted || (kind === "digit" && this.#isDecimal) ? "none" : this.#boundary();
    }
    if (this.#ender === "mark" && kind === "letter" && isEastAsian(char)) return this.#boundary();
    if (this.#earlierAt === -1) return "none";
    this.at = this.#earlierAt;
    return this.#inLead(char, kind);
  }

  #afterGap(char: string, kind: CharacterClass): Verdict {
    if (kind === "space") return "undecided";
    if (isEnder(kind)) {
      if (this.#earlierAt === -1) this.#earlierAt = this.at;
      return this.#extend(char, kind);
    }
    const isBracket = /[)\]}]/.test(char);
    if (kind === "quote" || (kind === "close" && !isBracket)) return this.#wait("quote");
    return isBracket ? this.#close(char) : this.#inLead(char, kind);
  }

  #inLead(char: string, kind: CharacterClass): Verdict {
    // A price is a number.
    if (isCurrency(char)) return this.#judge("digit");
    if (/^(upper|lower|letter|digit|symbol|code|inverted)$/.test(kind)) return this.#judge(kind);
    this.#hasDash ||= kind === "dash" || kind === "comma";
    return this.#wait("lead");
  }

  #extend(char: string, kind: Ender): Verdict {
    if (kind === "danda" || kind === "stop") this.#ender = kind;
    else if (this.#ender === "dot" || this.#ender === "ellipsis") this.#ender = kind === "mark" ? "mark" : "ellipsis";
    return this.#wait("run", char);
  }

  #close(char: string): Verdict {
    this.#isClosed = true;
    return this.#wait("run", char);
  }

  /** @param char belongs to the sentence, and all before it */
  #wait(mode: Mode, char?: string): Verdict {
    this.#mode = mode;
    if (char !== undefined) {
      this.at = this.#passage.text.length + char.length;
      this.#isDecimal = false;
    }
    return "undecided";
  }

  /** The next sentence would begin with a character of this class. */
  #judge(next: CharacterClass): Verdict {
    if (next === "lower" && !this.#isHard && (this.#ender !== "mark" || this.#isClosed || this.#hasDash)) return "none";
    if (this.#ender !== "dot") return this.#boundary();
    const isEnd = endsWithDot(this.#before, next, this.#knowledge);
    if (isEnd) return this.#boundary();
    if (isEnd === undefined) return this.#wait("name");
    if (meaningOf(this.#before, this.#knowledge) === "item") {
      this.#knowledge.listNumber = Number(this.#before.token) || 0;
    }
    return "none";
  }

  #judgeName(follower: string): Verdict {
    const isEnd = endsBefore(this.#passage.token, follower, this.#before, this.#knowledge);
    return isEnd ? this.#boundary() : "none";
  }

  #unlessHard(verdict: Verdict): Verdict {
    return this.#isHard ? this.#boundary() : verdict;
  }

  /** An end, unless nothing would be spoken before it or it stands in code. */
  #boundary(): Verdict {
    return this.#hasWord() && !this.#isInCode ? "end" : "none";
  }

  #hasWord(): boolean {
    const { wordAt } = this.#passage;
    return wordAt !== -1 && wordAt < this.at;
  }
}
