/** The texts of the ways to begin, loaded with them. */

export interface OpeningTexts {
  readonly talk: string;
  readonly write: string;
  readonly suggestions: string;
}

export const openingTexts: OpeningTexts = { talk: "Talk", write: "Write", suggestions: "Questions to begin with" };
