/**
 * Asterisks over the key in a stream of lines, such as an event stream: in each line, and in the texts that its lines are the
 * pieces of. A line goes out when no text in it can be the beginning of a key.
 */
import { parseJson } from "../core/parse-json.js";
import { JsonBounds, type JsonLimits } from "./json-bounds.js";
import type { AnswerFilter } from "./redact-bytes.js";
import { type KeyFinder, KeyWatch, type Range } from "./key-watch.js";
import { blot, type Leaf, leavesOf } from "./streamed-json.js";

/** No delta comes near; what is longer is not read at all. */
const LONGEST_LINE = 4_194_304;
/** Lines wait for the rest of a key. What waits longer is taken for one. */
const LONGEST_QUEUE = 262_144;
/** A stream has a handful of texts. All beyond are taken for one. */
const MOST_TEXTS = 200;
/** The path of all lines together that are no JSON. */
const ALL_LINES = "lines";
const TOO_LONG = "a line of it is too long";
const LIMITS: JsonLimits = { maxDepth: 64, maxParts: 200_000 };
const LINE_END = /\r\n|\r|\n/g;
/** A field of an event, or a line of anything else. */
const FIELD = /^((?:data|event|id|retry)?: ?)?([^]*?)([\r\n]*)$/;

/** A text of a line, as a piece of the text that it goes on with. */
interface Piece {
  readonly leaf: Leaf;
  readonly watch: KeyWatch;
  readonly from: number;
}

interface Line {
  readonly length: number;
  readonly pieces: Piece[];
  readonly write: () => string;
}

export class LineRedactor implements AnswerFilter {
  readonly #finder: KeyFinder | undefined;
  readonly #watches = new Map<string, KeyWatch>();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #encoder = new TextEncoder();
  #queue: Line[] = [];
  #queued = 0;
  #rest = "";

  constructor(finder: KeyFinder | undefined) {
    this.#finder = finder;
  }

  /** @throws RangeError where a line is longer, deeper or of more parts than any is */
  push(piece: Uint8Array): Uint8Array {
    return this.#take(this.#decoder.decode(piece, { stream: true }), false);
  }

  flush(): Uint8Array {
    return this.#take(this.#decoder.decode(), true);
  }

  #take(text: string, isEnd: boolean): Uint8Array {
    this.#rest += text;
    // A line that comes in many pieces is not searched again for each.
    if (/[\r\n]/.test(text) || isEnd) this.#readLines(isEnd);
    if (this.#rest.length > LONGEST_LINE) throw new RangeError(TOO_LONG);
    if (isEnd || this.#queued > LONGEST_QUEUE) {
      for (const watch of new Set(this.#watches.values())) this.#cover(watch, isEnd ? watch.close() : watch.close(0));
    }
    let count = 0;
    for (const line of this.#queue) {
      if (line.pieces.some(({ leaf, watch, from }) => from + leaf.text.length > watch.open)) break;
      count += 1;
    }
    const ready = this.#queue.splice(0, count);
    for (const { length } of ready) this.#queued -= length;
    return this.#encoder.encode(ready.map(({ write }) => write()).join(""));
  }

  #readLines(isEnd: boolean): void {
    const seen = this.#rest;
    let done = 0;
    for (const { index, 0: end } of seen.matchAll(LINE_END)) {
      this.#add(seen.slice(done, index + end.length));
      done = index + end.length;
    }
    this.#rest = seen.slice(done);
    if (!isEnd || this.#rest === "") return;
    this.#add(this.#rest);
    this.#rest = "";
  }

  #add(text: string): void {
    if (text.length > LONGEST_LINE) throw new RangeError(TOO_LONG);
    const finder = this.#finder;
    const [, field = "", said = "", end = ""] = FIELD.exec(text) ?? [];
    const value = jsonOf(said);
    const pieces: Piece[] = [];
    let written: string | undefined = said;
    const write = (): string => {
      const whole = written ?? JSON.stringify(value);
      // The names of members, and whatever is no text, may have the key as well.
      return field + (finder?.replace(whole, (length) => "*".repeat(length)) ?? whole) + end;
    };
    this.#queue.push({ length: text.length, pieces, write });
    this.#queued += text.length;
    if (!finder) return;
    const change = (covered: string): void => {
      written = covered;
    };
    // Lines that are no JSON go on with the last of their field, and with the line before, whatever its field.
    if (value === undefined) this.#follow(pieces, { path: "", text: said, write: change }, [field, ALL_LINES], finder);
    for (const leaf of value === undefined ? [] : leavesOf(value)) {
      const cover = (covered: string): void => {
        written = undefined;
        leaf.write(covered);
      };
      this.#follow(pieces, { ...leaf, write: cover }, [leaf.path], finder);
    }
  }

  /** Adds a text to those that it goes on with. */
  #follow(pieces: Piece[], leaf: Leaf, paths: readonly string[], finder: KeyFinder): void {
    const { text } = leaf;
    for (const path of paths) {
      const watch = this.#watchOf(path, finder);
      pieces.push({ leaf, watch, from: watch.length });
      this.#cover(watch, watch.push(text));
    }
  }

  #watchOf(path: string, finder: KeyFinder): KeyWatch {
    const name = this.#watches.has(path) || this.#watches.size < MOST_TEXTS ? path : "";
    const watch = this.#watches.get(name) ?? new KeyWatch(finder);
    this.#watches.set(name, watch);
    return watch;
  }

  #cover(watch: KeyWatch, keys: readonly Range[]): void {
    if (keys.length === 0) return;
    for (const { pieces } of this.#queue) {
      for (const piece of pieces) if (piece.watch === watch) blot(piece.leaf, piece.from, keys);
    }
  }
}

/** @throws RangeError where it is deeper, or of more parts, than any delta is */
function jsonOf(said: string): unknown {
  if (!/^\s*[[{]/.test(said)) return undefined;
  const tooMuch = new JsonBounds(LIMITS).push(said);
  if (tooMuch !== undefined) throw new RangeError(`a line of it has ${tooMuch}`);
  return parseJson(said);
}
