/**
 * Finds utterances in a stream of 16 kHz samples by loudness: the noise floor follows the quiet parts, speech
 * is what stands well above it for long enough, and a pause ends it.
 */
const FRAME = 320; // 20 ms at 16 kHz
const ONSET_FRAMES = 5;
const PAUSE_FRAMES = 35;
const PRE_ROLL_FRAMES = 15;
const MIN_SPEECH_FRAMES = 12;
const MAX_SPEECH_FRAMES = 1500;

export type VoiceActivity = { readonly type: "start" } | { readonly type: "end"; readonly samples: Int16Array };

export class VoiceActivityDetector {
  #rest: Int16Array = new Int16Array(0);
  #recent: Int16Array[] = [];
  #speech: Int16Array[] | undefined;
  #floor = 60;
  #loud = 0;
  #quiet = 0;

  /** Takes samples of any length; returns what they started or ended. */
  push(samples: Int16Array): VoiceActivity[] {
    const all = new Int16Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    const found: VoiceActivity[] = [];
    let at = 0;
    for (; at + FRAME <= all.length; at += FRAME) {
      const activity = this.#frame(all.slice(at, at + FRAME));
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
    const isLoud = level > Math.max(this.#floor * 3.5, 250);
    if (!this.#speech) {
      if (!isLoud) this.#floor = this.#floor * 0.95 + level * 0.05;
      this.#recent.push(frame);
      if (this.#recent.length > PRE_ROLL_FRAMES + ONSET_FRAMES) this.#recent.shift();
      this.#loud = isLoud ? this.#loud + 1 : 0;
      if (this.#loud < ONSET_FRAMES) return undefined;
      this.#speech = this.#recent;
      this.#recent = [];
      this.#quiet = 0;
      return { type: "start" };
    }
    this.#speech.push(frame);
    this.#quiet = isLoud ? 0 : this.#quiet + 1;
    if (this.#quiet < PAUSE_FRAMES && this.#speech.length < MAX_SPEECH_FRAMES) return undefined;
    return this.#end();
  }

  #end(): VoiceActivity {
    const frames = this.#speech ?? [];
    const spoken = frames.length - this.#quiet;
    this.#speech = undefined;
    this.#loud = 0;
    const samples = new Int16Array(spoken < MIN_SPEECH_FRAMES ? 0 : frames.length * FRAME);
    if (samples.length > 0)
      frames.forEach((frame, i) => {
        samples.set(frame, i * FRAME);
      });
    return { type: "end", samples };
  }
}

function rms(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return Math.sqrt(sum / frame.length);
}
