/** What a moment of sound sounds like: how likely each shape of the mouth is, by a small trained network. */
import { HIDDEN, LISTENED, readModel } from "./model.js";
import type { Model } from "./model.js";
import { BANDS, loudnessOf, readBands } from "./spectrum.js";
import type { Samples } from "./spectrum.js";

/** Frames of a sound are this far apart. */
export const FRAME_SECONDS = 0.01;
/** The neighbours, in frames, that are heard with a moment. */
const CONTEXT = [-6, -3, 0, 3, 6] as const;
const FURTHEST = 6;

/** Listens to one sound, frame after frame. */
export class Listener {
  readonly frames: number;
  readonly #samples: Samples;
  readonly #loudness: number;
  readonly #bands: Float32Array;
  readonly #model: Model = readModel();
  readonly #hidden = new Float32Array(HIDDEN);
  #read = 0;

  constructor(samples: Samples) {
    this.#samples = samples;
    this.#loudness = loudnessOf(samples);
    this.frames = Math.max(1, Math.ceil(samples.data.length / samples.sampleRate / FRAME_SECONDS));
    this.#bands = new Float32Array((this.frames + FURTHEST) * BANDS);
  }

  /** Writes the logarithm of each shape's probability at a frame, over how common it is, to `scores`. */
  hear(frame: number, scores: Float32Array): void {
    this.inputs(frame);
    const { first, firstBias, second, secondBias } = this.#model;
    const inputs = this.#inputs;
    for (let unit = 0; unit < HIDDEN; unit += 1) {
      let sum = firstBias[unit] ?? 0;
      const row = unit * inputs.length;
      for (let index = 0; index < inputs.length; index += 1) sum += (first[row + index] ?? 0) * (inputs[index] ?? 0);
      this.#hidden[unit] = Math.max(0, sum);
    }
    let most = -Infinity;
    for (let out = 0; out < LISTENED.length; out += 1) {
      let sum = secondBias[out] ?? 0;
      for (let unit = 0; unit < HIDDEN; unit += 1)
        sum += (second[out * HIDDEN + unit] ?? 0) * (this.#hidden[unit] ?? 0);
      scores[out] = sum;
      most = Math.max(most, sum);
    }
    let total = 0;
    for (const score of scores) total += Math.exp(score - most);
    const whole = most + Math.log(total);
    for (let out = 0; out < LISTENED.length; out += 1) scores[out] = Math.max(-7, (scores[out] ?? 0) - whole);
  }

  readonly #inputs = new Float32Array(BANDS * CONTEXT.length);

  /** What the network hears of a frame: its bands, and those of its neighbours. */
  inputs(frame: number): Float32Array {
    const last = Math.min(this.frames + FURTHEST, frame + FURTHEST + 1);
    for (; this.#read < last; this.#read += 1) {
      readBands(this.#samples, this.#read * FRAME_SECONDS, this.#loudness, this.#bands, this.#read * BANDS);
    }
    for (const [place, offset] of CONTEXT.entries()) {
      const from = Math.max(0, frame + offset) * BANDS;
      for (let band = 0; band < BANDS; band += 1) {
        this.#inputs[place * BANDS + band] = this.#bands[from + band] ?? 0;
      }
    }
    return this.#inputs;
  }
}
