/** The browser's own speech synthesis: a voice without a key, and without a request of ours. */
import { abortError, throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { SpeakingOptions, SpeakingVoice } from "../core/ports/speaking-voice.js";
import { deferred } from "../core/wait.js";
import { pickVoice } from "./pick-voice.js";
import { whenVoices } from "./when-voices.js";

export interface BrowserVoiceOptions {
  /** Name or URI of a voice of this browser. Default: its best one for the language. */
  readonly voiceName?: string | undefined;
  /** BCP 47. Default: the language of the document, then of the browser. */
  readonly language?: string | undefined;
  /** 0.1…10, 1 is the voice's own pace. Default 1. */
  readonly rate?: number | undefined;
  /** 0…2. Default 1. */
  readonly pitch?: number | undefined;
  /** Default: the platform's. */
  readonly synthesis?: SpeechSynthesis | undefined;
  readonly clock?: Clock | undefined;
}

function platformSynthesis(): SpeechSynthesis | undefined {
  return (globalThis as { speechSynthesis?: SpeechSynthesis }).speechSynthesis;
}

/** Some browsers list their voices late; one that has none after this long has none. */
const VOICES_MS = 2000;
/** A voice that has not begun by then will not. */
const START_MS = 4000;
/** A slow voice says seven characters a second; whatever takes twice that has lost its end event. */
const MS_PER_CHARACTER = 280;

/**
 * One speech at a time: the newest silences the one before, as the browser's queue is the page's alone.
 *
 * Callers should pass single sentences: Chromium's network voices go silent after about 15 s (https://crbug.com/335907).
 */
export class BrowserVoice implements SpeakingVoice {
  readonly id = "browser";
  readonly #options: BrowserVoiceOptions;
  readonly #clock: Clock;
  #silence: (() => void) | undefined;
  /** The queue was emptied since the last speech. */
  #isCancelled = false;
  /** Whether the lack of a voice was reported, which is done once. */
  #isVoiceless = false;

  /** Whether this browser has a voice at all. Some list theirs late: waits for up to two seconds. */
  static async isAvailable({
    synthesis = platformSynthesis(),
    clock = systemClock,
  }: Pick<BrowserVoiceOptions, "synthesis" | "clock"> = {}): Promise<boolean> {
    return synthesis !== undefined && (await whenVoices(synthesis, clock, VOICES_MS, undefined)).length > 0;
  }

  /** Reads the browser's synthesis at the first speech, so that it can be made anywhere. */
  constructor(options: BrowserVoiceOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Says the text; resolves also when a later call replaces it.
   *
   * Where the browser has no voice the first call fails and tells so; the next ones resolve at once, so that a conversation
   * goes on in writing, and speak as soon as there is a voice.
   * @throws LiveAvatarError `tts-failed` for the first text without synthesis or voices, or when the voice fails;
   * `tts-timeout` when it never begins or never ends; AbortError
   */
  async speak(text: string, options: SpeakingOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    this.#silence?.();
    if (text.trim() === "") return;
    const synthesis = this.#options.synthesis ?? platformSynthesis();
    const silence = (): void => undefined;
    this.#silence = silence;
    const voices = synthesis ? await this.#voicesOf(synthesis, options.signal) : [];
    throwIfAborted(options.signal);
    if (this.#silence !== silence) return; // a newer speech came while the voices were waited for
    const voice = pickVoice(voices, this.#language(), this.#options.voiceName);
    if (!synthesis || !voice) {
      this.#tellOnce(synthesis ? "This browser has no voice installed" : "This browser has no speech synthesis");
      return;
    }
    this.#isVoiceless = false;
    // A queue that another script has left full would swallow the words.
    if (synthesis.speaking || synthesis.pending) this.#cancel(synthesis);
    if (this.#isCancelled) {
      await this.#clock.sleep(0, options.signal);
      if (this.#silence !== silence) return;
      this.#isCancelled = false;
    }
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = this.#options.rate ?? 1;
    utterance.pitch = this.#options.pitch ?? 1;
    utterance.volume = options.volume ?? 1;
    await this.#say(synthesis, utterance, options);
  }

  /** The browser's voices. After one wait without a voice, later sentences do not wait again. */
  #voicesOf(synthesis: SpeechSynthesis, signal: AbortSignal | undefined): Promise<readonly SpeechSynthesisVoice[]> {
    if (this.#isVoiceless) return Promise.resolve(synthesis.getVoices());
    return whenVoices(synthesis, this.#clock, VOICES_MS, signal);
  }

  /**
   * Empties the browser's queue. Engines drop what is spoken in the task of a cancel, so the next speech begins in a later one
   * (https://github.com/IDMNYU/p5.js-speech/issues/12). This can go when they keep it.
   */
  #cancel(synthesis: SpeechSynthesis): void {
    synthesis.cancel();
    this.#isCancelled = true;
  }

  #tellOnce(reason: string): void {
    if (this.#isVoiceless) return;
    this.#isVoiceless = true;
    throw new LiveAvatarError("tts-failed", `${reason}: what is said from now on is text only.`, { retryable: false });
  }

  #language(): string {
    const page = (globalThis as { document?: Document }).document?.documentElement.lang;
    return this.#options.language ?? (page || navigator.language);
  }

  #say(synthesis: SpeechSynthesis, utterance: SpeechSynthesisUtterance, options: SpeakingOptions): Promise<void> {
    const { signal, onStart, onPlace } = options;
    const end = deferred();
    const listening = new AbortController();
    const on = <K extends keyof SpeechSynthesisUtteranceEventMap>(
      name: K,
      listener: (event: SpeechSynthesisUtteranceEventMap[K]) => void,
    ): void => {
      utterance.addEventListener(name, listener, { signal: listening.signal });
    };
    let cancelTimer = (): void => undefined;
    /** Removes the listeners first: a cancel fires events, which must not be handled. */
    const settle = (act: () => void): void => {
      listening.abort();
      signal?.removeEventListener("abort", onAbort);
      cancelTimer();
      if (this.#silence === silence) this.#silence = undefined;
      act();
    };
    const silence = (): void => {
      settle(end.resolve);
      this.#cancel(synthesis);
    };
    const onAbort = (): void => {
      settle(() => {
        end.reject(abortError(signal));
      });
      this.#cancel(synthesis);
    };
    const giveUpAfter = (ms: number, message: string): void => {
      cancelTimer();
      cancelTimer = this.#clock.setTimeout(() => {
        settle(() => {
          end.reject(new LiveAvatarError("tts-timeout", message));
        });
        this.#cancel(synthesis);
      }, ms);
    };
    let started = false;
    const start = (): void => {
      if (started) return;
      started = true;
      const pace = MS_PER_CHARACTER / Math.min(1, utterance.rate);
      giveUpAfter(5000 + utterance.text.length * pace, "The browser's voice never said that it had ended.");
      onStart?.();
    };
    on("start", start);
    on("boundary", ({ name, charIndex, charLength }) => {
      start(); // some voices tell of words only
      if (name === "word" || name === "") onPlace?.({ charIndex, charLength: charLength || undefined });
    });
    on("end", () => {
      settle(end.resolve);
    });
    on("error", ({ error }) => {
      settle(() => {
        if (error === "canceled" || error === "interrupted")
          end.resolve(); // another script of the page took the voice
        else end.reject(new LiveAvatarError("tts-failed", `The browser's voice failed: ${error}.`));
      });
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    // Work-around: this closure keeps the utterance alive, since browsers may collect one that only their queue refers to,
    // together with its events (https://docs.ourcodeworld.com/projects/artyom-js/documentation/methods/cleargarbagecollection).
    // It can go when browsers keep the utterances of their queue.
    this.#silence = silence;
    giveUpAfter(START_MS, "The browser's voice did not begin: it may want a press first.");
    // Another script may have left the queue paused.
    synthesis.resume();
    synthesis.speak(utterance);
    return end.promise;
  }
}
