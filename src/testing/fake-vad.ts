import type { VADEvent, VADProvider } from "../core/ports/voice-activity.js";

export interface FakeVADOptions {
  /** Samples per second. Default 16,000. */
  readonly sampleRate?: number | undefined;
}

/** Louder samples are speech. */
const SPEECH_LEVEL = 0.1;
/** Seconds of silence that end it, and of sound that it needs. */
const SILENCE_SECONDS = 0.1;
const SPEECH_SECONDS = 0.1;

/** A detector by loudness alone, which a test can also tell what to say. */
export class FakeVAD implements VADProvider {
  readonly id = "fake-vad";
  readonly sampleRate: number | undefined;
  /** Every call, in order: `init`, `reset`, `dispose`. */
  readonly calls: string[] = [];
  readonly #listeners: Readonly<Record<VADEvent, Set<() => void>>> = {
    "speech-start": new Set(),
    "speech-end": new Set(),
    misfire: new Set(),
  };
  #loud = 0;
  #silent = 0;

  constructor({ sampleRate }: FakeVADOptions = {}) {
    this.sampleRate = sampleRate;
  }

  /** Listeners that are still registered: 0 after a clean end. */
  get listeners(): number {
    return Object.values(this.#listeners).reduce((sum, { size }) => sum + size, 0);
  }

  init(): Promise<void> {
    this.calls.push("init");
    return Promise.resolve();
  }

  process(frame: Float32Array): void {
    if (this.calls.includes("dispose")) return;
    const rate = this.sampleRate ?? 16_000;
    for (const sample of frame) {
      if (Math.abs(sample) > SPEECH_LEVEL) {
        if (this.#loud === 0) this.tell("speech-start");
        this.#loud += 1 + this.#silent;
        this.#silent = 0;
      } else if (this.#loud > 0) {
        this.#silent += 1;
        if (this.#silent < SILENCE_SECONDS * rate) continue;
        const isSpeech = this.#loud >= SPEECH_SECONDS * rate;
        this.tell(isSpeech ? "speech-end" : "misfire");
        this.#loud = this.#silent = 0;
      }
    }
  }

  reset(): void {
    this.calls.push("reset");
    this.#loud = this.#silent = 0;
  }

  on(event: VADEvent, fn: () => void): () => void {
    this.#listeners[event].add(fn);
    return () => void this.#listeners[event].delete(fn);
  }

  dispose(): void {
    this.calls.push("dispose");
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
  }

  /** Says it, whatever was heard. */
  tell(event: VADEvent): void {
    for (const fn of [...this.#listeners[event]]) fn();
  }
}
