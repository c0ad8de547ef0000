/** The mouth's shapes of speech. */
import type { Rig } from "../rig.js";

/** `weight`: how strongly a shape insists on itself beside its neighbours; lips that must close do so. */
interface MouthForm {
  readonly rig: Partial<Rig>;
  readonly weight: number;
}

export const VISEMES = {
  rest: { rig: {}, weight: 0.6 },
  aa: { rig: { jaw: 0.82, stretch: 0.1, lowerLip: 0.3, upperLip: 0.3, tongue: 0.1 }, weight: 1 },
  ee: { rig: { jaw: 0.2, stretch: 0.85, lowerLip: 0.5, upperLip: 0.5, tongue: 0.5 }, weight: 0.9 },
  eh: { rig: { jaw: 0.46, stretch: 0.45, lowerLip: 0.4, upperLip: 0.35, tongue: 0.3 }, weight: 0.9 },
  oh: { rig: { jaw: 0.54, pucker: 0.62, lowerLip: 0.2 }, weight: 1 },
  oo: { rig: { jaw: 0.2, pucker: 1, lowerLip: 0.25 }, weight: 1.1 },
  mm: { rig: { press: 0.85, jaw: 0 }, weight: 3 },
  ff: { rig: { tuck: 1, upperLip: 0.5, jaw: 0.06, stretch: 0.1, lowerLip: 0.15 }, weight: 2.2 },
  th: { rig: { jaw: 0.18, tongue: 1, upperLip: 0.3, lowerLip: 0.3, stretch: 0.15 }, weight: 1.2 },
  dd: { rig: { jaw: 0.2, tongue: 0.9, lowerLip: 0.3, upperLip: 0.2, stretch: 0.2 }, weight: 0.8 },
  ss: { rig: { jaw: 0.07, stretch: 0.5, lowerLip: 0.5, upperLip: 0.4, tongue: 0.3 }, weight: 1.1 },
  sh: { rig: { jaw: 0.14, pucker: 0.7, lowerLip: 0.6, upperLip: 0.5 }, weight: 1.2 },
  rr: { rig: { jaw: 0.2, pucker: 0.45, lowerLip: 0.3, tongue: 0.4 }, weight: 0.7 },
  kk: { rig: { jaw: 0.28, stretch: 0.15, lowerLip: 0.25, upperLip: 0.15 }, weight: 0.4 },
} as const satisfies Record<string, MouthForm>;

export type Viseme = keyof typeof VISEMES;
