/** What the speech service needs of its models; worker.ts has the real ones. */
import type { WavSound } from "../src/core/wav.js";

/** The names under which the models are asked for. */
export const HEARING_MODEL = "whisper-tiny.en";
export const SPEAKING_MODEL = "piper-joe";

export interface HeardSegment {
  readonly id: number;
  /** Seconds from the beginning of the sound. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly avg_logprob: number;
  readonly no_speech_prob: number;
  readonly compression_ratio: number;
}

export interface Heard {
  /** Empty where nobody spoke. */
  readonly text: string;
  /** Of the sound, in seconds. */
  readonly duration: number;
  readonly segments: readonly HeardSegment[];
}

export interface SpeechModels {
  /**
   * @param file a sound in any usual format
   * @throws SpeechRequestError where it cannot be decoded
   */
  hear(file: Uint8Array): Promise<Heard>;
  /** @param speed 1 is the voice's own */
  speak(text: string, speed: number): Promise<WavSound>;
}

/** The request makes no sense; the message says why. */
export class SpeechRequestError extends Error {
  override readonly name = "SpeechRequestError";
}
