/** Cuts a streamed reply into sentences, so that the first one is spoken while the rest is still being written. */
import type { SentenceSplitterOptions } from "./options.js";
import { SentenceScanner } from "./scanner.js";

export type { SentenceSplitterOptions } from "./options.js";

export interface SentenceSplitter {
  /** The sentences that are certain by now, without the space around them. */
  push(chunk: string): string[];
  /** The stream is over: what is left. The splitter starts anew. */
  flush(): string[];
}

/**
 * The sentences do not depend on where the stream was cut; joined, they hold every visible character in order. A piece
 * without letter or digit joins the next sentence; only at the end, and where `maxLength` forces it, it stands alone.
 * @throws RangeError for a `maxLength` below 2
 */
export function createSentenceSplitter(options: SentenceSplitterOptions = {}): SentenceSplitter {
  const scanner = new SentenceScanner(options);
  return { push: (chunk) => scanner.push(chunk), flush: () => scanner.flush() };
}

/** The sentences of a whole text, as {@link createSentenceSplitter} would stream them. */
export function splitSentences(text: string, options?: SentenceSplitterOptions): string[] {
  const splitter = createSentenceSplitter(options);
  return [...splitter.push(text), ...splitter.flush()];
}
