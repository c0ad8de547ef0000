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
