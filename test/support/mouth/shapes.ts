/**
 * What a mouth should look like for a sound, and how far another mouth is from it. Kept apart from the portrait's own
 * table: what is measured must not move the rule that it is measured with.
 */
import type { Rig } from "../../../src/portrait/rig.js";

type Lips = Partial<Pick<Rig, "jaw" | "pucker" | "stretch" | "press" | "tuck" | "tongue" | "upperLip" | "lowerLip">>;

/** The forms of `visemes.ts` on the day when the measurement began. */
const REFERENCE = {
  aa: { jaw: 0.82, stretch: 0.1, lowerLip: 0.3, upperLip: 0.3, tongue: 0.1 },
  ee: { jaw: 0.2, stretch: 0.85, lowerLip: 0.5, upperLip: 0.5, tongue: 0.5 },
  eh: { jaw: 0.46, stretch: 0.45, lowerLip: 0.4, upperLip: 0.35, tongue: 0.3 },
  oh: { jaw: 0.54, pucker: 0.62, lowerLip: 0.2 },
  oo: { jaw: 0.2, pucker: 1, lowerLip: 0.25 },
  mm: { press: 0.85, jaw: 0 },
  ff: { tuck: 1, upperLip: 0.5, jaw: 0.06, stretch: 0.1, lowerLip: 0.15 },
  th: { jaw: 0.18, tongue: 1, upperLip: 0.3, lowerLip: 0.3, stretch: 0.15 },
  dd: { jaw: 0.2, tongue: 0.9, lowerLip: 0.3, upperLip: 0.2, stretch: 0.2 },
  ss: { jaw: 0.07, stretch: 0.5, lowerLip: 0.5, upperLip: 0.4, tongue: 0.3 },
  sh: { jaw: 0.14, pucker: 0.7, lowerLip: 0.6, upperLip: 0.5 },
  rr: { jaw: 0.2, pucker: 0.45, lowerLip: 0.3, tongue: 0.4 },
  kk: { jaw: 0.28, stretch: 0.15, lowerLip: 0.25, upperLip: 0.15 },
} as const satisfies Record<string, Lips>;

export type ReferenceViseme = keyof typeof REFERENCE;

/** What a viewer sees of it: how far open, how round, pressed, tucked, and whether the tongue shows. */
function seen(lips: Lips): readonly [number, number, number, number, number] {
  const { jaw = 0, pucker = 0, stretch = 0, press = 0, tuck = 0, tongue = 0, upperLip = 0, lowerLip = 0 } = lips;
  const gap = jaw * 26.4 + lowerLip * 5 + upperLip * 4.9 - press * 1.6 - tuck * 2;
  return [
    (1.5 * Math.min(26.4, Math.max(0, gap))) / 26.4,
    pucker - stretch * 0.5,
    press * 0.7,
    tuck * 0.7,
    // Where the mouth is shut nobody sees a tongue.
    (0.3 * tongue * Math.min(26.4, Math.max(0, gap))) / 26.4,
  ];
}

/** 0: the very shape. An open "a" and a round "oo" are about 1.4 apart. */
export function distanceTo(viseme: ReferenceViseme, lips: Lips): number {
  const [one, other] = [seen(REFERENCE[viseme]), seen(lips)];
  return Math.hypot(...one.map((value, index) => value - (other[index] ?? 0)));
}
