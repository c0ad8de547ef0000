/** What the portrait is looked at in: every sheet holds the six emotions and ten mouths of one character. */
import type { Emotion } from "../../src/core/vocabulary.js";
import type { CharacterName } from "../../src/portrait/index.js";

/** Shapes of speech, by the names of src/portrait/mouth/visemes.ts: the five that differ most, and those that are seen less. */
const MOUTHS = ["mm", "aa", "ee", "oo", "ff"] as const;
const OTHER_MOUTHS = ["oh", "eh", "th", "dd", "sh"] as const;
type Mouth = (typeof MOUTHS | typeof OTHER_MOUTHS)[number];

export type Scheme = "light" | "dark";

/** One picture. */
export interface Subject {
  readonly character: CharacterName;
  readonly scheme: Scheme;
  readonly emotion: Emotion;
  /** 0…1, default 1. */
  readonly intensity?: number | undefined;
  /** Undefined: silent. */
  readonly mouth?: Mouth | undefined;
}

/** Pictures in rows. `drawn`: a picture's height in pixels as a page shows it; `kept`: as the sheet keeps it. */
export interface Sheet {
  readonly name: string;
  readonly drawn: number;
  readonly kept: number;
  /** Width by height of a picture. Default 1. */
  readonly aspect?: number | undefined;
  readonly rows: readonly (readonly Subject[])[];
  /** 0…1, of WebP. */
  readonly quality: number;
}

const FEELINGS = ["neutral", "happy", "relaxed", "surprised", "sad", "angry"] as const satisfies readonly Emotion[];

const feelings = (character: CharacterName, scheme: Scheme): Subject[] =>
  FEELINGS.map((emotion) => ({ character, scheme, emotion }));
const mouths = (character: CharacterName, scheme: Scheme, shapes: readonly Mouth[] = MOUTHS): Subject[] =>
  shapes.map((mouth) => ({ character, scheme, emotion: "neutral", mouth }));

/** At 800 px nobody misses half of the pixels, and a repository does not have to carry them. */
const SIZES = [
  { drawn: 200, kept: 200 },
  { drawn: 800, kept: 400 },
] as const;

export const BASELINES: readonly Sheet[] = (["ada", "noah"] as const).flatMap((character) =>
  (["light", "dark"] as const).flatMap((scheme) =>
    SIZES.map((size) => ({
      name: `${character}-${scheme}-${String(size.drawn)}`,
      ...size,
      quality: 0.8,
      rows: [feelings(character, scheme), mouths(character, scheme), mouths(character, scheme, OTHER_MOUTHS)],
    })),
  ),
);

/** What the demo shows before its Start is pressed. */
export const POSTER: Sheet = {
  name: "ada",
  drawn: 750,
  kept: 750,
  aspect: 1.6,
  quality: 0.8,
  rows: [[{ character: "ada", scheme: "dark", emotion: "happy", intensity: 0.6 }]],
};

/** The picture of the README. */
export const CONTACT_SHEET: Sheet = {
  name: "portrait",
  drawn: 400,
  kept: 200,
  quality: 0.86,
  rows: [
    feelings("ada", "light"),
    [...mouths("ada", "dark"), { character: "ada", scheme: "dark", emotion: "happy" }],
    feelings("noah", "light"),
    [...mouths("noah", "dark"), { character: "noah", scheme: "dark", emotion: "happy" }],
  ],
};
