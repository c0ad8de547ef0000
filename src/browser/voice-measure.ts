/**
 * What ten milliseconds of sound say about a voice: how much energy there is where voices have theirs, and whether it has a pitch.
 * Pure arithmetic on samples.
 */

/** Milliseconds of one step. */
export const STEP_MS = 10;

/** Mains hum, rumble and knocks on the table lie below, most of hissing and typing above. */
const LOWEST_HZ = 150;
const HIGHEST_HZ = 4000;
/** The share of a new step in the smoothed energy. */
const SMOOTHING = 0.4;
/** Where the pitch is looked for: sound up to here, at about four samples a millisecond. */
const PITCH_BAND_HZ = 900;
const PITCH_RATE_HZ = 4000;
const PITCH_WINDOW_MS = 40;
const LOWEST_PITCH_HZ = 70;
const HIGHEST_PITCH_HZ = 400;
/** How alike the sound is to itself one pitch period earlier: white noise reaches 0.3, a vowel without noise 0.95. */
const VOICED_LIKENESS = 0.55;
/** What repeats so well in less than the shortest pitch period is the tone of a device. */
const TONE_LIKENESS = 0.93;
/** What has more of its energy than this in a quarter of the time is a click. */
const CLICK_SHARE = 0.75;
const QUARTERS = 4;
const SILENCE_POWER = 1e-12;

export class VoiceMeter {
  /** Samples of one step. */
  readonly stepSize: number;
  readonly #bandPass: readonly Biquad[];
  readonly #pitchBand: Biquad;
  readonly #keepEvery: number;
  readonly #pitchWindow: Float32Array;
  readonly #shortestLag: number;
  readonly #longestLag: number;
  #power = SILENCE_POWER;
  #skipped = 0;

  constructor(sampleRate: number) {
    this.stepSize = Math.round((sampleRate * STEP_MS) / 1000);
    const highest = Math.min(HIGHEST_HZ, sampleRate * 0.45);
    const lowest = LOWEST_HZ / sampleRate;
    this.#bandPass = [highPass(lowest), highPass(lowest), lowPass(highest / sampleRate)];
    this.#pitchBand = lowPass(PITCH_BAND_HZ / sampleRate);
    this.#keepEvery = Math.max(1, Math.round(sampleRate / PITCH_RATE_HZ));
    const rate = sampleRate / this.#keepEvery;
    this.#shortestLag = Math.floor(rate / HIGHEST_PITCH_HZ);
    this.#longestLag = Math.ceil(rate / LOWEST_PITCH_HZ);
    this.#pitchWindow = new Float32Array(Math.round((rate * PITCH_WINDOW_MS) / 1000) + this.#longestLag);
  }

  /**
   * Takes `stepSize` samples, the next ones of the stream.
   * @returns the energy between 150 Hz and 4 kHz, smoothed over a few steps, in decibels below full scale
   */
  push(step: Float32Array): number {
    const kept = this.#pitchWindow;
    const fresh = Math.floor((this.#skipped + step.length) / this.#keepEvery);
    kept.copyWithin(0, fresh);
    let at = kept.length - fresh;
    let sum = 0;
    for (const sample of step) {
      // What is no number would stay in the filters for ever.
      let voice = Number.isFinite(sample) ? sample : 0;
      for (const filter of this.#bandPass) voice = filter.filter(voice);
      sum += voice * voice;
      const pitch = this.#pitchBand.filter(voice);
      if ((this.#skipped += 1) < this.#keepEvery) continue;
      this.#skipped = 0;
      kept[at] = pitch;
      at += 1;
    }
    this.#power += (sum / step.length - this.#power) * SMOOTHING;
    return 10 * Math.log10(Math.max(this.#power, SILENCE_POWER));
  }

  /** Whether the last 40 ms have a pitch between 70 and 400 Hz, as vowels have, and as clicks, hissing and beeps have not. */
  isVoiced(): boolean {
    if (this.#isClick()) return false;
    let [before, likeness] = [1, 1];
    let best = 0;
    for (let lag = 1; lag <= this.#longestLag; lag += 1) {
      const next = this.#likeness(lag);
      const isPeak = likeness > before && likeness >= next;
      if (isPeak && lag <= this.#shortestLag && likeness >= TONE_LIKENESS) return false;
      [before, likeness] = [likeness, next];
      if (lag >= this.#shortestLag) best = Math.max(best, next);
    }
    return best >= VOICED_LIKENESS;
  }

  #isClick(): boolean {
    const kept = this.#pitchWindow;
    const energies = new Float32Array(QUARTERS);
    const length = kept.length - this.#longestLag;
    for (let i = 0; i < length; i += 1) {
      const quarter = Math.floor((i * QUARTERS) / length);
      energies[quarter] = (energies[quarter] as number) + (kept[this.#longestLag + i] as number) ** 2;
    }
    return Math.max(...energies) > CLICK_SHARE * energies.reduce((sum, energy) => sum + energy, 0);
  }

  /** The normalised autocorrelation. */
  #likeness(lag: number): number {
    const kept = this.#pitchWindow;
    let [product, now, earlier] = [0, 0, 0];
    for (let i = this.#longestLag; i < kept.length; i += 1) {
      const [sample, before] = [kept[i] as number, kept[i - lag] as number];
      product += sample * before;
      now += sample * sample;
      earlier += before * before;
    }
    return product / Math.sqrt(now * earlier + SILENCE_POWER);
  }
}

/** A filter of second order in its transposed direct form. */
class Biquad {
  readonly #b: readonly [number, number, number];
  readonly #a: readonly [number, number];
  #first = 0;
  #second = 0;

  constructor(b: readonly [number, number, number], a: readonly [number, number]) {
    this.#b = b;
    this.#a = a;
  }

  filter(sample: number): number {
    const result = this.#b[0] * sample + this.#first;
    this.#first = this.#b[1] * sample - this.#a[0] * result + this.#second;
    this.#second = this.#b[2] * sample - this.#a[1] * result;
    return result;
  }
}

/** Butterworth filters by the bilinear transform. @param ratio the corner's frequency in sample rates */
function lowPass(ratio: number): Biquad {
  const { k, norm, a } = corner(ratio);
  return new Biquad([k * k * norm, 2 * k * k * norm, k * k * norm], a);
}

function highPass(ratio: number): Biquad {
  const { norm, a } = corner(ratio);
  return new Biquad([norm, -2 * norm, norm], a);
}

function corner(ratio: number): { k: number; norm: number; a: [number, number] } {
  const k = Math.tan(Math.PI * ratio);
  const norm = 1 / (1 + Math.SQRT2 * k + k * k);
  return { k, norm, a: [2 * (k * k - 1) * norm, (1 - Math.SQRT2 * k + k * k) * norm] };
}
