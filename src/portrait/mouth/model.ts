/** The network of `listener.ts`: a character a weight. */
import { WEIGHTS } from "./weights.js";
import type { Viseme } from "./visemes.js";

/** What is told apart by ear, in the order of the network's outputs. */
export const LISTENED = [
  ...(["rest", "aa", "ee", "eh", "oh", "oo", "mm", "ff", "th", "dd", "ss", "sh", "rr", "kk"] as const),
] as const satisfies readonly Viseme[];
export const HIDDEN = 24;

export interface Model {
  /** By hidden unit, and in it by input. */
  readonly first: Float32Array;
  readonly firstBias: Float32Array;
  /** By shape, and in it by hidden unit. */
  readonly second: Float32Array;
  readonly secondBias: Float32Array;
}

const ZERO = 80; // "P"
const BACKSLASH = 92;

let model: Model | undefined;

export function readModel(): Model {
  if (model) return model;
  const [first, firstBias, second, secondBias] = WEIGHTS.map(({ scale, steps }) =>
    Float32Array.from(steps, (step) => ((step === "~" ? BACKSLASH : step.charCodeAt(0)) - ZERO) * scale),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  return (model = { first, firstBias, second, secondBias });
}
