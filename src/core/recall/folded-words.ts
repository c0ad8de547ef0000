/** Marks that a writer, a keyboard or a recogniser may leave out. Those of other scripts are letters of their own right. */
const ACCENTS = /[\u0300-\u036f]+/g;
/** Letters that Unicode does not take apart. */
const LETTERS: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i" };
const LETTER = /[ßæœøđłı]/g;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** The words of a text in their order, without case and accents: "L'Été, ça va?" → l ete ca va. */
export function foldedWords(text: string): readonly string[] {
  const folded = text.toLowerCase().normalize("NFKD").replace(ACCENTS, "");
  return folded.replace(LETTER, (letter) => LETTERS[letter] ?? letter).match(WORD) ?? [];
}
