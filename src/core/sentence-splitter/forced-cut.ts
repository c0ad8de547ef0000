/** The forced cut of a sentence that is too long: at a comma in its second half, else at a space, else anywhere. */
const SOFT = /[,;:)\]\u2013\u2014\u2026،؛]/;
const SOFT_WITHOUT_SPACE = /[，；：、）」』…]/;
const SPACE = /\s/;

/**
 * The length of the first part, 1…`maxLength`. Before it a letter or a digit stands where that can be.
 * @param piece longer than `maxLength`, and begins with no space
 * @param wordAt index of the first letter or digit, −1 without one
 */
export function forcedCut(piece: string, maxLength: number, wordAt: number): number {
  const limit = Math.floor(maxLength);
  let space = 0;
  if (wordAt !== -1) {
    for (let at = limit; at > wordAt; at--) {
      const before = piece.charAt(at - 1);
      const isSpace = SPACE.test(piece.charAt(at));
      if (at >= limit / 2 && ((isSpace && SOFT.test(before)) || SOFT_WITHOUT_SPACE.test(before))) return at;
      if (isSpace) space ||= at;
      if (space && at < limit / 2) break;
    }
  }
  return space || betweenGraphemes(piece, limit);
}

let graphemes: Intl.Segmenter | undefined;

function betweenGraphemes(piece: string, limit: number): number {
  // Firefox has it since 125 (https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Intl/Segmenter). The
  // other branch can go when older versions are no longer supported.
  if (typeof Intl.Segmenter === "function") {
    graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
    const start = graphemes.segment(piece).containing(limit)?.index ?? 0;
    if (start > 0) return start;
  }
  const isInPair = /[\ud800-\udbff]/.test(piece.charAt(limit - 1)) && /[\udc00-\udfff]/.test(piece.charAt(limit));
  return isInPair ? limit - 1 : limit;
}
