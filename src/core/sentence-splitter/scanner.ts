/**
 * The automaton behind the sentence splitter. One character after the other moves it: what was pushed together cannot
 * matter, nothing is read twice but the few characters after an end, and what is kept is never longer than a sentence
 * may be.
 */
import {
  type CharacterClass,
  classOf,
  type Ender,
  isCurrency,
  isEastAsian,
  isEmoji,
  isEnder,
  isGreek,
  isLetter,
} from "./characters.js";
import { type BeforeDot, endsBefore, endsWithDot, type Knowledge, meaningOf } from "./dot.js";
import { forcedCut } from "./forced-cut.js";
import { hasOrdinals, ownAbbreviations } from "./vocabulary.js";
import type { SentenceSplitterOptions } from "./options.js";
import { NO_WORD, WordTracker } from "./word-tracker.js";

/**
 * - `text`: within a sentence
 * - `run`: right after what could end it; closing quotes belong to it
 * - `gap`: after the space that follows
 * - `quote`: at a quote after that space, which closes or opens
 * - `lead`: in what opens the next sentence: quotes, brackets, dashes, stars
 * - `name`: in its first word, which decides
 */
type Mode = "text" | "run" | "gap" | "quote" | "lead" | "name";
/** As "text": what was met is no end. As "end": it is one. As "wait": nobody knows yet. */
type Step = "text" | "end" | "wait";

/** A backtick that stays open longer than this was none. */
const MAX_CODE = 80;

export class SentenceScanner {
  readonly #maxLength: number;
  readonly #own: ReadonlySet<string>;
  readonly #hasOrdinals: boolean | undefined;
  #out: string[] = [];
  /** First half of a surrogate pair whose other half is yet to come. */
  #half = "";

  /** Everything since the last end; begins with no space. */
  #piece = "";
  #mode: Mode = "text";
  /** Index of the first letter or digit of the piece, −1 before one. */
  #wordAt = -1;
  readonly #words = new WordTracker();
  /** The last character that was no space. */
  #last = "";
  /** The class of the last character. */
  #lastClass: CharacterClass = "space";

  // The end that is being considered, from the first ender on.
  #ender: Ender = "dot";
  #runAt = 0;
  #end = 0;
  /** An earlier end, when more enders came after a space: `Wait. ...And`. */
  #earlierEnd = -1;
  #beforeDot: BeforeDot = NO_WORD;
  #isClosed = false;
  #isAfterDigit = false;
  #isInCode = false;
  #hasDash = false;

  // What outlives a sentence.
  #isLineStart = true;
  #isQuoteOpen = false;
  /** Where the open backtick stands, −1 without one. */
  #codeAt = -1;
  #listNumber = 0;

  constructor({ locale, abbreviations = [], maxLength = 280 }: SentenceSplitterOptions) {
    if (!(maxLength >= 2)) throw new RangeError("maxLength must be 2 or more");
    this.#maxLength = maxLength;
    this.#own = ownAbbreviations(abbreviations);
    this.#hasOrdinals = hasOrdinals(locale);
  }

  push(chunk: string): string[] {
    const text = this.#half + chunk;
    const end = isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
    this.#half = text.slice(end);
    this.#read(text.slice(0, end));
    return this.#taken();
  }

  flush(): string[] {
    this.#read(this.#half);
    this.#half = "";
    this.#settle();
    this.#emit(this.#piece);
    this.#startPiece();
    this.#startLine();
    this.#listNumber = 0;
    this.#words.forget();
    return this.#taken();
  }

  #taken(): string[] {
    const sentences = this.#out;
    this.#out = [];
    return sentences;
  }

  #read(text: string): void {
    for (const char of text) this.#step(char);
  }

  #step(char: string): void {
    const kind = this.#classOf(char);
    if (kind === "newline") {
      this.#endLine(char);
      return;
    }
    if (kind === "space" && this.#piece === "") return;
    const step = this.#mode === "text" ? "text" : this.#consider(char, kind);
    if (step === "end") {
      this.#cut(this.#end);
      this.#step(char);
      return;
    }
    if (step === "text") {
      this.#mode = "text";
      this.#startRun(char, kind);
    }
    this.#append(char, kind);
  }

  #classOf(char: string): CharacterClass {
    // A Greek question ends with what looks like a semicolon.
    return char === ";" && isGreek(this.#last) ? "mark" : classOf(char);
  }

  /** The first ender of a run. */
  #startRun(char: string, kind: CharacterClass): void {
    if (!isEnder(kind)) return;
    this.#mode = "run";
    this.#ender = kind;
    this.#runAt = this.#piece.length;
    this.#end = this.#runAt + char.length;
    this.#earlierEnd = -1;
    this.#beforeDot = this.#words.current;
    this.#isClosed = false;
    this.#isAfterDigit = this.#lastClass === "digit";
    this.#isInCode = this.#codeAt !== -1 && this.#runAt - this.#codeAt < MAX_CODE;
    this.#hasDash = false;
  }

  #consider(char: string, kind: CharacterClass): Step {
    switch (this.#mode) {
      case "text":
        return "text";
      case "run":
        return this.#afterEnder(char, kind);
      case "gap":
        return this.#afterGap(char, kind);
      case "quote":
        if (kind !== "space" && kind !== "comma" && kind !== "close" && !isEnder(kind)) return this.#inLead(char, kind);
        this.#close(this.#piece.length);
        return this.#afterEnder(char, kind);
      case "lead":
        return this.#inLead(char, kind);
      case "name":
        if (isLetter(kind) && !this.#words.isFull) return "wait";
        return this.#judgeName(kind === "digit" ? "." : char);
    }
  }

  #afterEnder(char: string, kind: CharacterClass): Step {
    const end = this.#piece.length + char.length;
    const isHard = this.#ender === "stop" || this.#ender === "danda";
    if (isEnder(kind)) return this.#extend(kind, end);
    switch (kind) {
      case "space":
        if (this.#ender === "stop") return this.#boundary();
        this.#mode = "gap";
        return "wait";
      case "quote":
        if (isHard && char !== "'" && !this.#isQuoteOpen) return this.#boundary();
        return this.#close(end);
      case "close":
      case "emphasis":
        return this.#close(end);
      case "code":
        if (this.#codeAt === -1) return isHard ? this.#boundary() : "text";
        this.#isInCode = false;
        return this.#close(end);
      case "open":
        if (isHard) return this.#boundary();
        // What opens a quote in English closes one in German.
        return "“‘«‹".includes(char) ? this.#close(end) : "text";
      case "accent":
        this.#end = end;
        return "wait";
      case "inverted":
        return this.#boundary();
      case "comma":
        return "text";
      default:
        if (isEmoji(char) && kind === "symbol") {
          this.#end = end;
          return "wait";
        }
    }
    if (isHard) return this.#goesOnWithoutSpace(char, kind) ? "text" : this.#boundary();
    if (this.#ender === "mark" && kind === "letter" && isEastAsian(char)) return this.#boundary();
    if (this.#earlierEnd === -1) return "text";
    this.#end = this.#earlierEnd;
    return this.#inLead(char, kind);
  }

  /** `３．１４`, and the Japanese 「はい。」と. */
  #goesOnWithoutSpace(char: string, kind: CharacterClass): boolean {
    if (kind === "digit") return this.#isAfterDigit && this.#end === this.#runAt + 1;
    return /[」』]/.test(this.#last) && /[とっ]/.test(char);
  }

  #afterGap(char: string, kind: CharacterClass): Step {
    if (kind === "space") return "wait";
    if (isEnder(kind)) {
      if (this.#earlierEnd === -1) this.#earlierEnd = this.#end;
      return this.#extend(kind, this.#piece.length + char.length);
    }
    if (kind === "quote" || (kind === "close" && !/[)\]}]/.test(char))) {
      this.#mode = "quote";
      return "wait";
    }
    if (kind === "close") return this.#close(this.#piece.length + char.length);
    return this.#inLead(char, kind);
  }

  #inLead(char: string, kind: CharacterClass): Step {
    if (isLetter(kind) && kind !== "accent") return this.#judge(kind);
    // A price is a number.
    if (kind === "digit" || kind === "symbol" || kind === "code") return this.#judge(isCurrency(char) ? "digit" : kind);
    if (kind === "inverted") return this.#judge(kind);
    this.#hasDash ||= kind === "dash" || kind === "comma";
    this.#mode = "lead";
    return "wait";
  }

  #extend(kind: Ender, end: number): Step {
    if (kind === "danda" || kind === "stop") this.#ender = kind;
    else if (this.#ender === "dot" || this.#ender === "ellipsis") this.#ender = kind === "mark" ? "mark" : "ellipsis";
    this.#mode = "run";
    this.#end = end;
    return "wait";
  }

  /** A closing quote or bracket belongs to the sentence. */
  #close(end: number): Step {
    this.#isClosed = true;
    this.#mode = "run";
    this.#end = end;
    return "wait";
  }

  /** The next sentence would begin with a character of this class. */
  #judge(next: CharacterClass): Step {
    const isHard = this.#ender === "stop" || this.#ender === "danda";
    if (next === "lower" && !isHard && (this.#ender !== "mark" || this.#isClosed || this.#hasDash)) return "text";
    if (this.#ender !== "dot") return this.#boundary();
    const knowledge = this.#knowledge();
    const isEnd = endsWithDot(this.#beforeDot, next, knowledge);
    if (isEnd) return this.#boundary();
    if (isEnd === false) {
      const isItem = meaningOf(this.#beforeDot, knowledge) === "item";
      if (isItem) this.#listNumber = Number(this.#beforeDot.token) || 0;
      return "text";
    }
    this.#mode = "name";
    return "wait";
  }

  #judgeName(follower: string): Step {
    return endsBefore(this.#words.current.token, follower, this.#beforeDot, this.#knowledge())
      ? this.#boundary()
      : "text";
  }

  #knowledge(): Knowledge {
    return { own: this.#own, hasOrdinals: this.#hasOrdinals ?? this.#words.hasOrdinals, listNumber: this.#listNumber };
  }

  /** An end, unless nothing would be spoken before it or it stands in code. */
  #boundary(): Step {
    return this.#wordAt !== -1 && this.#wordAt < this.#end && !this.#isInCode ? "end" : "text";
  }

  /** Nothing more comes on this line: what is undecided is decided. */
  #settle(): void {
    let step: Step = "wait";
    if (this.#mode === "name") step = this.#judgeName("");
    else if (this.#mode === "lead" && this.#hasDash) step = this.#judge("symbol");
    if (step === "end") this.#cut(this.#end);
  }

  #endLine(char: string): void {
    this.#settle();
    if (this.#wordAt !== -1) {
      this.#emit(this.#piece);
      this.#startPiece();
    } else if (this.#piece !== "" && this.#piece.length <= this.#maxLength) this.#piece += char;
    this.#mode = "text";
    this.#startLine();
  }

  #startLine(): void {
    this.#isLineStart = true;
    this.#isQuoteOpen = false;
    this.#codeAt = -1;
    this.#words.drop();
    this.#last = "";
    this.#lastClass = "newline";
  }

  #startPiece(): void {
    this.#piece = "";
    this.#mode = "text";
    this.#wordAt = -1;
    this.#words.drop();
  }

  /** Gives out what stands before `end` and reads the rest, which is short, again. */
  #cut(end: number): void {
    const rest = this.#piece.slice(end);
    this.#emit(this.#piece.slice(0, end));
    // The rest opens and closes these a second time.
    if (count(rest, '"') % 2 === 1) this.#isQuoteOpen = !this.#isQuoteOpen;
    const wasInCode = this.#codeAt !== -1;
    this.#codeAt = wasInCode === (count(rest, "`") % 2 === 0) ? 0 : -1;
    this.#startPiece();
    this.#read(rest);
  }

  #emit(text: string): void {
    const sentence = text.trim();
    if (sentence !== "") this.#out.push(sentence);
  }

  #append(char: string, kind: CharacterClass): void {
    if (kind === "space") {
      this.#words.end();
      this.#lastClass = kind;
      // More space than a sentence may be long cannot be within one.
      if (this.#piece.length <= this.#maxLength) this.#piece += char;
      return;
    }
    const at = this.#piece.length;
    if (isLetter(kind) || kind === "digit") this.#readWord(char, kind, at);
    else if (kind === "dot" && this.#words.isOpen && this.#lastClass !== "dot") this.#words.lengthen(".");
    else if ((kind === "quote" || char === "’") && this.#words.isOpen) this.#words.lengthen("'");
    else this.#words.end();
    if (char === '"') this.#isQuoteOpen = !this.#isQuoteOpen;
    if (char === "`") this.#codeAt = this.#codeAt === -1 ? at : -1;
    this.#last = char;
    this.#lastClass = kind;
    this.#piece += char;
    if (this.#piece.length > this.#maxLength) this.#cutByForce();
  }

  #readWord(char: string, kind: CharacterClass, at: number): void {
    if (this.#words.isOpen) this.#words.lengthen(char);
    else if (kind !== "accent") {
      this.#words.begin({
        token: char,
        isFirstOfLine: this.#isLineStart,
        isFirstOfSentence: this.#wordAt === -1,
        isAfterColon: this.#last === ":",
        isAttached: this.#lastClass === "symbol" || this.#lastClass === "comma" || this.#isCounted(kind),
      });
    }
    if (kind === "accent") return;
    if (this.#wordAt === -1) this.#wordAt = at;
    this.#isLineStart = false;
  }

  /** The number after an abbreviation is none with a dot of its own: `č. 5.` */
  #isCounted(kind: CharacterClass): boolean {
    return kind === "digit" && this.#wordAt !== -1 && this.#last === "." && /\p{L}$/u.test(this.#beforeDot.token);
  }

  #cutByForce(): void {
    const isUndecided = this.#mode === "quote" || this.#mode === "lead" || this.#mode === "name";
    const hasEnd = isUndecided && this.#wordAt !== -1 && this.#wordAt < this.#end;
    this.#cut(hasEnd ? this.#end : forcedCut(this.#piece, this.#maxLength, this.#wordAt));
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
