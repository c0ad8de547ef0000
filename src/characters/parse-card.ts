import { silentLogger, type Logger } from "../core/ports/logger.js";
import { MAX_JSON_LENGTH, parseBoundedJson, tooLarge } from "./bounded-json.js";
import { hasText } from "./bytes.js";
import { cardError } from "./card-error.js";
import type { CharacterCard } from "./character-card.js";
import { findZipEnd, readCharxCard } from "./charx-card.js";
import { decodeText, startsLikeJson } from "./decode-text.js";
import { isPng, readPngCard } from "./png-card.js";
import { readCard } from "./read-card.js";

/** The newest version of the specification that we know. */
const VERSION = 3;

export interface ParseCardOptions {
  /** Hears of a card that is newer than what we know, and of a lorebook that is not understood. Default: says nothing. */
  readonly logger?: Logger | undefined;
}

/**
 * Reads a character card: JSON text, or the bytes of a PNG (text chunk `ccv3`, else `chara`), of a CHARX file or of a JSON
 * file. V2 and V1, and what Pygmalion, Agnai and Backyard write, become V3; unknown fields stay, and known ones of a wrong
 * type count as left out. Lorebook entries in the words of other editors are given those of the specification.
 *
 * Throws `LiveAvatarError` `config-invalid`, and nothing else: the input is no card, its `spec` is wrong, its `data` is
 * missing, or it is larger than a card may be (4 MB of JSON, 512 KB where it is compressed, 80,000 values, 64 levels).
 * Nothing in a card is ever run, fetched or shown as mark-up. What one hostile card can cost is in docs/character-cards.md.
 */
export function parseCharacterCard(
  input: string | Uint8Array,
  { logger = silentLogger }: ParseCardOptions = {},
): CharacterCard {
  const card = readCard(parseBoundedJson(typeof input === "string" ? input : jsonOf(input)), {
    isOurs: true,
    warn: (message) => logger.warn(message),
  });
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
  if (isPng(input)) return readPngCard(input);
  if (startsLikeJson(input)) {
    if (input.length > MAX_JSON_LENGTH) throw cardError(tooLarge(input.length));
    return decodeText(input);
  }
  // It need not begin with the zip: RisuAI puts a picture before it.
  const end = findZipEnd(input);
  if (end !== undefined) return readCharxCard(input, end);
  throw cardError(`${whatItIs(input)} Cards are read from PNG, CHARX and JSON files.`);
}

function whatItIs(bytes: Uint8Array): string {
  if (hasText(bytes, 0, "PK")) return "The CHARX file is cut short or damaged.";
  const isPicture = ["\xff\xd8\xff", "RIFF", "GIF8"].some((start) => hasText(bytes, 0, start));
  return isPicture
    ? "A character card in a JPEG, WebP or GIF picture is not read: export the character anew."
    : "These bytes are neither a PNG with a character card nor JSON.";
}
