/** Sounds of speech in the phonetic alphabet, and the shape of the mouth that belongs to each. */
import type { ReferenceViseme } from "./shapes.js";

const OF_LETTERS: Readonly<Record<ReferenceViseme, string>> = {
  mm: "mbpɱ",
  ff: "fvʋ",
  oo: "wʍɥuʊyʏɯ",
  oh: "oɔɒøœ",
  aa: "aɑɐæʌɶ",
  ee: "iɪjɨᵻ",
  eh: "eɛəɜɘ",
  rr: "rɹɚɝɻ",
  th: "θð",
  dd: "tdnlɾɲʎɫ",
  ss: "sz",
  sh: "ʃʒɕʑ",
  kk: "kɡgŋʁʀxɣχq",
};

const VISEME = new Map<string, ReferenceViseme>(
  Object.entries(OF_LETTERS).flatMap(([viseme, letters]) =>
    Array.from(letters, (letter) => [letter, viseme as ReferenceViseme] as const),
  ),
);

/** In order; empty for what has no shape of its own (h, a stress mark, a pause). */
export function visemesOfPhoneme(phoneme: string): ReferenceViseme[] {
  const found: ReferenceViseme[] = [];
  for (const letter of phoneme) {
    const viseme = VISEME.get(letter);
    if (viseme && viseme !== found.at(-1)) found.push(viseme);
  }
  // Affricates are made in one place: lips are round from the beginning.
  return found.length === 2 && found[0] === "dd" && (found[1] === "sh" || found[1] === "ss") ? [found[1]] : found;
}
