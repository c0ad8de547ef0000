/** The mouth for a sound: which shape the bands speak of. The sound is at hand, so the mouth can be ahead of it. */
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
/** Neighbours in time that are blended in: co-articulation, and no flicker. */
const NEIGHBOURS = [
  [-0.035, 0.24],
  [0, 0.48],
  [0.04, 0.28],
] as const;

/** The mouth for decoded sounds; what is found out about a sound as a whole is kept while it plays. */
export class SoundMouth {
  #buffer: AudioBuffer | undefined;
  #samples: Samples = { data: new Float32Array(0), sampleRate: 1 };
  #loudness = 1;

  at(buffer: AudioBuffer, seconds: number): Partial<Rig> {
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#samples = { data: buffer.getChannelData(0), sampleRate: buffer.sampleRate };
      this.#loudness = loudnessOf(this.#samples);
    }
    return mouthOfSound(this.#samples, seconds, this.#loudness);
  }
}

/** @param loudness the level that counts as full voice: see `loudnessOf` */
function mouthOfSound({ data, sampleRate }: Samples, atSeconds: number, loudness: number): Partial<Rig> {
  const rig: Partial<Rig> = {};
  for (const [offset, weight] of NEIGHBOURS) {
    const part = mouthOfBands(bandsAt(data, sampleRate, atSeconds + AHEAD_SECONDS + offset), loudness);
    for (const [key, value] of Object.entries(part) as [keyof Rig, number][])
      rig[key] = (rig[key] ?? 0) + value * weight;
  }
  return rig;
}

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
    for (const [key, value] of Object.entries(form) as [keyof Rig, number][]) {
      rig[key] = (rig[key] ?? 0) + (value * weight * strength) / total;
    }
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
