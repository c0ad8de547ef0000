/** Changes the rate of a stream of mono samples, by straight lines between them. */
export class Resampler {
  readonly #step: number;
  /** Where the next sample is, in samples of the frame to come; the last sample of the frame before is at −1. */
  #at = 0;
  #last = 0;

  /** @param from,to samples per second */
  constructor(from: number, to: number) {
    this.#step = from / to;
  }

  push(frame: Float32Array): Float32Array {
    const samples: number[] = [];
    for (; this.#at <= frame.length - 1; this.#at += this.#step) {
      const index = Math.floor(this.#at);
      const before = index < 0 ? this.#last : (frame[index] ?? 0);
      samples.push(before + ((frame[index + 1] ?? before) - before) * (this.#at - index));
    }
    this.#at -= frame.length;
    this.#last = frame.at(-1) ?? this.#last;
    return Float32Array.from(samples);
  }

  /** What it has kept back. */
  flush(): Float32Array {
    return new Float32Array(0);
  }
}
