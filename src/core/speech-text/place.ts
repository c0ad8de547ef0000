/** What the rules of the reader see, and what they answer. */

/**
 * What follows the text that is known. `more`: nobody knows yet. `pause`: a break, at which everything is decided as it stands.
 * `end`: nothing.
 */
export type Following = "more" | "pause" | "end";

/** A place in the text that a rule looks at. */
export interface Place {
  /** What is not yet read. */
  readonly text: string;
  /** Where the rule begins. */
  readonly at: number;
  /** The character before, "" at the beginning. */
  readonly before: string;
  readonly following: Following;
}

/** `length` UTF-16 units are read, and these words come of them. */
export interface Taken {
  readonly length: number;
  readonly words: string;
}

/** `undecided`: more text is needed, which is an answer only where more can come. Undefined: the rule does not apply. */
export type Verdict = Taken | "undecided" | undefined;

export type Rule = (place: Place) => Verdict;

export const taken = (length: number, words = ""): Taken => ({ length, words });

/** The match of a sticky expression at the place, or a little behind it. */
export function matchAt(expression: RegExp, { text, at }: Place, offset = 0): RegExpExecArray | null {
  expression.lastIndex = at + offset;
  return expression.exec(text);
}

/** Whether what comes next could still change what ends here. */
export const isOpen = ({ text, following }: Place, end: number): boolean => following === "more" && end >= text.length;

/** Where the line ends, what is known ends, or nobody looks any further: at most `max` units from the place on. */
export function lineEnd(text: string, from: number, max: number): number {
  const end = text.slice(from, from + max).indexOf("\n");
  return end === -1 ? Math.min(text.length, from + max) : from + end;
}

/** What is known of the line from the place on, and whether that is all of it. */
export function lineAt({ text, at, following }: Place): { readonly line: string; readonly isWhole: boolean } {
  const end = text.indexOf("\n", at);
  const line = text.slice(at, end === -1 ? undefined : end).replace(/\r$/, "");
  return { line, isWhole: end !== -1 || following !== "more" };
}
