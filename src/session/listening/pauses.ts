/** Finds the moments of a sound at which nobody is in the middle of a word. */

/** Amplitude, beside the loudest of the last seconds, below which it is quiet: −20 dB. */
const QUIET = 0.1;
/** Seconds that it is quiet in a pause; the stop of a "t" is shorter. */
const PAUSE_SECONDS = 0.06;
/** Seconds after which the loudest moment counts half. */
const HALF_LIFE_SECONDS = 3;

export class Pauses {
  readonly #sampleRate: number;
  #loudest = 0;
  #quietSeconds = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** Whether it has been quiet just now. */
  get isPause(): boolean {
    return this.#quietSeconds >= PAUSE_SECONDS;
  }

  push(frame: Float32Array): void {
    if (frame.length === 0) return;
    const seconds = frame.length / this.#sampleRate;
    const level = Math.sqrt(frame.reduce((sum, sample) => sum + sample * sample, 0) / frame.length);
    this.#loudest = Math.max(level, this.#loudest * 0.5 ** (seconds / HALF_LIFE_SECONDS)) || 0;
    this.#quietSeconds = level <= this.#loudest * QUIET ? this.#quietSeconds + seconds : 0;
  }
}
