/**
 * The parts of a very long text, so that the browser need not lay out those out of sight. In one piece, 100 kB block a page
 * for 40 ms and more, and again whenever the width changes.
 */

/** The maximal length of a part: about 25 lines. */
export const PART_LENGTH = 2000;

/** The parts of a text, in order; joined they are the text. Each begins a new line, so a part ends at a line's end if it can. */
export function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  while (text.length - start > PART_LENGTH) {
    const end = start + cut(text.slice(start, start + PART_LENGTH + 1));
    parts.push(text.slice(start, end));
    start = end;
  }
  return [...parts, text.slice(start)];
}

/** The patterns that a part may end with, the best first. */
const ENDS = [/\n/u, /\s/u, /\p{P}/u] as const;

/** The index at which the first part ends; in the second half of {@link PART_LENGTH}, so that there are few parts. */
function cut(text: string): number {
  for (const end of ENDS) {
    for (let at = PART_LENGTH; at > PART_LENGTH / 2; at -= 1) if (end.test(text.charAt(at - 1))) return at;
  }
  // Not within a surrogate pair.
  return /[\uDC00-\uDFFF]/.test(text.charAt(PART_LENGTH)) ? PART_LENGTH - 1 : PART_LENGTH;
}
