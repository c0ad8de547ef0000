/** The parser of untrusted JSON: text that would take too much time or memory is refused before it is parsed. */
import { cardError } from "./card-error.js";

/** UTF-16 units of text, or bytes of it: 4 MiB. */
export const MAX_JSON_LENGTH = 4 * 1024 * 1024;
/** Objects, arrays and what stands in them. A lorebook entry with everything that editors write has about fifty. */
const MAX_VALUES = 80_000;
const MAX_DEPTH = 64;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** Throws a sentence of `config-invalid` for anything that is too large, too deep or no JSON. */
export function parseBoundedJson(json: string): unknown {
  if (json.length > MAX_JSON_LENGTH) throw cardError(tooLarge(json.length));
  checkShape(json);
  try {
    return JSON.parse(trimmed(json));
  } catch (cause) {
    throw cardError("The character card is not valid JSON.", cause);
  }
}

/** Without the mark that some editors put first, and the zeros that some tools put last. */
function trimmed(json: string): string {
  let end = json.length;
  while (end > 0 && json.charCodeAt(end - 1) === 0) end--;
  return json.slice(json.startsWith("\uFEFF") ? 1 : 0, end);
}

export function tooLarge(length: number): string {
  const megabytes = (length / 1024 / 1024).toFixed(1);
  return `The character card has ${megabytes} MB of text; at most ${MAX_JSON_LENGTH / 1024 / 1024} MB are read. Take embedded files out of it.`;
}

function checkShape(json: string): void {
  let values = 0;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === COMMA) values++;
    else if (isOpening(code)) {
      values++;
      depth++;
    } else if (isOpening(code - 2)) depth--;
    if (depth > MAX_DEPTH) throw cardError(`The character card is nested more than ${MAX_DEPTH} levels deep.`);
    if (values > MAX_VALUES) {
      throw cardError(`The character card holds more than ${MAX_VALUES} values: its lorebook has too many entries.`);
    }
  }
}

/** Where the string that begins here is closed: at the next quote after an even number of backslashes. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let before = end;
    while (json.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((end - before) % 2 === 0) return end;
  }
  return json.length;
}

/** `[` or `{`; their counterparts come two places later. */
function isOpening(code: number): boolean {
  return code === 0x5b || code === 0x7b;
}
