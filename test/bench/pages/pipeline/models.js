/* global Blob, DOMException */
/** A language model and a voice that cost what real ones do, and always the same. */

/** A voice of today gives 24,000 samples a second. */
const SAMPLE_RATE = 24_000;
const LONGEST_SECONDS = 20;
const HEADER_BYTES = 44;

/** A tone from its first sample to its last: what is silent in a recording is a gap. */
const TONE = Int16Array.from(
  { length: SAMPLE_RATE * LONGEST_SECONDS },
  (_, index) => 12_000 * Math.sin((2 * Math.PI * 440 * index) / SAMPLE_RATE),
);

function wav(ms) {
  const samples = TONE.subarray(0, Math.round((SAMPLE_RATE * ms) / 1000));
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at, word) => [...word].forEach((letter, index) => header.setUint8(at + index, letter.charCodeAt(0)));
  text(0, "RIFF");
  header.setUint32(4, HEADER_BYTES - 8 + samples.byteLength, true);
  text(8, "WAVEfmt ");
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, SAMPLE_RATE, true);
  header.setUint32(28, SAMPLE_RATE * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, "data");
  header.setUint32(40, samples.byteLength, true);
  return new Blob([header, samples], { type: "audio/wav" });
}

function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const onAbort = () => {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    };
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Streams the chunks of `script`; they come when they come, as from a network, whether anybody reads or not. */
export class ScriptedLLM {
  id = "scripted";
  /** `{text, waitMs}` each: milliseconds after the one before it. */
  script = [];
  /** The page's milliseconds at which each chunk came. */
  cameAt = [];

  async *chat(_messages, { signal }) {
    const cameAt = (this.cameAt = []);
    const last = this.script.length - 1;
    let at = 0;
    const arrivals = this.script.map(({ text, waitMs }, index) => {
      at += waitMs;
      const come = () => {
        cameAt[index] = performance.now();
        return { text, done: index === last };
      };
      const arrival = at > 0 ? sleep(at, signal).then(come) : Promise.resolve(come());
      arrival.catch(() => undefined); // of an abort whoever reads is told
      return arrival;
    });
    for (const arrival of arrivals) yield await arrival;
  }
}

/** A sound for every sentence; how long it takes and lasts is told beforehand. */
export class ScriptedTTS {
  id = "scripted";
  /** `{fixedMs, msPerCharacter, soundMsPerCharacter}` */
  pace;
  /** `{text, at}`: the page's milliseconds of each request. */
  requests = [];
  /** Making sounds is no work of the pipeline's: each length is made once. */
  #sounds = new Map();

  async synthesize(text, { signal }) {
    this.requests.push({ text, at: performance.now() });
    const { fixedMs, msPerCharacter, soundMsPerCharacter } = this.pace;
    const delay = fixedMs + msPerCharacter * text.length;
    if (delay > 0) await sleep(delay, signal);
    const ms = soundMsPerCharacter * text.length;
    if (!this.#sounds.has(ms)) this.#sounds.set(ms, wav(ms));
    return this.#sounds.get(ms);
  }
}
