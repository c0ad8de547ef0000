/** The card in a PNG: a text chunk, `ccv3` for V3 and `chara` for V2. The picture is stepped over. */
import { decodeBase64 } from "./base64.js";
import { MAX_JSON_LENGTH, tooLarge } from "./bounded-json.js";
import { hasText } from "./bytes.js";
import { cardError } from "./card-error.js";
import { decodeText, startsLikeJson } from "./decode-text.js";
import { inflate } from "./inflate.js";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** Length and type before a chunk's content, checksum after it. */
const HEAD = 8;
const TAIL = 4;
/** More than an hour of animation has. */
const MAX_CHUNKS = 100_000;
/** A text as it is, a compressed one, and one with languages, compressed or not. */
const TEXT_CHUNKS = ["tEXt", "zTXt", "iTXt"];

export function isPng(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, SIGNATURE);
}

/** The JSON. `ccv3` wins over `chara`, wherever they stand; of two alike the first does. */
export function readPngCard(png: Uint8Array): string {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  let older: (() => string) | undefined;
  let at = SIGNATURE.length;
  for (let count = 0; at < png.length; count++) {
    if (count === MAX_CHUNKS) throw cardError(`The PNG has more than ${MAX_CHUNKS} chunks.`);
    const start = at + HEAD;
    const end = start <= png.length ? start + view.getUint32(at) : Infinity;
    if (end + TAIL > png.length) throw cardError("The PNG is cut short or damaged: a chunk is longer than the file.");
    if (hasText(png, at + 4, "IEND")) break;
    const type = TEXT_CHUNKS.find((name) => hasText(png, at + 4, name));
    if (type) {
      // The keyword and its zero byte must fit into the chunk, not run on into the next.
      const content = png.subarray(start, end);
      if (hasKeyword(content, "ccv3")) return jsonOf(type, content);
      if (hasKeyword(content, "chara")) older ??= () => jsonOf(type, content);
    }
    at = end + TAIL;
  }
  if (!older) throw cardError("The PNG holds no character card: it has neither a ccv3 nor a chara text chunk.");
  return older();
}

/** Whether this keyword is the chunk's. Some tools write it with a capital. */
function hasKeyword(content: Uint8Array, keyword: string): boolean {
  const written = String.fromCharCode(...content.subarray(0, keyword.length));
  return written.toLowerCase() === keyword && content[keyword.length] === 0;
}

function jsonOf(type: string, content: Uint8Array): string {
  const text = withoutMark(textOf(type, content));
  if (startsLikeJson(text)) {
    if (text.length > MAX_JSON_LENGTH) throw cardError(tooLarge(text.length));
    // By the format's rules only iTXt holds UTF-8; most tools write it everywhere.
    return decodeText(text, type !== "iTXt");
  }
  if (text.length > (MAX_JSON_LENGTH / 3) * 4 + 4) throw cardError(tooLarge((text.length / 4) * 3));
  return decodeText(decodeBase64(text));
}

/** The chunk's text: base64, or the JSON itself. */
function textOf(type: string, content: Uint8Array): Uint8Array {
  const rest = content.subarray(content.indexOf(0) + 1);
  if (type === "tEXt") return rest;
  if (type === "zTXt") return unzlib(rest[0], rest.subarray(1));
  // Whether and how it is compressed, a language, and the keyword in that language.
  const [isCompressed, method] = rest;
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) throw cardError("The character card in the PNG is damaged: its iTXt chunk is cut short.");
  const text = rest.subarray(translated + 1);
  return isCompressed === 0 ? text : unzlib(method, text);
}

/** There is one method, zlib's. */
function unzlib(method: number | undefined, compressed: Uint8Array): Uint8Array {
  if (method !== 0) throw cardError("The character card in the PNG is damaged: its text is not zlib's.");
  return inflate(compressed, false);
}

/** Without the mark of UTF-8 at the beginning, which would be no base64. */
function withoutMark(text: Uint8Array): Uint8Array {
  return hasText(text, 0, "\xef\xbb\xbf") ? text.subarray(3) : text;
}
