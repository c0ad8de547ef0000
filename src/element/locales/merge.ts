import type { html as Html } from "lit";

/** Marks an English word, or leaves it as it is. */
export type Mark = (word: string) => string;

/**
 * Marks an English word among those of another language as English, for screen readers and for its direction. Where a string is
 * needed, as in an attribute, it is the word alone.
 */
export const markedBy =
  (html: typeof Html): Mark =>
  (word) =>
    Object.assign(html`<span lang="en" dir="ltr">${word}</span>`, { toString: () => word }) as unknown as string;

type Words = Readonly<Record<string, unknown>>;

/**
 * The words of the first source that has each of them, else the English ones. What is of another kind is no word.
 * @param mark marks the English words; undefined: they are the element's own language
 */
export function merge<T extends object>(english: T, sources: readonly object[], mark: Mark | undefined): T {
  const words = Object.entries(english).map(([key, word]: [string, unknown]) => {
    const own = sources.map((source) => (source as Words)[key]).filter((other) => typeof other === typeof word);
    if (typeof word === "object") return [key, merge(word as object, own.filter(Boolean) as object[], mark)];
    if (own.length > 0 || !mark) return [key, own[0] ?? word];
    return [key, typeof word === "string" ? mark(word) : (...values: unknown[]) => mark((word as Say)(...values))];
  });
  return Object.fromEntries(words) as T;
}

type Say = (...values: unknown[]) => string;
