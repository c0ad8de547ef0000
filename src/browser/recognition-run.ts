import type { Clock } from "../core/clock.js";
import type { BrowserRecogniser } from "./recognition-api.js";
import { RecognitionWords, type RecognitionWordsContext } from "./recognition-words.js";

export interface RecognitionRunContext extends RecognitionWordsContext {
  readonly clock: Clock;
  /** It hears: the visitor has allowed the microphone. */
  readonly handleStart: () => void;
  readonly handleSpeech: (isSpeaking: boolean) => void;
  /** It has ended; called once, and not after `abort()`. @param error the word of the browser, or one of ours: `silent`, `thrown` */
  readonly handleEnd: (error: string | undefined) => void;
}

/** The visitor may take a while to answer the browser's question. */
const START_MS = 60_000;
/** Firefox refuses a start with an error alone (its test_unsupported_language.html); others sometimes lose the end. */
const END_AFTER_ERROR_MS = 1000;
/** A recogniser that was told to stop has the words of the last seconds still to recognise. */
const END_AFTER_STOP_MS = 3000;

/** What shows that it hears, where `start` does not come. */
const STARTS = ["start", "audiostart", "soundstart", "speechstart", "result"];

/** One run of the browser's recogniser, which ends by itself sooner or later. */
export class RecognitionRun {
  readonly #recogniser: BrowserRecogniser;
  readonly #context: RecognitionRunContext;
  readonly #listening = new AbortController();
  readonly #words: RecognitionWords;
  #cancelTimer: () => void;
  #error: string | undefined;
  #hasStarted = false;
  #isSpeaking = false;
  #wasStopped = false;
  #startedAt = 0;

  /** Starts it, in this task: Safari allows that in a press only. */
  constructor(recogniser: BrowserRecogniser, context: RecognitionRunContext) {
    this.#recogniser = recogniser;
    this.#context = context;
    this.#words = new RecognitionWords(context);
    this.#cancelTimer = context.clock.setTimeout(() => {
      this.#end("silent");
    }, START_MS);
    const on = (name: string, handle: (event: Event) => void): void => {
      recogniser.addEventListener(name, handle, { signal: this.#listening.signal });
    };
    for (const name of STARTS) on(name, this.#handleStart);
    on("speechstart", () => {
      this.#tellSpeech(true);
    });
    on("speechend", () => {
      this.#tellSpeech(false);
    });
    on("result", (event) => {
      this.#words.take(event as Event & Parameters<RecognitionWords["take"]>[0]);
    });
    on("error", (event) => {
      this.#error = (event as Event & { readonly error?: string }).error ?? "unknown";
      this.#endAfter(END_AFTER_ERROR_MS);
    });
    on("end", () => {
      this.#end(this.#error);
    });
    try {
      recogniser.start();
    } catch (error) {
      // A task later: whoever makes a run must have it before it ends.
      this.#error = error instanceof DOMException && error.name === "NotAllowedError" ? "not-allowed" : "thrown";
      this.#endAfter(0);
    }
  }

  /** Milliseconds since it began to hear; 0 before. */
  get heardMs(): number {
    return this.#hasStarted ? this.#context.clock.now() - this.#startedAt : 0;
  }

  /** Whether it was told to stop, so that its end is no surprise. */
  get wasStopped(): boolean {
    return this.#wasStopped;
  }

  /** Hears no more, and tells what it has heard. */
  stop(): void {
    this.#wasStopped = true;
    this.#endAfter(END_AFTER_STOP_MS);
    this.#try("stop");
  }

  /** Ends it at once; nothing more is told. */
  abort(): void {
    if (this.#listening.signal.aborted) return;
    this.#listening.abort();
    this.#cancelTimer();
    this.#try("abort");
  }

  readonly #handleStart = (): void => {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#startedAt = this.#context.clock.now();
    this.#cancelTimer();
    this.#context.handleStart();
  };

  #tellSpeech(isSpeaking: boolean): void {
    if (this.#isSpeaking === isSpeaking) return;
    this.#isSpeaking = isSpeaking;
    this.#context.handleSpeech(isSpeaking);
  }

  #endAfter(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#context.clock.setTimeout(() => {
      this.#end(this.#error);
    }, ms);
  }

  #end(error: string | undefined): void {
    if (this.#listening.signal.aborted) return;
    this.abort();
    // What it was about to say: browsers end in mid-word, too.
    this.#words.end();
    this.#tellSpeech(false);
    this.#context.handleEnd(error);
  }

  #try(call: "stop" | "abort"): void {
    try {
      this.#recogniser[call]();
    } catch {
      // It is over already.
    }
  }
}
