/** Characters that no sentence needs: controls, and those that turn the direction of what follows. */
const UNWANTED = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;
const MAX_LENGTH = 80;

/** A name as a part of a sentence: a title may turn its words around, or be as long as a page. */
export function plainName(name: string): string {
  const plain = name.replace(UNWANTED, " ").trim();
  if (plain.length <= MAX_LENGTH) return plain;
  // A pair of surrogates is not cut in two.
  return `${plain.slice(0, MAX_LENGTH).replace(/[\ud800-\udbff]$/, "")}…`;
}
