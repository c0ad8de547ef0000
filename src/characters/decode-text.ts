import { cardError } from "./card-error.js";

/**
 * The text in bytes of UTF-8, or of UTF-16 that begins with its mark, without that mark.
 * @param orLatin1 whether bytes that are no UTF-8 are Latin-1
 */
export function decodeText(bytes: Uint8Array, orLatin1 = false): string {
  try {
    return new TextDecoder(encodingOf(bytes) ?? "utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    if (orLatin1) return new TextDecoder("latin1").decode(bytes);
    throw cardError("The text of the character card is not UTF-8.", cause);
  }
}

/** Undefined without the mark of UTF-16. */
function encodingOf([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

/** Whether the text begins with a brace, perhaps after blanks. */
export function startsLikeJson(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 64);
  return /^\s*\{/.test(new TextDecoder(encodingOf(start) ?? "utf-8").decode(start));
}
