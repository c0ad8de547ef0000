import { silentLogger, type Logger } from "../core/ports/logger.js";
import { MAX_JSON_LENGTH, parseBoundedJson, tooLarge } from "./bounded-json.js";
import { cardError } from "./card-error.js";
import type { CharacterCard } from "./character-card.js";
import { isPng, readPngCard } from "./png-card.js";
import { readCard } from "./read-card.js";

/** The newest version of the specification that we know. */
const VERSION = 3;

export interface ParseCardOptions {
  /** Hears of a card that is newer than what we know. Default: says nothing. */
  readonly logger?: Logger | undefined;
}

/**
 * Reads a character card: JSON text, or the bytes of a PNG (`ccv3` chunk, else `chara`) or of a JSON file. V2 becomes
 * V3, unknown fields stay, and known ones of a wrong type count as left out.
 *
 * Throws `LiveAvatarError` `config-invalid`, and nothing else: the input is no card, its `spec` is wrong, its `data` is
 * missing, or it is larger than a card may be (4 MB of JSON, 80,000 values, 64 levels). Nothing in a card is ever
 * run, fetched or shown as mark-up. What one hostile card can cost is in docs/character-cards.md.
 */
export function parseCharacterCard(
  input: string | Uint8Array,
  { logger = silentLogger }: ParseCardOptions = {},
): CharacterCard {
  const card = readCard(parseBoundedJson(typeof input === "string" ? input : jsonOf(input)), true);
  if (Number.parseFloat(card.spec_version) > VERSION) {
    const version = card.spec_version.slice(0, 20);
    logger.warn(`The character card is of version ${version}; what is newer than ${VERSION} is kept, but not used.`);
  }
  return card;
}

function jsonOf(given: unknown): string {
  // Bytes of another frame are no instances of our class.
  if (!ArrayBuffer.isView(given)) throw cardError("A character card is given as text or as a Uint8Array.");
  const input = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  if (isPng(input)) return decodeText(readPngCard(input));
  if (startsLikeJson(input)) {
    if (input.length > MAX_JSON_LENGTH) throw cardError(tooLarge(input.length));
    return decodeText(input);
  }
  const isZip = input[0] === 0x50 && input[1] === 0x4b;
  throw cardError(
    isZip
      ? "CHARX files are not read: give the card.json that is in the file."
      : "These bytes are neither a PNG with a character card nor JSON.",
  );
}

/** A brace, perhaps after blanks or the mark that some editors put first. */
function startsLikeJson(bytes: Uint8Array): boolean {
  const [first, second, third] = bytes;
  const from = first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
  return /^\s*\{/.test(String.fromCharCode(...bytes.subarray(from, from + 64)));
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw cardError("The text of the character card is not UTF-8.", cause);
  }
}
