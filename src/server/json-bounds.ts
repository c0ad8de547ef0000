/** The shape of a JSON text, measured before anything is made of it: how deep it is, and of how many parts. */
import { isRecord } from "../core/is-record.js";

export interface JsonLimits {
  /** Lists and objects in each other. */
  readonly maxDepth: number;
  /** Members of all lists and objects together, roughly: brackets and commas. */
  readonly maxParts: number;
}

const [QUOTE, BACKSLASH, COMMA] = [34, 92, 44];
const isOpening = (code: number): boolean => code === 91 || code === 123;
const isClosing = (code: number): boolean => code === 93 || code === 125;

/** Measures a JSON text that comes in pieces, as characters or as one character a byte. */
export class JsonBounds {
  readonly #limits: JsonLimits;
  #depth = 0;
  #parts = 0;
  #isText = false;
  #isEscaped = false;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  /** @returns what is too much in the text so far, in words; undefined where nothing is */
  push(text: string): string | undefined {
    const { maxDepth, maxParts } = this.#limits;
    let [depth, parts, isText, isEscaped] = [this.#depth, this.#parts, this.#isText, this.#isEscaped];
    let deepest = depth;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) isText = false;
      } else if (code === QUOTE) isText = true;
      else if (code === COMMA) parts += 1;
      else if (isOpening(code)) {
        depth += 1;
        parts += 1;
        if (depth > deepest) deepest = depth;
      } else if (isClosing(code)) depth -= 1;
    }
    [this.#depth, this.#parts, this.#isText, this.#isEscaped] = [depth, parts, isText, isEscaped];
    if (deepest > maxDepth) return `more than ${maxDepth} levels`;
    return parts > maxParts ? `more than ${maxParts} parts` : undefined;
  }
}

/** The object of a JSON text of another server; undefined where it is none, or beyond the limits. */
export function parseBoundedObject(json: string, limits: JsonLimits): Readonly<Record<string, unknown>> | undefined {
  if (new JsonBounds(limits).push(json) !== undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // it is no JSON
  }
}
