import { encodeWav } from "../core/wav.js";
import type { TTSOptions, TTSProvider } from "../core/ports/text-to-speech.js";
import { FakeRequestLog, type FakePlan, type FakeRequest, type FakeRequestOptions } from "./fake-request.js";

/** What a {@link FakeTTS} was asked. */
export interface FakeTTSInput {
  readonly text: string;
  readonly voiceId: string | undefined;
}

/** Silence of any browser's liking: WAV, 8 kHz, 8 bit, mono. */
const SAMPLES_PER_SECOND = 8000;
const SPOKEN_MS_PER_CHARACTER = 60;

/**
 * A voice that a test conducts: it speaks silence, 60 ms a character, as a WAV that browsers decode.
 *
 * ```js
 * const tts = new FakeTTS({ clock, latencyMs: 80 });
 * tts.plan({ waitMs: 500 }, { fail: new Error("no voice today") }, { hold: true }); // the next three requests
 * ```
 */
export class FakeTTS implements TTSProvider {
  readonly id = "fake-tts";
  readonly #log: FakeRequestLog<FakeTTSInput, Blob>;
  readonly #texts = new WeakMap<Blob, string>();

  constructor(options: FakeRequestOptions) {
    this.#log = new FakeRequestLog(options, ({ text }) => this.#silence(text));
  }

  /** Every request so far, in order. */
  get requests(): readonly FakeRequest<FakeTTSInput, Blob>[] {
    return this.#log.requests;
  }

  /** How the next requests go, one plan each; without one: silence after `latencyMs`. */
  plan(...plans: readonly FakePlan<Blob>[]): void {
    this.#log.plan(plans);
  }

  /** What is said in a sound of this voice; undefined for any other sound. */
  textOf(sound: Blob): string | undefined {
    return this.#texts.get(sound);
  }

  synthesize(text: string, options?: TTSOptions): Promise<Blob> {
    return this.#log.ask({ text, voiceId: options?.voiceId }, options?.signal);
  }

  #silence(text: string): Blob {
    const samples = Math.ceil((text.length * SPOKEN_MS_PER_CHARACTER * SAMPLES_PER_SECOND) / 1000);
    // In 8-bit sound the middle, not 0, is silence.
    const sound = new Blob([encodeWav(new Uint8Array(samples).fill(128), SAMPLES_PER_SECOND)], { type: "audio/wav" });
    this.#texts.set(sound, text);
    return sound;
  }
}
