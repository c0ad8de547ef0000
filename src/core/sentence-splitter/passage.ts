/** The text since the last sentence end, with the facts about it and its line that the splitter needs. */
import { classOf, isGreek, isLetter, type CharacterClass } from "./characters.js";

/** The word before a dot, and its place. */
export interface BeforeDot {
  /** Letters, digits and inner dots; "" after anything else. */
  readonly token: string;
  readonly place: WordPlace;
}

export interface WordPlace {
  readonly isFirstOfLine: boolean;
  readonly isFirstOfSentence: boolean;
  /** "Do this: 1. …" */
  readonly isAfterColon: boolean;
  /** "5 g" */
  readonly isAfterNumber: boolean;
  /** To a sign, `2:1` `°C` `km/h`; or the number after an abbreviation, which is none with a dot of its own: `č. 5.` */
  readonly isAttached: boolean;
  /** The letter with a dot that stands before it, "" without one: the `z` of `z. B.` */
  readonly letterBefore: string;
}

/** No abbreviation and no function word is longer. */
const MAX_TOKEN = 24;
/** A backtick that stays open longer than this was none. */
const MAX_CODE = 80;

const NOWHERE: WordPlace = {
  isFirstOfLine: false,
  isFirstOfSentence: false,
  isAfterColon: false,
  isAfterNumber: false,
  isAttached: false,
  letterBefore: "",
};

export class Passage {
  /** Begins with no space. */
  text = "";
  /** Index of its first letter or digit, −1 before one. */
  wordAt = -1;
  /** The word that is being read, at most 24 units of it; "" between words. */
  token = "";
  /** The last character of the line that was no space. */
  last = "";
  /** The class of the last character. */
  lastClass: CharacterClass = "newline";
  isQuoteOpen = false;

  readonly #handleWord: (word: string) => void;
  #place = NOWHERE;
  #isLineStart = true;
  /** The index of the open backtick, −1 without one. */
  #codeAt = -1;
  /** The word before the last ender. */
  #beforeEnder = "";

  /** @param handleWord called with every word at its end */
  constructor(handleWord: (word: string) => void) {
    this.#handleWord = handleWord;
  }

  get hasOpenCode(): boolean {
    return this.#codeAt !== -1;
  }

  /** Whether what comes next is still taken for code. */
  get isInCode(): boolean {
    return this.hasOpenCode && this.text.length - this.#codeAt < MAX_CODE;
  }

  /** The class of what comes next. */
  classOf(char: string): CharacterClass {
    // A Greek question ends with what looks like a semicolon.
    return char === ";" && isGreek(this.last) ? "mark" : classOf(char);
  }

  /** The word before the next ender, and its place. */
  beforeEnder(): BeforeDot {
    this.#beforeEnder = this.token;
    return { token: this.token, place: this.#place };
  }

  /** @param maxLength more space than that is left out: it cannot be within a sentence */
  appendSpace(char: string, maxLength: number): void {
    this.#endWord();
    this.lastClass = "space";
    if (this.text.length <= maxLength) this.text += char;
  }

  append(char: string, kind: CharacterClass): void {
    if (isLetter(kind) || kind === "digit") this.#readWord(char, kind);
    else if (this.token !== "" && kind === "dot" && this.lastClass !== "dot") this.#lengthenWord(".");
    else if (this.token !== "" && (kind === "quote" || char === "’")) this.#lengthenWord("'");
    else this.#endWord();
    if (char === '"') this.isQuoteOpen = !this.isQuoteOpen;
    if (kind === "code") this.#codeAt = this.hasOpenCode ? -1 : this.text.length;
    this.last = char;
    this.lastClass = kind;
    this.text += char;
  }

  /** Removes the whole text; the part behind `end` is to be appended again. */
  cut(end: number): readonly [sentence: string, rest: string] {
    const sentence = this.text.slice(0, end);
    const rest = this.text.slice(end);
    // The rest opens and closes these a second time.
    if (isOdd(rest, '"')) this.isQuoteOpen = !this.isQuoteOpen;
    this.#codeAt = this.hasOpenCode === isOdd(rest, "`") ? -1 : 0;
    this.clear();
    return [sentence, rest];
  }

  clear(): void {
    this.text = this.token = "";
    this.wordAt = -1;
  }

  startLine(): void {
    this.token = this.last = "";
    this.lastClass = "newline";
    this.isQuoteOpen = false;
    this.#codeAt = -1;
    this.#isLineStart = true;
  }

  #readWord(char: string, kind: CharacterClass): void {
    if (this.token !== "") this.#lengthenWord(char);
    else if (kind !== "accent") {
      this.token = char;
      this.#place = this.#placeOf(kind);
    }
    if (kind === "accent") return;
    if (this.wordAt === -1) this.wordAt = this.text.length;
    this.#isLineStart = false;
  }

  #placeOf(kind: CharacterClass): WordPlace {
    const before = this.last === "." && this.wordAt !== -1 ? this.#beforeEnder : "";
    const isCounted = kind === "digit" && /\p{L}$/u.test(before);
    return {
      isFirstOfLine: this.#isLineStart,
      isFirstOfSentence: this.wordAt === -1,
      isAfterColon: this.last === ":",
      isAfterNumber: this.last >= "0" && this.last <= "9",
      isAttached: this.lastClass === "symbol" || this.lastClass === "comma" || isCounted,
      letterBefore: before.length === 1 ? before : "",
    };
  }

  #lengthenWord(char: string): void {
    if (this.token.length < MAX_TOKEN) this.token += char;
  }

  #endWord(): void {
    if (this.token !== "") this.#handleWord(this.token);
    this.token = "";
  }
}

function isOdd(text: string, char: string): boolean {
  return text.split(char).length % 2 === 0;
}
