/** What a key looks like in the encodings that text comes in, as automata that read a text once. */

/** The longest run of white space, control characters and other signs within a key that is still read over. */
const LONGEST_GAP = 64;
/** Shorter keys are looked for as they are: a few letters of base64 are found in any picture. */
const SHORTEST_ENCODED = 8;
const ALPHABET = 128;
const LOWER = Uint8Array.from({ length: ALPHABET }, (_, code) => (code >= 65 && code <= 90 ? code + 32 : code));
/** `-` and `_` of the alphabet for URLs as `+` and `/`. */
const STANDARD = Uint8Array.from({ length: ALPHABET }, (_, code) => (code === 45 ? 43 : code === 95 ? 47 : code));
const HEX_SEPARATORS = Uint8Array.from({ length: ALPHABET }, (_, code) =>
  Number(":,-;".includes(String.fromCharCode(code))),
);
const [DIGIT_0, LETTER_X] = [48, 120];

/** Finds several patterns in one reading (Aho and Corasick). */
class Automaton {
  /** By state and character: the next state. */
  readonly next: Uint16Array;
  /** By state: how many characters of a pattern have been read. */
  readonly depth: Uint16Array;
  /** By state: the length of the pattern that ends here, else 0. */
  readonly match: Uint16Array;

  constructor(patterns: readonly string[]) {
    const size = patterns.reduce((sum, pattern) => sum + pattern.length, 1);
    const next = new Uint16Array(size * ALPHABET);
    this.depth = new Uint16Array(size);
    this.match = new Uint16Array(size);
    let states = 1;
    for (const pattern of patterns) {
      let state = 0;
      for (let index = 0; index < pattern.length; index += 1) {
        const edge = state * ALPHABET + pattern.charCodeAt(index);
        if (next[edge] === 0) {
          next[edge] = states;
          this.depth[states] = index + 1;
          states += 1;
        }
        state = next[edge] ?? 0;
      }
      this.match[state] = pattern.length;
    }
    // From here on a missing edge leads where the longest other beginning of a pattern goes on; states in order of their depth.
    const fallback = new Uint16Array(size);
    let level = [0];
    while (level.length > 0) {
      const below: number[] = [];
      for (const state of level) {
        const other = fallback[state] ?? 0;
        for (let code = 0; code < ALPHABET; code += 1) {
          const edge = state * ALPHABET + code;
          const target = next[edge] ?? 0;
          const elsewhere = state === 0 ? 0 : (next[other * ALPHABET + code] ?? 0);
          if (target === 0) next[edge] = elsewhere;
          else {
            fallback[target] = elsewhere;
            this.match[target] ||= this.match[elsewhere] ?? 0;
            below.push(target);
          }
        }
      }
      level = below;
    }
    this.next = next;
  }
}

/** Where a key begins and ends in the characters that were read. */
export interface Findings {
  /** The first and the last character of a key. */
  found(first: number, last: number): void;
  /** Called at the end, where the last characters are the beginning of a key: its first character, and how many were read. */
  open(first: number, count: number): void;
}

/** Looks for a key in all its encodings, but for escapes of single characters, which the caller undoes. */
export class KeyPatterns {
  readonly #text: Automaton;
  readonly #base64: Automaton;
  readonly #hex: Automaton;
  /** The places of the characters that count; used again for every text. */
  #places = new Uint32Array(256);
  #hexPlaces = new Uint32Array(256);

  /** @param key printable ASCII */
  constructor(key: string) {
    const bytes = Array.from(key, (character) => character.charCodeAt(0));
    const isLong = key.length >= SHORTEST_ENCODED;
    // Case does not count: a key that a server wrote in capitals is still most of the key. A list of numbers is how JSON has bytes.
    this.#text = new Automaton([key.toLowerCase(), ...(isLong ? [bytes.join(",")] : [])]);
    this.#base64 = new Automaton(isLong ? [0, 1, 2].map((offset) => base64Of(key, offset)) : []);
    this.#hex = new Automaton(isLong ? [bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")] : []);
  }

  /** Reads all of the text. Anything that is not printable ASCII does not count: lines are broken, and signs may be invisible. */
  read(text: string, findings: Findings): void {
    const [plain, base64, hex] = [this.#text, this.#base64, this.#hex];
    const [plainNext, base64Next, hexNext] = [plain.next, base64.next, hex.next];
    if (this.#places.length < text.length) {
      this.#places = new Uint32Array(text.length * 2);
      this.#hexPlaces = new Uint32Array(text.length * 2);
    }
    const [places, hexPlaces] = [this.#places, this.#hexPlaces];
    const { length } = text;
    let [plainState, base64State, hexState, beforeZero] = [0, 0, 0, 0];
    let [count, hexCount, hexCountBeforeZero, gap, last] = [0, 0, 0, 0, 0];
    for (let at = 0; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (code <= 32 || code >= 127) {
        gap += 1;
        if (gap > LONGEST_GAP) plainState = base64State = hexState = beforeZero = 0;
        continue;
      }
      gap = 0;
      places[count] = at;
      count += 1;
      const lower = LOWER[code] ?? 0;
      plainState = plainNext[plainState * ALPHABET + lower] ?? 0;
      if (plainState !== 0 && plain.match[plainState] !== 0) {
        findings.found(places[count - (plain.match[plainState] ?? 0)] ?? 0, at);
        plainState = 0;
      }
      base64State = base64Next[base64State * ALPHABET + (STANDARD[code] ?? 0)] ?? 0;
      if (base64State !== 0 && base64.match[base64State] !== 0) {
        findings.found(places[count - (base64.match[base64State] ?? 0)] ?? 0, at);
        base64State = 0;
      }
      // "0x" before a byte, and what stands between two, are no part of it.
      if (lower === LETTER_X && last === DIGIT_0) {
        hexState = beforeZero;
        hexCount = hexCountBeforeZero;
      } else if (HEX_SEPARATORS[code] === 0) {
        if (code === DIGIT_0) {
          beforeZero = hexState;
          hexCountBeforeZero = hexCount;
        }
        hexPlaces[hexCount] = at;
        hexCount += 1;
        hexState = hexNext[hexState * ALPHABET + lower] ?? 0;
        if (hexState !== 0 && hex.match[hexState] !== 0) {
          findings.found(hexPlaces[hexCount - (hex.match[hexState] ?? 0)] ?? 0, at);
          hexState = 0;
        }
      }
      last = code;
    }
    const open = (automaton: Automaton, state: number, characters: Uint32Array, read: number): void => {
      const depth = automaton.depth[state] ?? 0;
      if (depth > 0) findings.open(characters[read - depth] ?? 0, depth);
    };
    open(plain, plainState, places, count);
    open(base64, base64State, places, count);
    open(hex, hexState, hexPlaces, hexCount);
    if (last === DIGIT_0) open(hex, beforeZero, hexPlaces, hexCountBeforeZero);
  }
}

/** The characters that the key alone decides, when `offset` other bytes of a group of three come before it. */
function base64Of(key: string, offset: number): string {
  const first = Math.ceil((offset * 8) / 6);
  const end = Math.floor(((offset + key.length) * 8) / 6);
  return btoa("\0".repeat(offset) + key).slice(first, end);
}
