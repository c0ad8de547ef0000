/** Cuts a streamed reply into sentences, so that the first one is spoken while the rest is still being written. */
import { ReplyKnowledge } from "./knowledge.js";
import { Scanner } from "./scanner.js";

export interface SentenceSplitterOptions {
  /**
   * BCP 47; says whether the language writes ordinals with a dot. Default: what the words of the reply tell. What is an
   * abbreviation does not depend on it.
   */
  readonly locale?: string | undefined;
  /** Added to the built-in ones, with or without their dot; small and capital letters are alike. */
  readonly abbreviations?: Iterable<string> | undefined;
  /** In UTF-16 units, at least 2. Default 280. A longer sentence is cut, at a comma or a space where there is one. */
  readonly maxLength?: number | undefined;
}

export interface SentenceSplitter {
  /**
   * The sentences that are certain by now, without the space around them. A `.`, `!` or `?` is certain with the first
   * character of the next word, not with the space before it; a line and `。` need no word.
   */
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
  const { locale, abbreviations = [], maxLength = 280 } = options;
  if (!(maxLength >= 2)) throw new RangeError("maxLength must be 2 or more");
  const scanner = new Scanner(maxLength, new ReplyKnowledge(locale, abbreviations));
  return { push: (chunk) => scanner.push(chunk), flush: () => scanner.flush() };
}

/** The sentences of a whole text, as {@link createSentenceSplitter} would stream them. */
export function splitSentences(text: string, options?: SentenceSplitterOptions): string[] {
  const splitter = createSentenceSplitter(options);
  return [...splitter.push(text), ...splitter.flush()];
}
