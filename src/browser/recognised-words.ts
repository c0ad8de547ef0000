/** Descriptions of sounds, such as `[BLANK_AUDIO]`, `(music)`, `*coughs*` and `♪ la la ♪`, which recognisers write where nobody spoke. */
const DESCRIPTION = /\[[^[\]]*\]|\([^()]*\)|\*[^*]*\*|♪[^♪]*♪/g;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/**
 * Whether a recogniser's text has words that somebody said: not when it only describes sounds, has no letter and no digit, or is
 * to be ignored as a whole.
 * @param ignore phrases, compared without case and without the punctuation around them, or an expression that the text matches
 */
export function hasWords(text: string, ignore: readonly string[] | RegExp): boolean {
  if (!LETTER_OR_DIGIT.test(text.replace(DESCRIPTION, ""))) return false;
  if (ignore instanceof RegExp) return text.search(ignore) < 0;
  const phrase = plain(text);
  return !ignore.some((ignored) => plain(ignored) === phrase);
}

const plain = (text: string): string => text.replace(EDGES, "").toLowerCase();
