import type { VADEvent } from "../core/ports/voice-activity.js";

export interface SegmentOptions {
  /** Sound that is speech for fewer milliseconds is a misfire. */
  readonly minSpeechMs: number;
  /** So many milliseconds without speech end what is said. */
  readonly silenceMs: number;
  /** Speech is ended when it has lasted so many milliseconds. */
  readonly maxSpeechMs: number;
  /** Speech begins when so many of the last `windowMs` milliseconds are speech. */
  readonly enterMs: number;
  readonly windowMs: number;
}

/** Makes utterances of steps that are speech or are not. Pure bookkeeping, for any detector. */
export class SpeechSegments {
  readonly #options: SegmentOptions;
  readonly #stepMs: number;
  /** Whether each of the latest steps was speech. */
  #window: boolean[] = [];
  #isSpeaking = false;
  #speechMs = 0;
  #quietMs = 0;
  #lengthMs = 0;

  constructor(stepMs: number, options: SegmentOptions) {
    this.#stepMs = stepMs;
    this.#options = options;
  }

  get isSpeaking(): boolean {
    return this.#isSpeaking;
  }

  push(isSpeech: boolean): VADEvent | undefined {
    const { minSpeechMs, silenceMs, maxSpeechMs } = this.#options;
    if (!this.#isSpeaking) return this.#listen(isSpeech);
    this.#lengthMs += this.#stepMs;
    if (isSpeech) this.#speechMs += this.#stepMs;
    this.#quietMs = isSpeech ? 0 : this.#quietMs + this.#stepMs;
    if (this.#quietMs < silenceMs && this.#lengthMs < maxSpeechMs) return undefined;
    const event = this.#speechMs < minSpeechMs ? "misfire" : "speech-end";
    this.reset();
    return event;
  }

  reset(): void {
    this.#window = [];
    this.#isSpeaking = false;
  }

  #listen(isSpeech: boolean): VADEvent | undefined {
    const { enterMs, windowMs } = this.#options;
    this.#window.push(isSpeech);
    if (this.#window.length * this.#stepMs > windowMs) this.#window.shift();
    const speechMs = this.#window.filter(Boolean).length * this.#stepMs;
    if (speechMs < enterMs) return undefined;
    this.#isSpeaking = true;
    this.#window = [];
    this.#speechMs = speechMs;
    this.#lengthMs = windowMs;
    this.#quietMs = 0;
    return "speech-start";
  }
}
