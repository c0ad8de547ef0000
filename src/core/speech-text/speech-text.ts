/**
 * Text that can be spoken. Models write to be read: Markdown, links, tables, code, pictographs. A voice and captions get the words of it.
 *
 * No library: those for Markdown want the whole text, and a voice begins with the first sentence.
 */
import { createMarkerParser } from "../marker-parser.js";
import { type Fence, readCodeLine, readLineStart } from "./block-rules.js";
import { emphasis, OpenSigns, struck } from "./emphasis.js";
import { angle, code, entity, escape, pictograph } from "./inline-rules.js";
import { address, link, source } from "./links.js";
import { type Following, isOpen, lineAt, matchAt, type Place, type Rule, type Taken, taken } from "./place.js";
import { WordWriter } from "./word-writer.js";

export interface SpeechTextReader {
  /** Returns the words that are certain by now. */
  push(chunk: string): string;
  /** Returns the words before a place where speech pauses, although the text goes on. */
  pause(): string;
  /** Ends the text: returns what is left. The reader starts anew. */
  flush(): string;
}

/** Lists within quotes within lists are no deeper. */
const MAX_PREFIXES = 16;

const LINE_END = /\r?\n/y;
const SPACE = /[^\S\n]+/y;
/** Without the marks that make a picture of a digit. */
const WORD = /(?:(?![\uFE0E\uFE0F\u20E3])[\p{L}\p{N}\p{M}])+/uy;
const HIGH_SURROGATE = /[\ud800-\udbff]/;
const PAIR = /^[\ud800-\udbff][\udc00-\udfff]/;
const LATE_FENCE = /(`{3,})[ \t]*[\w+#.-]*[ \t]*(?=\r?\n|$)/y;
const CLOSING_HASHES = /#+[ \t]*(?=\r?\n|$)/y;

/**
 * The words of a text: links by their text, addresses by their host, struck words and blocks of code not at all, code within a
 * sentence by its name; without the signs of Markdown, tags, pictographs and the marks of models (`<|…|>`). Signs that are no
 * markup stay: `2 * 3`, `snake_case`, `a < b`. Each item of a list, row of a table and heading is a line.
 */
export function speechText(text: string): string {
  const marks = createMarkerParser();
  const reader = createSpeechText();
  const parts = [...marks.push(text), ...marks.flush()];
  const words = parts.map((part) => (part.type === "text" ? reader.push(part.text) : ""));
  return [...words, reader.flush()].join("").trimEnd();
}

/** The same for a stream. The words, joined, do not depend on where it was cut; marks are taken out before. */
export function createSpeechText(): SpeechTextReader {
  return new Reader();
}

class Reader implements SpeechTextReader {
  readonly #writer = new WordWriter();
  readonly #signs = new OpenSigns();
  readonly #rules: readonly Rule[];
  #held = "";
  #before = "";
  #isLineStart = true;
  #prefixes = 0;
  #isHeading = false;
  #isRow = false;
  #fence: Fence | undefined;

  constructor() {
    const wordsOf = (label: string): string => {
      const reader = new Reader();
      return `${reader.push(label)}${reader.flush()}`.trim();
    };
    this.#rules = [
      ...[
        escape,
        (place: Place) => this.#readFence(place),
        code,
        (place: Place) => link(place, wordsOf),
        source,
        angle,
        address,
        struck,
      ],
      ...[(place: Place) => emphasis(place, this.#signs), entity, pictograph],
      (place) => this.#readHashes(place),
      (place) => this.#readBar(place),
      readText,
    ];
  }

  push(chunk: string): string {
    this.#held += chunk;
    return this.#take("more");
  }

  pause(): string {
    return this.#take("pause");
  }

  flush(): string {
    const words = this.#take("end");
    this.#before = "";
    this.#fence = undefined;
    this.#startLine();
    this.#signs.clear();
    this.#writer.clear();
    return words;
  }

  #take(following: Following): string {
    const text = this.#held;
    let at = 0;
    while (at < text.length) {
      const read = this.#read({ text, at, before: this.#before, following });
      if (read === "undecided") break;
      at += read.length;
      if (read.length > 0) this.#before = lastOf(text, at);
    }
    this.#held = text.slice(at);
    return this.#writer.take();
  }

  #read(place: Place): Taken | "undecided" {
    const lineFeed = matchAt(LINE_END, place);
    if (lineFeed) return this.#endLine(lineFeed[0].length);
    if (place.text.charAt(place.at) === "\r" && isOpen(place, place.at + 1)) return "undecided";
    if (this.#fence) return this.#readCode(place, this.#fence);
    if (this.#isLineStart) {
      const begin = readLineStart(place);
      if (begin === "undecided") return begin;
      this.#prefixes += 1;
      this.#isLineStart = begin.kind === "prefix" && this.#prefixes < MAX_PREFIXES;
      this.#isHeading ||= begin.kind === "heading";
      this.#isRow = begin.kind === "row";
      this.#fence = begin.fence;
      if (begin.length > 0) return begin;
    }
    for (const rule of this.#rules) {
      const verdict = rule(place);
      if (verdict === "undecided") return verdict;
      if (!verdict) continue;
      if (verdict.words === "") this.#writer.omit();
      else this.#writer.write(verdict.words);
      return verdict;
    }
    return taken(1);
  }

  #readCode(place: Place, fence: Fence): Taken | "undecided" {
    const line = readCodeLine(place, fence);
    if (line === "undecided") return line;
    if (line.isEnd) this.#fence = undefined;
    return taken(line.length);
  }

  /** Some models open a block of code at the end of a line. */
  #readFence(place: Place): ReturnType<Rule> {
    const fence = matchAt(LATE_FENCE, place);
    if (!fence) return undefined;
    const [whole, signs = ""] = fence;
    if (isOpen(place, place.at + whole.length)) return "undecided";
    this.#fence = { sign: "`", length: signs.length };
    return taken(whole.length);
  }

  #endLine(length: number): Taken {
    // A blank line ends what was left open.
    if (this.#before === "\n") this.#signs.clear();
    this.#startLine();
    this.#writer.write("\n");
    return taken(length);
  }

  #startLine(): void {
    this.#isLineStart = true;
    this.#prefixes = 0;
    this.#isHeading = this.#isRow = false;
  }

  /** `## Title ##` */
  #readHashes(place: Place): ReturnType<Rule> {
    if (!this.#isHeading || !/\s/.test(place.before)) return undefined;
    const hashes = matchAt(CLOSING_HASHES, place)?.[0];
    if (hashes === undefined) return undefined;
    return isOpen(place, place.at + hashes.length) && !lineAt(place).isWhole ? "undecided" : taken(hashes.length);
  }

  /** Between two cells of a table stands a comma. */
  #readBar(place: Place): ReturnType<Rule> {
    const { text, at, before } = place;
    if (text.charAt(at) !== "|") return undefined;
    if (!this.#isRow) {
      if (isOpen(place, at + 1)) return "undecided";
      if (!/\s/.test(before) || !/\s/.test(text.charAt(at + 1))) return undefined;
    }
    this.#writer.separate();
    return taken(1);
  }
}

function readText(place: Place): ReturnType<Rule> {
  const { text, at } = place;
  const found = matchAt(SPACE, place) ?? matchAt(WORD, place);
  if (found) return taken(found[0].length, found[0]);
  if (HIGH_SURROGATE.test(text.charAt(at)) && isOpen(place, at + 1)) return "undecided";
  const length = PAIR.test(text.slice(at, at + 2)) ? 2 : 1;
  return taken(length, text.slice(at, at + length));
}

function lastOf(text: string, end: number): string {
  const low = text.charAt(end - 1);
  return /[\udc00-\udfff]/.test(low) ? text.slice(Math.max(0, end - 2), end) : low;
}
