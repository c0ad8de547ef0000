import { Inflate } from "pako";
import { MAX_JSON_LENGTH, tooLarge } from "./bounded-json.js";
import { cardError } from "./card-error.js";

/** Compressed bytes: what is paid for is their blocks, and a block may hold nothing. */
const MAX_COMPRESSED = 512 * 1024;
/** The text itself, or the base64 of it. */
const MAX_TEXT = (MAX_JSON_LENGTH / 3) * 4 + 4;
/** What is inflated before the limit is looked at again. */
const PIECE = 64 * 1024;
/** The size of the window that zlib's header may ask for; without it other headers would be read as well. */
const WINDOW_BITS = 15;

/**
 * What compressed bytes hold: at most what a card may have, in bounded time and memory.
 * @param isRaw whether they have no header and no checksum of zlib's
 */
export function inflate(compressed: Uint8Array, isRaw: boolean): Uint8Array {
  if (compressed.length > MAX_COMPRESSED) {
    throw cardError(`The character card has more than ${MAX_COMPRESSED / 1024} KB of compressed text.`);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate({ raw: isRaw, windowBits: WINDOW_BITS, chunkSize: PIECE });
  stream.onData = (part) => {
    length += part.length;
    if (length > MAX_TEXT) throw cardError(tooLarge(length));
    parts.push(part);
  };
  stream.push(compressed, true);
  if (stream.err !== 0 || !stream.ended) {
    throw cardError(`The compressed text of the character card is damaged or cut short: ${stream.msg || "no end"}.`);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
