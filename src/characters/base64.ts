import { cardError } from "./card-error.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** The two signs that the alphabet for addresses has instead of the last two. */
const FOR_URLS = "-_";
/** Zeros too: some tools end every text with one. */
const BLANKS = " \t\r\n\0";
const PADDING = 64;
const BLANK = 65;
const NONE = 255;

const TABLE = new Uint8Array(256).fill(NONE);
Array.from(ALPHABET).forEach((letter, value) => (TABLE[letter.charCodeAt(0)] = value));
Array.from(FOR_URLS).forEach((letter, index) => (TABLE[letter.charCodeAt(0)] = 62 + index));
Array.from(BLANKS).forEach((letter) => (TABLE[letter.charCodeAt(0)] = BLANK));
TABLE["=".charCodeAt(0)] = PADDING;

/**
 * What the base64 in `encoded` says. Blanks are skipped, padding may be missing, and both alphabets are read; anything else is an error that says
 * where. Not `atob`: it works on strings, and takes Node a fifth of a second for the largest card.
 */
export function decodeBase64(encoded: Uint8Array): Uint8Array {
  const decoded = new Uint8Array(Math.ceil((encoded.length * 3) / 4));
  let length = 0;
  let held = 0;
  let bits = 0;
  let isPadded = false;
  for (let at = 0; at < encoded.length; at++) {
    const value = TABLE[encoded[at] ?? 0] ?? NONE;
    if (value < PADDING && !isPadded) {
      held = ((held << 6) | value) & 0xfff;
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      decoded[length++] = held >> bits;
      continue;
    }
    if (value === BLANK) continue;
    if (value !== PADDING) {
      throw cardError(`The character card in the PNG is damaged: byte ${at} of its text is not base64.`);
    }
    isPadded = true;
  }
  if (bits === 6) throw cardError("The character card in the PNG is damaged: the end of its text is missing.");
  return decoded.subarray(0, length);
}
