import { html } from "lit";

/**
 * An English word among those of another language, marked as English for screen readers and for its direction. Where a string is
 * needed, as in an attribute, it is the word alone.
 */
function marked(word: string): string {
  const template = html`<span lang="en" dir="ltr">${word}</span>`;
  return Object.assign(template, { toString: () => word }) as unknown as string;
}

type Words = Readonly<Record<string, unknown>>;

/**
 * The words of the first source that has each of them, else the English ones. What is of another kind is no word.
 * @param isMarked whether English words are marked
 */
export function merge<T extends object>(english: T, sources: readonly object[], isMarked: boolean): T {
  const words = Object.entries(english).map(([key, word]: [string, unknown]) => {
    const own = sources.map((source) => (source as Words)[key]).filter((other) => typeof other === typeof word);
    if (typeof word === "object") return [key, merge(word as object, own.filter(Boolean) as object[], isMarked)];
    if (own.length > 0 || !isMarked) return [key, own[0] ?? word];
    return [key, typeof word === "string" ? marked(word) : (...values: unknown[]) => marked((word as Say)(...values))];
  });
  return Object.fromEntries(words) as T;
}

type Say = (...values: unknown[]) => string;
