/** Asterisks over the key wherever a stream of bytes has it, also across two pieces. */
import { type KeyFinder, KeyWatch, type Range } from "./key-watch.js";

/** Takes an answer piece by piece, and gives it on without the key. */
export interface AnswerFilter {
  /**
   * Returns the bytes that can be sent by now.
   * @throws RangeError where the answer is more than any is
   */
  push(piece: Uint8Array): Uint8Array;
  /** Returns the bytes that were kept back, at the end of the answer. */
  flush(): Uint8Array;
}

const ASTERISK = "*".charCodeAt(0);

export class ByteRedactor implements AnswerFilter {
  readonly #watch: KeyWatch;
  /** One character a byte, so that places in the text are places in the bytes. */
  readonly #decoder = new TextDecoder("latin1");
  /** What may be the beginning of a key. */
  #held: Uint8Array = new Uint8Array();

  /** @param isSound whether the bytes are no text, so that escapes in them mean nothing */
  constructor(finder: KeyFinder, isSound = false) {
    this.#watch = new KeyWatch(finder, { layers: isSound ? 1 : undefined });
  }

  push(piece: Uint8Array): Uint8Array {
    const start = this.#watch.length - this.#held.length;
    const keys = this.#watch.push(this.#decoder.decode(piece));
    const bytes = new Uint8Array(this.#held.length + piece.length);
    bytes.set(this.#held);
    bytes.set(piece, this.#held.length);
    cover(bytes, start, keys);
    // A beginning may reach back to what is out already, when it was too short to be held.
    const decided = Math.max(0, this.#watch.open - start);
    this.#held = bytes.slice(decided);
    return bytes.subarray(0, decided);
  }

  flush(): Uint8Array {
    const start = this.#watch.length - this.#held.length;
    return cover(this.#held, start, this.#watch.close());
  }
}

function cover(bytes: Uint8Array, start: number, keys: readonly Range[]): Uint8Array {
  for (const [from, to] of keys) bytes.fill(ASTERISK, Math.max(0, from - start), Math.max(0, to - start));
  return bytes;
}
