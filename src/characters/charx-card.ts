/**
 * The card in a CHARX file: `card.json` of a zip, which may follow a picture. Everything else in it is left alone.
 *
 * The directory is read here, and only what is deflated goes to a library: the readers of zip files that there are read
 * every entry, and say neither that a file is encrypted nor that it is one of several.
 */
import { MAX_JSON_LENGTH, tooLarge } from "./bounded-json.js";
import { hasText } from "./bytes.js";
import { cardError } from "./card-error.js";
import { decodeText } from "./decode-text.js";
import { inflate } from "./inflate.js";

const CARD = "card.json";
const END = "PK\x05\x06";
const ENTRY = "PK\x01\x02";
const LOCAL = "PK\x03\x04";
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const MAX_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
/** What a file of ZIP64 has in the places of numbers that are too large for them. */
const ELSEWHERE = 0xffffffff;
const ELSEWHERE_SHORT = 0xffff;

/** The place of the zip's last record; undefined where there is none. */
export function findZipEnd(bytes: Uint8Array): number | undefined {
  const last = bytes.length - END_SIZE;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    if (bytes[at] === 0x50 && hasText(bytes, at, END)) return at;
  }
  return undefined;
}

/** The JSON of the card. @param end what {@link findZipEnd} found */
export function readCharxCard(zip: Uint8Array, end: number): string {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const [disk, firstDisk, here, count = 0] = [4, 6, 8, 10].map((field) => view.getUint16(end + field, true));
  const [size = 0, offset = 0] = [12, 16].map((field) => view.getUint32(end + field, true));
  if (count === ELSEWHERE_SHORT || offset === ELSEWHERE || size === ELSEWHERE)
    throw cardError(sentence("is a ZIP64 file"));
  if (disk !== 0 || firstDisk !== 0 || here !== count) throw cardError(sentence("is one of several parts"));
  // A picture before the zip moves everything by its size.
  const start = end - size - offset;
  let at = end - size;
  if (start < 0) throw cardError(damaged());
  for (let entry = 0; entry < count; entry++) {
    if (at + ENTRY_SIZE > end || !hasText(zip, at, ENTRY)) throw cardError(damaged());
    const [nameLength = 0, extraLength = 0, commentLength = 0] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    );
    if (nameLength === CARD.length && hasText(zip, at + ENTRY_SIZE, CARD)) return readEntry(zip, view, at, start);
    at += ENTRY_SIZE + nameLength + extraLength + commentLength;
  }
  throw cardError(`The zip holds no character card: it has no ${CARD} at its top.`);
}

function readEntry(zip: Uint8Array, view: DataView, at: number, start: number): string {
  const [flags = 0, method] = [8, 10].map((field) => view.getUint16(at + field, true));
  const [size = 0, fullSize = 0, offset = 0] = [20, 24, 42].map((field) => view.getUint32(at + field, true));
  if ((flags & 1) !== 0) throw cardError(sentence("is encrypted"));
  if ([size, fullSize, offset].includes(ELSEWHERE)) throw cardError(sentence("is a ZIP64 file"));
  if (method !== STORED && method !== DEFLATED) throw cardError(sentence("is compressed in another way than deflate"));
  if (fullSize > MAX_JSON_LENGTH) throw cardError(tooLarge(fullSize));
  const local = start + offset;
  if (local + LOCAL_SIZE > zip.length || !hasText(zip, local, LOCAL)) throw cardError(damaged());
  const content = local + LOCAL_SIZE + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (content + size > zip.length) throw cardError(damaged());
  const bytes = zip.subarray(content, content + size);
  const json = method === STORED ? bytes : inflate(bytes, true);
  if (json.length > MAX_JSON_LENGTH) throw cardError(tooLarge(json.length));
  return decodeText(json);
}

function sentence(what: string): string {
  return `The CHARX file ${what}, which is not read: export the character again, or give the card.json that is in it.`;
}

function damaged(): string {
  return "The CHARX file is cut short or damaged.";
}
