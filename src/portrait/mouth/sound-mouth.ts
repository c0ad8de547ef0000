/** The mouth for a decoded sound: its shape follows from the spectrum, a little ahead of what is heard. */
import { clamp } from "../rig.js";
import type { Rig } from "../rig.js";
import { bandsAt } from "./spectrum.js";
import type { Bands } from "./spectrum.js";
import { VISEMES } from "./visemes.js";

/** A decoded sound of one channel. */
interface Samples {
  readonly data: Float32Array;
  readonly sampleRate: number;
}

/** Lips are on their way before the sound is heard. */
const AHEAD_SECONDS = 0.045;
/** A sound is looked into at this pace; muscles are slower. */
const STEP_SECONDS = 0.02;
/** Neighbours, in steps, that are blended in: co-articulation, and no flicker. */
const NEIGHBOURS = [
  [-2, 0.24],
  [0, 0.48],
  [2, 0.28],
] as const;

/** The mouth for decoded sounds; what is found out about a sound is kept while it plays. */
export class SoundMouth {
  #buffer: AudioBuffer | undefined;
  #samples: Samples = { data: new Float32Array(0), sampleRate: 1 };
  #loudness = 1;
  /** By step: what comes next was a neighbour a moment ago. */
  readonly #seen = new Map<number, Partial<Rig>>();

  at(buffer: AudioBuffer, seconds: number): Partial<Rig> {
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#samples = { data: buffer.getChannelData(0), sampleRate: buffer.sampleRate };
      this.#loudness = loudnessOf(this.#samples);
      this.#seen.clear();
    }
    const step = Math.round((seconds + AHEAD_SECONDS) / STEP_SECONDS);
    const rig: Partial<Rig> = {};
    for (const [offset, weight] of NEIGHBOURS) addPart(rig, this.#mouthAt(step + offset), weight);
    return rig;
  }

  #mouthAt(step: number): Partial<Rig> {
    let mouth = this.#seen.get(step);
    if (!mouth) {
      const { data, sampleRate } = this.#samples;
      mouth = mouthOfBands(bandsAt(data, sampleRate, step * STEP_SECONDS), this.#loudness);
      this.#seen.set(step, mouth);
    }
    return mouth;
  }
}

function addPart(rig: Partial<Rig>, part: Partial<Rig>, weight: number): void {
  for (const [key, value] of Object.entries(part) as [keyof Rig, number][]) rig[key] = (rig[key] ?? 0) + value * weight;
}

/** @param loudness the level that counts as full voice: see `loudnessOf` */
function mouthOfBands({ level, shares }: Bands, loudness: number): Partial<Rig> {
  const [voice, open, mid, front, hiss] = shares;
  const strength = clamp((level / loudness) ** 0.7, 0, 1.15);
  // Low without overtones is a closed or rounded mouth; much at the top is teeth.
  const weights = {
    oo: voice * 1.5,
    oh: (voice * 0.5 + open * 0.7) * (1 - front),
    aa: open * 1.3 + mid * 0.4,
    eh: mid * 1.2,
    ee: front * 1.5,
    ss: hiss * 1.6,
  };
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0) || 1;
  const rig: Partial<Rig> = {};
  for (const [name, weight] of Object.entries(weights) as [keyof typeof weights, number][]) {
    const { rig: form } = VISEMES[name] as { readonly rig: Partial<Rig> };
    addPart(rig, form, (weight * strength) / total);
  }
  rig.jaw = (rig.jaw ?? 0) * (0.75 + 0.5 * strength);
  return rig;
}

/** The level that is loud in this sound: recordings differ by 20 dB, mouths do not. */
function loudnessOf({ data }: Samples): number {
  let peak = 0;
  const block = 2048;
  const levels: number[] = [];
  for (let start = 0; start + block <= data.length; start += block) {
    let power = 0;
    for (let index = start; index < start + block; index += 4) power += (data[index] ?? 0) ** 2;
    const level = Math.sqrt(power / (block / 4));
    levels.push(level);
    peak = Math.max(peak, level);
  }
  levels.sort((one, other) => one - other);
  return Math.max(0.02, levels[Math.floor(levels.length * 0.9)] ?? peak);
}
