/**
 * Finds utterances in a stream of samples by loudness: the noise floor follows the quiet parts, speech
 * is what stands well above it for long enough, and a pause ends it.
 */
const FRAME_MS = 20;
const ONSET_FRAMES = 5;
const MIN_SPEECH_FRAMES = 12;
const MAX_SPEECH_FRAMES = 1500;

export type VoiceActivity = { readonly type: "start" } | { readonly type: "end"; readonly samples: Int16Array };

export interface VoiceActivityOptions {
  /** Samples per second, a multiple of 50. Default 16,000. */
  readonly sampleRate?: number;
  /** The silence that ends speech, in milliseconds. Default 700. */
  readonly pauseMs?: number;
  /** How much of what came before the speech belongs to it, in milliseconds. Default 300. */
  readonly preRollMs?: number;
  /** How many times louder than the noise floor speech is. Default 3.5. */
  readonly loudness?: number;
}

export class VoiceActivityDetector {
  readonly #frameLength: number;
  readonly #pauseFrames: number;
  readonly #preRollFrames: number;
  readonly #loudness: number;
  #rest: Int16Array = new Int16Array(0);
  #recent: Int16Array[] = [];
  #speech: Int16Array[] | undefined;
  #floor = 60;
  #loud = 0;
  #quiet = 0;

  constructor({ sampleRate = 16_000, pauseMs = 700, preRollMs = 300, loudness = 3.5 }: VoiceActivityOptions = {}) {
    this.#frameLength = (sampleRate * FRAME_MS) / 1000;
    this.#pauseFrames = Math.ceil(pauseMs / FRAME_MS);
    this.#preRollFrames = Math.ceil(preRollMs / FRAME_MS);
    this.#loudness = loudness;
  }

  /** Takes samples of any length; returns what they started or ended. */
  push(samples: Int16Array): VoiceActivity[] {
    const all = new Int16Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    const found: VoiceActivity[] = [];
    let at = 0;
    for (; at + this.#frameLength <= all.length; at += this.#frameLength) {
      const activity = this.#frame(all.slice(at, at + this.#frameLength));
      if (activity) found.push(activity);
    }
    this.#rest = all.slice(at);
    return found;
  }

  /** Ends what is being said, as when the speech window closes. */
  flush(): VoiceActivity[] {
    const ended = this.#speech ? [this.#end()] : [];
    this.reset();
    return ended;
  }

  reset(): void {
    this.#rest = new Int16Array(0);
    this.#recent = [];
    this.#speech = undefined;
    this.#loud = 0;
    this.#quiet = 0;
  }

  #frame(frame: Int16Array): VoiceActivity | undefined {
    const level = rms(frame);
    const isLoud = level > Math.max(this.#floor * this.#loudness, 250);
    if (!this.#speech) {
      if (!isLoud) this.#floor = this.#floor * 0.95 + level * 0.05;
      this.#recent.push(frame);
      if (this.#recent.length > this.#preRollFrames + ONSET_FRAMES) this.#recent.shift();
      this.#loud = isLoud ? this.#loud + 1 : 0;
      if (this.#loud < ONSET_FRAMES) return undefined;
      this.#speech = this.#recent;
      this.#recent = [];
      this.#quiet = 0;
      return { type: "start" };
    }
    this.#speech.push(frame);
    this.#quiet = isLoud ? 0 : this.#quiet + 1;
    if (this.#quiet < this.#pauseFrames && this.#speech.length < MAX_SPEECH_FRAMES) return undefined;
    return this.#end();
  }

  #end(): VoiceActivity {
    const frames = this.#speech ?? [];
    const spoken = frames.length - this.#quiet;
    this.#speech = undefined;
    this.#loud = 0;
    const samples = new Int16Array(spoken < MIN_SPEECH_FRAMES ? 0 : frames.length * this.#frameLength);
    if (samples.length > 0)
      frames.forEach((frame, i) => {
        samples.set(frame, i * this.#frameLength);
      });
    return { type: "end", samples };
  }
}

function rms(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return Math.sqrt(sum / frame.length);
}
