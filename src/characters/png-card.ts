/** The card in a PNG: base64 of JSON in a tEXt chunk, `ccv3` for V3 and `chara` for V2. The picture is stepped over. */
import { decodeBase64 } from "./base64.js";
import { MAX_JSON_LENGTH, tooLarge } from "./bounded-json.js";
import { cardError } from "./card-error.js";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** Length and type before a chunk's content, checksum after it. */
const HEAD = 8;
const TAIL = 4;
/** More than an hour of animation has. */
const MAX_CHUNKS = 100_000;

export function isPng(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, SIGNATURE);
}

/** The JSON, still as bytes of UTF-8. `ccv3` wins over `chara`, wherever they stand; of two alike the first does. */
export function readPngCard(png: Uint8Array): Uint8Array {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  let older: Uint8Array | undefined;
  let at = SIGNATURE.length;
  for (let count = 0; at < png.length; count++) {
    if (count === MAX_CHUNKS) throw cardError(`The PNG has more than ${MAX_CHUNKS} chunks.`);
    const start = at + HEAD;
    const end = start <= png.length ? start + view.getUint32(at) : Infinity;
    if (end + TAIL > png.length) throw cardError("The PNG is cut short or damaged: a chunk is longer than the file.");
    const type = at + 4;
    if (hasText(png, type, "IEND")) break;
    // The keyword and its zero byte must fit into the chunk, not run on into the next.
    const newest = textOf(png.subarray(start, end), hasText(png, type, "tEXt"), "ccv3\0");
    if (newest) return decode(newest);
    older ??= textOf(png.subarray(start, end), hasText(png, type, "tEXt"), "chara\0");
    at = end + TAIL;
  }
  if (!older) throw cardError("The PNG holds no character card: it has neither a ccv3 nor a chara text chunk.");
  return decode(older);
}

function textOf(content: Uint8Array, isText: boolean, keyword: string): Uint8Array | undefined {
  return isText && hasText(content, 0, keyword) ? content.subarray(keyword.length) : undefined;
}

function decode(encoded: Uint8Array): Uint8Array {
  if (encoded.length > (MAX_JSON_LENGTH / 3) * 4 + 4) throw cardError(tooLarge((encoded.length / 4) * 3));
  return decodeBase64(encoded);
}

function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
