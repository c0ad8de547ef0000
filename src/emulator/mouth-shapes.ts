/**
 * The emulated avatar's mouth: shapes from the letters of what is said, at the times at which the voice sounds. A choice of its own,
 * by letters alone: what the portrait knows of spelling belongs to the client.
 */
import type { Speech } from "./voice.js";

/** The shapes that there are pictures of, in the order of the file. The first is that of a silent face. */
export const MOUTHS = ["rest", "mm", "ff", "aa", "eh", "ee", "oh", "oo", "dd", "ss", "sh"] as const;
export type Mouth = (typeof MOUTHS)[number];

/** How long a shape is kept. */
export const SHAPE_MS = 40;
/** Below this share of the sentence's loudest moment nothing is said. */
const SILENCE = 0.06;
/** Lips that close have to be seen to: the shapes beside them give way. */
const CLOSING: ReadonlySet<Mouth> = new Set(["mm", "ff"]);
const VOWELS: ReadonlySet<Mouth> = new Set(["aa", "eh", "ee", "oh", "oo"]);

const LETTERS: readonly (readonly [letters: string, mouth: Mouth | undefined])[] = [
  ...(["sch", "sh", "ch", "ge", "j"] as const).map((letters) => [letters, "sh"] as const),
  ...(["ph", "f", "v"] as const).map((letters) => [letters, "ff"] as const),
  ...(["oo", "ou", "ew", "qu", "wh", "w", "u", "ü"] as const).map((letters) => [letters, "oo"] as const),
  ...(["ee", "ea", "ie", "i", "y"] as const).map((letters) => [letters, "ee"] as const),
  ...(["oa", "ow", "au", "aw", "o", "ö"] as const).map((letters) => [letters, "oh"] as const),
  ...(["ai", "ay", "ei", "e", "ä"] as const).map((letters) => [letters, "eh"] as const),
  ...(["m", "b", "p"] as const).map((letters) => [letters, "mm"] as const),
  ...(["s", "z", "c", "x"] as const).map((letters) => [letters, "ss"] as const),
  ...(["th", "d", "t", "n", "l", "r", "k", "g", "q"] as const).map((letters) => [letters, "dd"] as const),
  ["a", "aa"],
  ["h", undefined],
];

/** The shapes of a text, letter by letter; a vowel lasts longer than a consonant. */
export function shapesOf(text: string): Mouth[] {
  const shapes: Mouth[] = [];
  for (const word of text.toLowerCase().match(/[\p{L}\p{M}]+|\d/gu) ?? []) {
    // An "e" at the end is rarely heard, nor are letters that nobody here knows how to say.
    const said = /[aiouy].*e$/.test(word) ? word.slice(0, -1) : word;
    for (let at = 0; at < said.length;) {
      const [letters, mouth] = LETTERS.find(([start]) => said.startsWith(start, at)) ?? [said[at] ?? "", "eh"];
      if (mouth !== undefined && mouth !== shapes.at(-1)) shapes.push(mouth);
      at += letters.length;
    }
  }
  return shapes;
}

/** The mouth at each {@link SHAPE_MS} of the speech: the shapes of its text one after the other wherever it is not silent. */
export function mouthTrack(text: string, speech: Speech): Mouth[] {
  const isSaid = saidAt(levelsOf(speech));
  const track = isSaid.map((): Mouth => "rest");
  const phrases = text
    .split(/[.,;:!?…–—]+/)
    .map(shapesOf)
    .filter((shapes) => shapes.length > 0);
  const parts = partsOf(isSaid, phrases.length);
  const groups = parts.length === phrases.length ? phrases : [phrases.flat()];
  for (const [index, shapes] of groups.entries()) {
    const steps = parts.length === groups.length ? (parts[index] ?? []) : parts.flat();
    for (const [at, mouth] of spread(shapes, steps.length).entries()) track[steps[at] ?? 0] = mouth;
  }
  return track;
}

/** Where something is said. A short gap is a sound of its own, as in "stop". */
function saidAt(levels: readonly number[]): boolean[] {
  const threshold = levels.reduce((most, level) => Math.max(most, level), 0) * SILENCE;
  const isLoud = levels.map((level) => level > threshold);
  return isLoud.map((one, at) => one || (isLoud[at - 1] === true && isLoud.slice(at + 1, at + 3).includes(true)));
}

/** The steps in which something is said, parted at the longest pauses into `count` parts, or into fewer where there are no more. */
function partsOf(isSaid: readonly boolean[], count: number): number[][] {
  const steps = [...isSaid.keys()].filter((at) => isSaid[at]);
  const pauses = steps
    .map((at, index) => ({ index, length: at - (steps[index - 1] ?? at) - 1 }))
    .filter(({ length }) => length > 0)
    .sort((one, other) => other.length - one.length)
    .slice(0, Math.max(0, count - 1))
    .map(({ index }) => index)
    .sort((one, other) => one - other);
  const edges = [0, ...pauses, steps.length];
  return edges.slice(1).map((edge, index) => steps.slice(edges[index], edge));
}

/** So many steps of these shapes, as long as each takes. Lips that close are seen, whatever they pass in one step with. */
function spread(shapes: readonly Mouth[], steps: number): Mouth[] {
  const timed = shapes.flatMap((mouth): Mouth[] =>
    VOWELS.has(mouth) ? [mouth, mouth, mouth] : CLOSING.has(mouth) ? [mouth, mouth] : [mouth],
  );
  return Array.from({ length: timed.length > 0 ? steps : 0 }, (_, step) => {
    const [from, to] = [step, step + 1].map((at) => Math.floor((at / steps) * timed.length)) as [number, number];
    const passed = timed.slice(from, Math.max(to, from + 1));
    return passed.find((mouth) => CLOSING.has(mouth)) ?? passed[passed.length >> 1] ?? "rest";
  });
}

/** The loudness of each {@link SHAPE_MS}. */
function levelsOf({ samples, sampleRate }: Speech): number[] {
  const step = Math.floor((sampleRate * SHAPE_MS) / 1000);
  return Array.from({ length: Math.ceil(samples.length / step) }, (_, index) => {
    const part = samples.subarray(index * step, (index + 1) * step);
    let sum = 0;
    for (const sample of part) sum += sample * sample;
    return Math.sqrt(sum / part.length);
  });
}
