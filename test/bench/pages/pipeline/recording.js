/* global AudioWorkletNode, btoa */
/** What the page hears: everything that the portrait plays, sample by sample, by the sound's own clock. */

/** Louder than this is sound. */
const HEARD = 0.01;
/** btoa takes text, and a call takes only so many arguments. */
const PIECE = 0x8000;

function base64(samples) {
  const integers = Int16Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample)) * 32_767);
  const bytes = new Uint8Array(integers.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

export class Recording {
  /** Give it to the portrait as its `output`. */
  node;
  #blocks = [];
  #waiting = [];
  #isOn = false;

  static async open(context) {
    await context.audioWorklet.addModule("recorder.js");
    return new Recording(context);
  }

  constructor(context) {
    this.node = new AudioWorkletNode(context, "recorder");
    // What nobody hears is not processed.
    this.node.connect(context.destination);
    this.node.port.onmessage = ({ data: { end, samples } }) => {
      if (!this.#isOn) return;
      const loud = samples.some((sample) => Math.abs(sample) > HEARD);
      this.#blocks.push({ end, samples, loud });
      this.#waiting = this.#waiting.filter((met) => !met());
    };
  }

  /** Forgets what it has heard so far. */
  begin() {
    this.#blocks = [];
    this.#isOn = true;
  }

  /** Resolves when a sound has been heard. */
  heard() {
    return this.#when(() => this.#blocks.some(({ loud }) => loud));
  }

  /** Resolves when everything is written down that is played up to now, and a quiet moment after it. */
  async quiet() {
    const { currentTime, sampleRate } = this.node.context;
    await this.#when(() => this.#blocks.some(({ end, loud }) => !loud && end > currentTime * sampleRate));
  }

  /** Listens no longer. @returns 16-bit mono samples in base64, and the context's time of the first */
  take() {
    this.#isOn = false;
    const [first] = this.#blocks;
    const { sampleRate } = this.node.context;
    const samples = new Float32Array(this.#blocks.reduce((sum, block) => sum + block.samples.length, 0));
    let at = 0;
    for (const block of this.#blocks) {
      samples.set(block.samples, at);
      at += block.samples.length;
    }
    return { sampleRate, startSeconds: (first.end - first.samples.length) / sampleRate, samples: base64(samples) };
  }

  #when(met) {
    if (met()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        const now = met();
        if (now) resolve();
        return now;
      });
    });
  }
}
