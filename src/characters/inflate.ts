import { Inflate } from "fflate";
import { LiveAvatarError } from "../core/errors.js";
import { MAX_JSON_LENGTH, tooLarge } from "./bounded-json.js";
import { cardError } from "./card-error.js";

/** Compressed bytes: a real card of 4 MB has less. */
const MAX_COMPRESSED = 1024 * 1024;
/** The text itself, or the base64 of it. */
const MAX_TEXT = (MAX_JSON_LENGTH / 3) * 4 + 4;
/** What is handed over at a time. It becomes 1032 times as much at most, and only then can the limit be checked. */
const PIECE = 8 * 1024;

/** What deflated bytes hold: at most what a card may have, in bounded time and memory. */
export function inflate(compressed: Uint8Array): Uint8Array {
  if (compressed.length > MAX_COMPRESSED) {
    throw cardError(`The character card has more than ${MAX_COMPRESSED / 1024 / 1024} MB of compressed text.`);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((part) => {
    length += part.length;
    if (length > MAX_TEXT) throw cardError(tooLarge(length));
    parts.push(part);
  });
  try {
    for (let at = 0; at < compressed.length; at += PIECE) {
      stream.push(compressed.subarray(at, at + PIECE), at + PIECE >= compressed.length);
    }
  } catch (cause) {
    throw LiveAvatarError.is(cause) ? cause : cardError("The compressed text of the character card is damaged.", cause);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
