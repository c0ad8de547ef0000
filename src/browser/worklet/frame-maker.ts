import { Resampler } from "../../core/resampler.js";

/** What the worklet sends: the samples of a frame, which are the receiver's alone, and how loud they are (RMS). */
export interface CapturedFrame {
  readonly samples: Float32Array;
  readonly level: number;
}

/** What the worklet is told when it is made. */
export interface FrameMakerOptions {
  /** Samples per second of the frames. */
  readonly sampleRate: number;
  /** Samples in a frame. */
  readonly frameSize: number;
}

/** Makes frames of one size and rate of the sound that an audio graph gives in its own. */
export class FrameMaker {
  readonly #resampler: Resampler;
  readonly #size: number;
  readonly #handleFrame: (frame: CapturedFrame) => void;
  #frame: Float32Array;
  #length = 0;

  /** @param rate samples per second of what is pushed */
  constructor(rate: number, { sampleRate, frameSize }: FrameMakerOptions, handleFrame: (frame: CapturedFrame) => void) {
    this.#resampler = new Resampler(rate, sampleRate);
    this.#size = frameSize;
    this.#handleFrame = handleFrame;
    this.#frame = new Float32Array(frameSize);
  }

  push(sound: Float32Array): void {
    let rest = this.#resampler.push(sound);
    while (rest.length > 0) {
      const part = rest.subarray(0, this.#size - this.#length);
      this.#frame.set(part, this.#length);
      this.#length += part.length;
      rest = rest.subarray(part.length);
      if (this.#length === this.#size) this.#send();
    }
  }

  #send(): void {
    const samples = this.#frame;
    this.#frame = new Float32Array(this.#size);
    this.#length = 0;
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0);
    this.#handleFrame({ samples, level: Math.min(1, Math.sqrt(power / this.#size)) });
  }
}
