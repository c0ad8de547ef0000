/**
 * A streaming resampler: a windowed sinc in polyphase form, pure arithmetic. What comes out does not depend on how the input was
 * cut, and its samples are counted in integers, so that nothing drifts.
 */

/** The lowest and the highest rate in samples per second. */
const RATES = [8_000, 192_000] as const;
/** The end of the pass band and the beginning of the stop band, as parts of the lower rate. */
const [PASS, STOP] = [0.42, 0.5];
/** How much softer a tone of the stop band becomes, by the window's formula; −83 dB is what the tests measure. */
const ATTENUATION_DB = 75;
/** Where the rates have more phases than this in common, those in between are interpolated. */
const MOST_PHASES = 256;

export class Resampler {
  /** How many input samples come before an output sample of the same moment can be made. */
  readonly #half: number;
  /** The ratio of the rates in lowest terms: `up` output samples for `down` input samples. */
  readonly #up: number;
  readonly #down: number;
  /** The filter by phase: `phases + 1` kernels of `2 × half` factors each, the last one for interpolating towards. */
  readonly #kernels: Float32Array;
  readonly #phases: number;
  readonly #latencyMs: number;
  /** Input that is still needed, from `half − 1` samples before the next output sample on. */
  #input: Float32Array;
  #length = 0;
  /** The place of the next output sample: the index of an input sample in `#input`, and `phase / up` of a sample after it. */
  #index: number;
  #phase = 0;

  /**
   * @param from samples per second of the input @param to samples per second of the output
   * @throws RangeError where a rate is no integer from 8,000 to 192,000
   */
  constructor(from: number, to: number) {
    for (const rate of [from, to]) {
      if (!Number.isInteger(rate) || rate < RATES[0] || rate > RATES[1])
        throw new RangeError(`A rate of ${rate} cannot be resampled: it must be an integer from 8000 to 192000.`);
    }
    const common = greatestCommonDivisor(from, to);
    this.#up = to / common;
    this.#down = from / common;
    const lower = Math.min(from, to);
    this.#half = from === to ? 0 : halfLength(((STOP - PASS) * lower) / from);
    this.#phases = Math.min(this.#up, MOST_PHASES);
    this.#kernels = makeKernels(this.#half, this.#phases, (((PASS + STOP) / 2) * lower) / from);
    this.#latencyMs = (1000 * this.#half) / from;
    this.#input = new Float32Array(4 * this.#half);
    this.#index = this.#begin();
  }

  /** How much later than its input, at most, a sample comes out. Its place in the sound is the same. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  /** Takes the next input of any length, which stays the caller's; returns what is ready, which is the caller's, too. */
  push(input: Float32Array): Float32Array {
    if (this.#half === 0) return input.slice();
    this.#append(input);
    const ready = this.#countReady();
    const output = new Float32Array(ready);
    for (let place = 0; place < ready; place += 1) {
      output[place] = this.#sampleAt(this.#index, this.#phase);
      this.#phase += this.#down;
      const whole = Math.floor(this.#phase / this.#up);
      this.#index += whole;
      this.#phase -= whole * this.#up;
    }
    this.#forget();
    return output;
  }

  /** Returns what is left, up to `input × to / from` samples altogether, rounded up. The next input begins a new sound. */
  flush(): Float32Array {
    if (this.#half === 0) return new Float32Array(0);
    const output = this.push(new Float32Array(this.#half));
    this.#index = this.#begin();
    this.#phase = 0;
    return output;
  }

  /** Puts silence before the first sample; returns the place of that. */
  #begin(): number {
    this.#input.fill(0, 0, this.#half);
    this.#length = this.#half;
    return this.#half;
  }

  #append(input: Float32Array): void {
    const length = this.#length + input.length;
    if (length > this.#input.length) {
      const larger = new Float32Array(2 * length);
      larger.set(this.#input.subarray(0, this.#length));
      this.#input = larger;
    }
    this.#input.set(input, this.#length);
    this.#length = length;
  }

  /** The number of output samples whose input is there. */
  #countReady(): number {
    const steps = (this.#length - this.#half - this.#index) * this.#up - this.#phase;
    return Math.max(0, Math.ceil(steps / this.#down));
  }

  #sampleAt(index: number, phase: number): number {
    const taps = 2 * this.#half;
    const place = (phase * this.#phases) / this.#up;
    const whole = Math.floor(place);
    const first = index - this.#half + 1;
    const sample = this.#convolve(first, whole * taps);
    const part = place - whole;
    return part === 0 ? sample : sample + part * (this.#convolve(first, (whole + 1) * taps) - sample);
  }

  #convolve(first: number, kernel: number): number {
    const [input, kernels, taps] = [this.#input, this.#kernels, 2 * this.#half];
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      sum += (input[first + tap] ?? 0) * (kernels[kernel + tap] ?? 0);
    }
    return sum;
  }

  /** Moves what is still needed to the beginning. */
  #forget(): void {
    const past = Math.max(0, this.#index - this.#half + 1);
    this.#input.copyWithin(0, past, this.#length);
    this.#length -= past;
    this.#index -= past;
  }
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}

/** Half the length of a Kaiser filter. @param transition the width between the bands, in cycles a sample */
const halfLength = (transition: number): number => Math.ceil((ATTENUATION_DB - 7.95) / (28.72 * transition));

/** @param cutoff in cycles a sample */
function makeKernels(half: number, phases: number, cutoff: number): Float32Array {
  const taps = 2 * half;
  const beta = 0.1102 * (ATTENUATION_DB - 8.7);
  const kernels = new Float32Array((phases + 1) * taps);
  for (let phase = 0; phase <= phases; phase += 1) {
    const kernel = kernels.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = tap - half + 1 - phase / phases;
      const window = bessel(beta * Math.sqrt(Math.max(0, 1 - (distance / half) ** 2)));
      const factor = sinc(2 * cutoff * distance) * window;
      kernel[tap] = factor;
      sum += factor;
    }
    // So that a constant stays one, whatever the phase.
    kernels.set(
      kernel.map((factor) => factor / sum),
      phase * taps,
    );
  }
  return kernels;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** The modified Bessel function of order zero. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
