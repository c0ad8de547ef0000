/** Keeps the sound of what is being said, and a little of what was before it. */

/** A recording is cut when it has this length: recognisers such as Whisper hear 30 s at once. */
const LONGEST_SECONDS = 28;
/** The quietest place of the last seconds is where it is cut. */
const CUT_WITHIN_SECONDS = 8;
const QUIET_SECONDS = 0.1;

export class UtteranceRecorder {
  readonly #sampleRate: number;
  readonly #preRoll: number;
  #frames: Float32Array[] = [];
  #length = 0;
  #isRecording = false;

  /** @param preRollMs milliseconds before `begin()` that belong to the utterance */
  constructor(sampleRate: number, preRollMs: number) {
    this.#sampleRate = sampleRate;
    this.#preRoll = Math.round((sampleRate * preRollMs) / 1000);
  }

  get isRecording(): boolean {
    return this.#isRecording;
  }

  /** @returns the first part of an utterance that has become too long */
  push(frame: Float32Array): Float32Array | undefined {
    this.#append(frame);
    if (!this.#isRecording) this.#forgetOld();
    else if (this.#length >= LONGEST_SECONDS * this.#sampleRate) return this.#cut();
    return undefined;
  }

  begin(): void {
    this.#isRecording = true;
  }

  /** Ends the utterance. @returns its sound, or what is left of it after cuts */
  end(): Float32Array {
    const sound = this.#all();
    // The next utterance may have begun in the frame in which this one ended.
    const last = this.#frames.at(-1);
    this.forget();
    if (last) this.#append(last);
    return sound;
  }

  /** Ends the utterance without its sound, of which only the newest is kept, as what comes before the next one. */
  discard(): void {
    this.#isRecording = false;
    this.#forgetOld();
  }

  forget(): void {
    this.#isRecording = false;
    this.#frames = [];
    this.#length = 0;
  }

  #append(frame: Float32Array): void {
    this.#frames.push(frame);
    this.#length += frame.length;
  }

  #forgetOld(): void {
    while (this.#length - (this.#frames[0]?.length ?? Infinity) >= this.#preRoll) {
      this.#length -= this.#frames.shift()?.length ?? 0;
    }
  }

  #all(): Float32Array {
    const all = new Float32Array(this.#length);
    let at = 0;
    for (const frame of this.#frames) {
      all.set(frame, at);
      at += frame.length;
    }
    return all;
  }

  #cut(): Float32Array {
    const all = this.#all();
    const at = quietestPlace(all, all.length - CUT_WITHIN_SECONDS * this.#sampleRate, QUIET_SECONDS * this.#sampleRate);
    this.#frames = [];
    this.#length = 0;
    this.#append(all.slice(at));
    return all.slice(0, at);
  }
}

/** The middle of the `width` samples after `from` that have the least energy. */
function quietestPlace(sound: Float32Array, from: number, width: number): number {
  const half = Math.round(width / 2);
  let [best, place] = [Infinity, from];
  let before = Infinity;
  for (let at = Math.round(from); at + half <= sound.length; at += half) {
    const energy = sound.subarray(at, at + half).reduce((sum, sample) => sum + sample * sample, 0);
    if (before + energy < best) [best, place] = [before + energy, at];
    before = energy;
  }
  return place;
}
