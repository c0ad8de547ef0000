/**
 * The browser's speech synthesis under command. As the real one it answers by events, tells a cancelled text so, and, where it
 * has a clock, drops what is spoken in the task of a cancel.
 */
import type { FakeClock } from "../../src/testing/index.js";

/** Takes any voice, where the real one takes the browser's own only. */
class FakeUtterance extends EventTarget {
  lang = "";
  voice: SpeechSynthesisVoice | null = null;
  volume = 1;
  rate = 1;
  pitch = 1;
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
}

export const voiceOf = (
  name: string,
  lang: string,
  more: Partial<SpeechSynthesisVoice> = {},
): SpeechSynthesisVoice => ({
  ...{ name, lang, voiceURI: `urn:${name}`, localService: true, default: false },
  ...more,
});

export class FakeSynthesis extends EventTarget {
  /** The first is under way. */
  readonly queue: FakeUtterance[] = [];
  voices: SpeechSynthesisVoice[];
  paused = false;
  /** Listeners for the list of voices. */
  waiting = 0;

  /** How often the queue was emptied. */
  cancels = 0;
  readonly #clock: FakeClock | undefined;
  #isCancelling = false;

  constructor(voices: SpeechSynthesisVoice[] = [voiceOf("Ann", "en-US", { default: true })], clock?: FakeClock) {
    super();
    this.voices = voices;
    this.#clock = clock;
  }

  get speaking(): boolean {
    return this.queue.length > 0;
  }
  get pending(): boolean {
    return this.queue.length > 1;
  }

  /** Puts its utterances in the place of the browser's; returns what undoes it. */
  install(): () => void {
    const { SpeechSynthesisUtterance: original } = globalThis;
    globalThis.SpeechSynthesisUtterance = FakeUtterance as unknown as typeof original;
    return () => {
      globalThis.SpeechSynthesisUtterance = original;
    };
  }

  /** What the voice takes it for. */
  get asPlatform(): SpeechSynthesis {
    return this as unknown as SpeechSynthesis;
  }

  override addEventListener(...args: Parameters<EventTarget["addEventListener"]>): void {
    this.waiting += 1;
    super.addEventListener(...args);
  }
  override removeEventListener(...args: Parameters<EventTarget["removeEventListener"]>): void {
    this.waiting -= 1;
    super.removeEventListener(...args);
  }

  getVoices(): SpeechSynthesisVoice[] {
    return this.voices;
  }
  speak(utterance: FakeUtterance): void {
    if (!this.#isCancelling) this.queue.push(utterance);
  }
  cancel(): void {
    this.cancels += 1;
    this.#isCancelling = this.#clock !== undefined;
    this.#clock?.setTimeout(() => {
      this.#isCancelling = false;
    }, 0);
    this.queue.splice(0).forEach((utterance, index) => {
      queueMicrotask(() => tell(utterance, "error", { error: index === 0 ? "interrupted" : "canceled" }));
    });
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }

  /** What is said now; nothing while the queue is paused. */
  get current(): FakeUtterance | undefined {
    return this.paused ? undefined : this.queue[0];
  }

  list(...voices: SpeechSynthesisVoice[]): void {
    this.voices = voices;
    this.dispatchEvent(new Event("voiceschanged"));
  }
  begin(): void {
    tell(this.current, "start");
  }
  word(charIndex: number, charLength?: number): void {
    tell(this.current, "boundary", { name: "word", charIndex, charLength });
  }
  end(): void {
    tell(this.#finished(), "end");
  }
  fail(error: SpeechSynthesisErrorCode): void {
    tell(this.#finished(), "error", { error });
  }

  #finished(): FakeUtterance | undefined {
    return this.paused ? undefined : this.queue.shift();
  }
}

function tell(utterance: FakeUtterance | undefined, type: string, details: object = {}): void {
  utterance?.dispatchEvent(Object.assign(new Event(type), details));
}
