/* global AudioWorkletProcessor, currentTime, registerProcessor, sampleRate */
// Runs beside the sound, in an AudioWorklet: a visitor who says what he is given, and an ear at the loudspeaker. Both tell when
// something sounded, in milliseconds since the epoch, which is the only clock that is here and in the page, and the ear in
// seconds of its context as well.

/** A room is never wholly silent. */
const ROOM_NOISE = 0.0005;
/** −40 dBFS: louder than this is sound. */
const HEARD = 0.01;
/** So long it must be quiet: speech has gaps of its own. */
const SILENCE_MS = 100;

registerProcessor(
  "visitor",
  class extends AudioWorkletProcessor {
    /** `{samples, mark}`: the time of the sample `mark` is told. */
    #said = [];
    #at = 0;

    constructor() {
      super();
      this.port.onmessage = ({ data }) => this.#said.push(data);
    }

    process(_inputs, [[output]]) {
      for (let index = 0; index < output.length; index += 1) {
        const [saying] = this.#said;
        output[index] = (saying?.samples[this.#at] ?? 0) + (Math.random() - 0.5) * ROOM_NOISE;
        if (!saying) continue;
        if (this.#at === saying.mark) this.port.postMessage({ at: Date.now() });
        this.#at += 1;
        if (this.#at < saying.samples.length) continue;
        this.#said.shift();
        this.#at = 0;
      }
      return true;
    }
  },
);

registerProcessor(
  "ear",
  class extends AudioWorkletProcessor {
    #isSounding = false;
    #quietMs = 0;
    #quiet = { at: 0, seconds: 0 };

    process([[samples]], [[output]]) {
      if (samples) output.set(samples);
      // Nobody plays: no channel at all, and silence all the same.
      const isLoud = samples?.some((sample) => Math.abs(sample) > HEARD) ?? false;
      if (isLoud) {
        this.#quietMs = 0;
        if (!this.#isSounding) this.port.postMessage({ type: "sound", at: Date.now(), seconds: currentTime });
        this.#isSounding = true;
      } else if (this.#isSounding) {
        if (this.#quietMs === 0) this.#quiet = { at: Date.now(), seconds: currentTime };
        this.#quietMs += (output.length / sampleRate) * 1000;
        if (this.#quietMs < SILENCE_MS) return true;
        this.#isSounding = false;
        this.port.postMessage({ type: "silence", ...this.#quiet });
      }
      return true;
    }
  },
);
