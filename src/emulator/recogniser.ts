/**
 * The emulator's speech recogniser: a speech service where there is one, else the phrases of the book. What was not recognised
 * is never put into words.
 */
import { PhraseRecogniser } from "./phrase-recogniser.js";
import type { SpeechClient } from "./speech-client.js";
import { isLikeSpeech } from "./speech-likeness.js";

const SAMPLES_PER_SECOND = 16_000;

/** Words, no speech, speech that could not be made out, or speech that nothing here can hear. */
export type Heard =
  { readonly type: "words"; readonly text: string } | { readonly type: "nothing" | "unclear" | "deaf" };

export class Recogniser {
  readonly #phrases = new PhraseRecogniser();
  readonly #service: () => SpeechClient | undefined;

  constructor(service: () => SpeechClient | undefined) {
    this.#service = service;
  }

  /** Recognises 16 kHz mono samples. */
  async recognise(samples: Int16Array): Promise<Heard> {
    if (samples.length === 0) return { type: "nothing" };
    const service = this.#service();
    if (service) {
      try {
        const text = await service.hear(samples, SAMPLES_PER_SECOND);
        return text === "" ? { type: "nothing" } : { type: "words", text };
      } catch (error) {
        console.error("emulator: the speech service does not hear, the book does:", error);
      }
    }
    const isThere = await this.#phrases.isAvailable();
    const text = isThere ? await this.#phrases.recognise(samples) : undefined;
    if (text !== undefined) return { type: "words", text };
    if (!isLikeSpeech(samples)) return { type: "nothing" };
    return { type: isThere ? "unclear" : "deaf" };
  }

  close(): Promise<void> {
    return this.#phrases.close();
  }
}
