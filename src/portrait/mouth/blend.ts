/**
 * Co-articulation: a mouth is on its way to the next sound while it makes this one. Each cue pulls at the shape before and
 * after its time, the nearer the stronger, and lips that must close pull hardest (after Cohen and Massaro's dominance).
 */
import { RIG_KEYS } from "../rig.js";
import type { Rig } from "../rig.js";
import type { Cue } from "./text-track.js";
import { VISEMES } from "./visemes.js";

/** How far a cue reaches, in milliseconds. */
const REACH_MS = 24;

/** The mouth at `ms` of the track. */
export function mouthAt(cues: readonly Cue[], ms: number): Partial<Rig> {
  // Rest is where the mouth goes by itself: it always pulls a little.
  let total = 0.03;
  const sums = new Map<keyof Rig, number>();
  for (const { viseme, at, ms: length } of cues) {
    const away = Math.max(at - ms, ms - (at + length), 0) + Math.abs(at + length / 2 - ms) * 0.3;
    if (away > REACH_MS * 4) continue;
    const { rig, weight } = VISEMES[viseme] as { readonly rig: Partial<Rig>; readonly weight: number };
    const pull = weight * Math.exp(-away / (REACH_MS * 0.6));
    total += pull;
    for (const key of RIG_KEYS) {
      const value = rig[key];
      if (value !== undefined) sums.set(key, (sums.get(key) ?? 0) + value * pull);
    }
  }
  return Object.fromEntries([...sums].map(([key, sum]) => [key, sum / total]));
}
