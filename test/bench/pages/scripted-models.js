/* global Blob, MessageChannel, PerformanceObserver */
// The world outside of the pipeline: a model that writes at a pace, and a voice that takes its time. Both are the page's.

/** Writes the text piece by piece; notes when it handed over each. @param paceMs between two pieces; 0: none at all */
export class PacedModel {
  id = "paced";
  /** Times of the pieces handed over. */
  given = [];
  constructor(text, paceMs, length = 4) {
    this.pieces = text.match(new RegExp(`[^]{1,${length}}`, "g"));
    this.paceMs = paceMs;
  }
  async *chat(_messages, { signal } = {}) {
    let due = performance.now();
    for (const text of this.pieces) {
      if (this.paceMs > 0) {
        // Against the clock, so that late timers do not add up.
        due += this.paceMs;
        await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
      }
      if (signal?.aborted) return;
      this.given.push(performance.now());
      yield { text };
    }
    yield { text: "", done: true };
  }
}

/** The same model to somebody who waits for its last word before he reads the first. */
export class CollectedModel extends PacedModel {
  async *chat(messages, options) {
    let text = "";
    for await (const piece of super.chat(messages, options)) text += piece.text;
    yield { text };
    yield { text: "", done: true };
  }
}

/** A tone that begins and ends at once, 48 kHz, 16 bit, so that silence in a recording is a gap and nothing else. */
function tone(ms) {
  const rate = 48_000;
  const count = Math.round((ms / 1000) * rate);
  const view = new DataView(new ArrayBuffer(44 + 2 * count));
  const ascii = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  ascii(0, "RIFF");
  view.setUint32(4, 36 + 2 * count, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, "data");
  view.setUint32(40, 2 * count, true);
  // A cosine: it begins loud.
  for (let i = 0; i < count; i += 1) view.setInt16(44 + 2 * i, 12_000 * Math.cos((2 * Math.PI * 440 * i) / rate), true);
  return new Blob([view.buffer], { type: "audio/wav" });
}

/** @param waitMs how long it takes for a text @param soundMs how long its sound is */
export class PacedVoice {
  id = "paced";
  /** Times at which it was asked. */
  asked = [];
  constructor(waitMs, soundMs) {
    this.waitMs = waitMs;
    this.soundMs = soundMs;
  }
  async synthesize(text) {
    this.asked.push(performance.now());
    const sound = tone(this.soundMs(text));
    const waitMs = this.waitMs(text);
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    return sound;
  }
}

/** Every task of this thread that nothing else could interrupt, as a heartbeat and the browser saw them. */
export class TaskWatch {
  #channel = new MessageChannel();
  #last = performance.now();
  longestMs = 0;
  constructor() {
    this.observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.longestMs = Math.max(this.longestMs, duration);
    });
    this.observer.observe({ type: "longtask" });
    this.#channel.port1.onmessage = () => {
      const now = performance.now();
      this.longestMs = Math.max(this.longestMs, now - this.#last);
      this.#last = now;
      this.#channel.port2.postMessage(0);
    };
    this.#channel.port2.postMessage(0);
  }
  stop() {
    this.observer.disconnect();
    this.#channel.port1.onmessage = null;
    this.#channel.port1.close();
    return this.longestMs;
  }
}
