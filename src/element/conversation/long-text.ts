/**
 * Lays out a very long text by parts: those out of sight cost nothing. In one piece 100 kB block a page for 40 ms and more,
 * and again whenever its width changes.
 */

/** A longer text comes in parts, none of which is longer: some 25 lines. */
export const PART_LENGTH = 2000;

/** The parts of a text, in order; joined they are the text. A line ends where a part does, so it looks for an end of one. */
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

/** What a line may end with, the best first. */
const ENDS = [/\n/u, /\s/u, /\p{P}/u] as const;

/** Where the first part ends; in its second half, so that there are few. */
function cut(text: string): number {
  for (const end of ENDS) {
    for (let at = PART_LENGTH; at > PART_LENGTH / 2; at -= 1) if (end.test(text.charAt(at - 1))) return at;
  }
  // Not within a character.
  return /[\uDC00-\uDFFF]/.test(text.charAt(PART_LENGTH)) ? PART_LENGTH - 1 : PART_LENGTH;
}
