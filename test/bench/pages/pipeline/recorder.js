/* global AudioWorkletProcessor, currentFrame, registerProcessor */
// Runs beside the sound, in an AudioWorklet: hands the page every sample that it is given, silence included.

/** Samples a message: 85 ms at 48 kHz. */
const BLOCK = 4096;

registerProcessor(
  "recorder",
  class extends AudioWorkletProcessor {
    #block = new Float32Array(BLOCK);
    #filled = 0;

    process([[samples] = []]) {
      // Nobody plays: no channel at all, and silence all the same.
      if (samples) this.#block.set(samples, this.#filled);
      this.#filled += 128;
      if (this.#filled < BLOCK) return true;
      const block = this.#block;
      this.port.postMessage({ end: currentFrame + 128, samples: block }, [block.buffer]);
      this.#block = new Float32Array(BLOCK);
      this.#filled = 0;
      return true;
    }
  },
);
