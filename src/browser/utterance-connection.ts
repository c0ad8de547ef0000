import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { RealtimeSTTCallbacks, RealtimeSTTConnection } from "../core/ports/realtime-stt.js";
import type { STTProvider } from "../core/ports/speech-to-text.js";
import type { VADEvent, VADProvider } from "../core/ports/voice-activity.js";
import { hasWords } from "./recognised-words.js";
import { UtteranceRecorder } from "./utterance-recorder.js";
import { UtteranceRequests } from "./utterance-requests.js";

/** The default of `VADProvider.onsetMs`. */
const ONSET_MS = 300;
/** What is kept besides: a first sound that is softer than what the detector hears. */
const MARGIN_MS = 200;
/** A detector that is so far behind the sound will not catch up. */
const LONGEST_QUEUE_SECONDS = 10;

export interface UtteranceContext {
  readonly stt: STTProvider;
  readonly vad: VADProvider;
  readonly ignore: readonly string[] | RegExp;
  readonly clock: Clock;
  readonly language: string | undefined;
  readonly sampleRate: number;
  /** None of them throws. */
  readonly callbacks: RealtimeSTTCallbacks;
}

/** One connection of `UtteranceSTT`: frames go through the detector one after the other, utterances to the recogniser. */
export class UtteranceConnection implements RealtimeSTTConnection {
  readonly #context: UtteranceContext;
  readonly #recorder: UtteranceRecorder;
  readonly #requests: UtteranceRequests;
  readonly #offs: readonly (() => void)[];
  /** What waits for the detector, in order. */
  #queue: (Float32Array | "finalize")[] = [];
  #queuedSamples = 0;
  #isPumping = false;
  /** Somebody waits for the last words, also for no word. */
  #isFinalizing = false;
  #isHearing = true;
  #isClosed = false;

  constructor(context: UtteranceContext) {
    this.#context = context;
    const { vad, sampleRate, callbacks } = context;
    this.#recorder = new UtteranceRecorder(sampleRate, (vad.onsetMs ?? ONSET_MS) + MARGIN_MS);
    this.#requests = new UtteranceRequests({
      ...context,
      onWords: (texts) => {
        this.#tellWords(texts);
      },
      onError: (error) => {
        callbacks.onError(error);
      },
    });
    const on = (event: VADEvent, fn: () => void): (() => void) => vad.on(event, fn);
    this.#offs = [
      on("speech-start", () => {
        this.#begin();
      }),
      on("speech-end", () => {
        this.#end(true);
      }),
      on("misfire", () => {
        this.#end(false);
      }),
    ];
    vad.reset();
  }

  send(frame: Float32Array): void {
    if (!this.#isHearing || frame.length === 0) return;
    if (this.#queuedSamples > LONGEST_QUEUE_SECONDS * this.#context.sampleRate) {
      this.#queue = [];
      this.#queuedSamples = 0;
      const message = `The voice activity detector "${this.#context.vad.id}" is slower than the sound: some of it was dropped.`;
      this.#context.callbacks.onError(new LiveAvatarError("stt-failed", message));
    }
    this.#queuedSamples += frame.length;
    this.#queue.push(frame);
    void this.#pump();
  }

  finalize(): void {
    if (!this.#isHearing) return;
    this.#queue.push("finalize");
    void this.#pump();
  }

  close(): void {
    if (this.#isClosed) return;
    const wasHearing = this.#isHearing;
    this.#isClosed = true;
    this.#stopHearing();
    this.#requests.close();
    if (wasHearing) this.#context.vad.reset();
  }

  /** Hears nothing more, and tells the words of what it has heard. */
  leave(): void {
    if (!this.#isHearing) return;
    this.#finish();
    this.#stopHearing();
  }

  #stopHearing(): void {
    this.#isHearing = false;
    this.#queue = [];
    for (const off of this.#offs) off();
    this.#recorder.forget();
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
      if (item === "finalize") {
        this.#context.vad.reset();
        this.#finish();
        this.#isFinalizing = true;
        if (this.#requests.isEmpty) this.#tellWords([]);
        continue;
      }
      this.#queuedSamples -= item.length;
      const part = this.#recorder.push(item);
      if (part) this.#requests.add(part, false);
      try {
        // A detector that needs no time takes none: what it finds is told in the task of the frame.
        const taken = this.#context.vad.process(item);
        if (taken) await taken;
      } catch (cause) {
        this.#giveUp(cause);
      }
    }
    this.#isPumping = false;
  }

  #begin(): void {
    this.#recorder.begin();
    this.#context.callbacks.onSpeechStart?.();
  }

  #end(isSpeech: boolean): void {
    if (!this.#recorder.isRecording) return;
    if (isSpeech) this.#requests.add(this.#recorder.end(), true);
    else {
      this.#recorder.discard();
      this.#requests.complete();
    }
    this.#context.callbacks.onSpeechEnd?.();
  }

  /** What is being said is over, whatever the detector makes of it. */
  #finish(): void {
    this.#end(true);
    this.#recorder.forget();
  }

  #giveUp(cause: unknown): void {
    if (this.#isClosed) return;
    this.close();
    const message = `The voice activity detector "${this.#context.vad.id}" failed.`;
    this.#context.callbacks.onClose?.(new LiveAvatarError("stt-failed", message, { cause }));
  }

  #tellWords(texts: readonly string[]): void {
    const { language, ignore, callbacks } = this.#context;
    const text = texts.filter((part) => hasWords(part, ignore)).join(" ");
    const isLast = this.#isFinalizing && this.#requests.isEmpty;
    if (isLast) this.#isFinalizing = false;
    if (text || isLast)
      callbacks.onTranscript(text, { isFinal: true, ...(language === undefined ? {} : { language }) });
  }
}
