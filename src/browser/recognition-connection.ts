import type { Clock } from "../core/clock.js";
import type { RealtimeSTTCallbacks, RealtimeSTTConnection } from "../core/ports/realtime-stt.js";
import type { MicState } from "../core/vocabulary.js";
import { type Deferred, deferred } from "../core/wait.js";
import type { BrowserRecogniser } from "./recognition-api.js";
import {
  isQuiet,
  lastingFailure,
  passingFailure,
  type RecognitionFailure,
  recognitionMissing,
} from "./recognition-failure.js";
import { RecognitionRun } from "./recognition-run.js";

export interface RecognitionConnectionContext {
  /** A recogniser that is ready to start. It may throw. */
  readonly make: () => BrowserRecogniser;
  readonly callbacks: RealtimeSTTCallbacks;
  readonly language: string;
  readonly isAndroid: boolean;
  readonly clock: Clock;
}

/** A run that heard for at least so long was a good one. */
const GOOD_RUN_MS = 1000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8000;
/** Bad runs in a row after which it gives up; one that has never heard is given up earlier. */
const MOST_BAD_RUNS = 8;
const MOST_BAD_RUNS_AT_FIRST = 3;

/**
 * A recogniser that hears until it is closed, made of runs: Chrome ends one after some seconds of silence and after about a minute
 * in any case, Android's after each sentence (https://github.com/mdn/browser-compat-data/issues/23458). The next run begins in the
 * task in which the one before has ended.
 */
export class RecognitionConnection implements RealtimeSTTConnection {
  readonly #context: RecognitionConnectionContext;
  readonly #started: Deferred<void> = deferred();
  #run: RecognitionRun | undefined;
  #cancelPause = (): void => undefined;
  #badRuns = 0;
  #hasHeard = false;
  #isMuted = false;
  #isClosed = false;
  /** Somebody waits for the last words, also for no word. */
  #isFinalizing = false;
  /** The page is hidden, where Safari hears nothing: the next run waits until it is seen again. */
  #isParked = false;
  #mic: MicState = "off";

  /** Begins to hear in this task. */
  constructor(context: RecognitionConnectionContext) {
    this.#context = context;
    document.addEventListener("visibilitychange", this.#handleVisibility);
    this.#tellMic("asking");
    this.#begin();
  }

  /** Resolves when it hears. @throws LiveAvatarError where it has given up before */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  send(): void {
    // It hears by itself.
  }

  finalize(): void {
    if (this.#isClosed) return;
    this.#isFinalizing = true;
    if (this.#run) this.#run.stop();
    else this.#tellNothing();
  }

  setMuted(muted: boolean): void {
    if (this.#isClosed || this.#isMuted === muted) return;
    this.#isMuted = muted;
    if (muted) {
      // One that was told to stop hears nothing more, and has words to tell.
      if (!this.#isFinalizing || this.#run === undefined) this.#stopHearing();
      this.#tellMic("muted");
    } else {
      this.#badRuns = 0;
      // Where it is still telling them, the next run begins with its end.
      if (!this.#run) this.#begin();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    document.removeEventListener("visibilitychange", this.#handleVisibility);
    this.#stopHearing();
  }

  #stopHearing(): void {
    this.#cancelPause();
    this.#isParked = false;
    this.#run?.abort();
    this.#run = undefined;
  }

  /** Each run is a recogniser of its own: what an old one still says is heard by nobody. */
  #begin(): void {
    const { callbacks, clock, isAndroid, language, make } = this.#context;
    let recogniser: BrowserRecogniser;
    try {
      recogniser = make();
    } catch (error) {
      this.#giveUp(recognitionMissing("The browser's speech recognition could not be made.", error));
      return;
    }
    const run = new RecognitionRun(recogniser, {
      ...{ clock, isAndroid },
      handleStart: () => {
        this.#tellMic("live");
        this.#started.resolve();
      },
      handleWords: (text, options) => {
        if (this.#isClosed || (this.#isMuted && !run.wasStopped)) return;
        if (options.isFinal) this.#isFinalizing = false;
        this.#handleGood();
        callbacks.onTranscript(text, { ...options, language });
      },
      handleSpeech: (isSpeaking) => {
        if (this.#isDeaf()) return;
        if (isSpeaking) callbacks.onSpeechStart?.();
        else callbacks.onSpeechEnd?.();
      },
      handleEnd: (error) => {
        this.#handleEnd(run, error);
      },
    });
    this.#run = run;
  }

  #handleEnd(run: RecognitionRun, error: string | undefined): void {
    // A listener of its last words may have closed or muted it.
    if (run !== this.#run) return;
    this.#run = undefined;
    const lasting = lastingFailure(error);
    if (lasting) {
      this.#giveUp(lasting);
      return;
    }
    this.#tellNothing();
    if (this.#isDeaf()) return;
    if (isQuiet(error) && (run.wasStopped || run.heardMs >= GOOD_RUN_MS)) {
      this.#handleGood();
      this.#begin();
      return;
    }
    if (document.hidden) {
      this.#isParked = true;
      this.#tellMic("interrupted");
      return;
    }
    this.#badRuns += 1;
    const most = this.#hasHeard ? MOST_BAD_RUNS : MOST_BAD_RUNS_AT_FIRST;
    if (this.#badRuns >= most || (error === "network" && !this.#started.settled)) {
      this.#giveUp({ mic: "off", error: passingFailure(error) });
      return;
    }
    // Once for each time that it goes wrong.
    const isNews = !isQuiet(error) && this.#badRuns === 1 && this.#started.settled;
    if (isNews) this.#context.callbacks.onError(passingFailure(error));
    // A listener of the error may have muted it.
    if (this.#isDeaf()) return;
    this.#cancelPause = this.#context.clock.setTimeout(
      () => {
        this.#begin();
      },
      Math.min(FIRST_PAUSE_MS * 2 ** (this.#badRuns - 1), LONGEST_PAUSE_MS),
    );
  }

  /** No words are to come. */
  #tellNothing(): void {
    if (!this.#isFinalizing) return;
    this.#isFinalizing = false;
    const { callbacks, language } = this.#context;
    callbacks.onTranscript("", { isFinal: true, language });
  }

  /** Nobody wants to hear more: also for a run whose listener has just closed or muted it. */
  #isDeaf(): boolean {
    return this.#isClosed || this.#isMuted;
  }

  #handleGood(): void {
    this.#hasHeard = true;
    this.#badRuns = 0;
  }

  readonly #handleVisibility = (): void => {
    if (document.hidden || !this.#isParked) return;
    this.#isParked = false;
    this.#begin();
  };

  #tellMic(mic: MicState): void {
    if (mic === this.#mic || this.#isClosed) return;
    this.#mic = mic;
    this.#context.callbacks.onMic?.(mic);
  }

  #giveUp({ mic, error }: RecognitionFailure): void {
    if (this.#isClosed) return;
    const isConnected = this.#started.settled;
    this.#tellMic(mic);
    this.close();
    if (isConnected) this.#context.callbacks.onClose?.(error);
    else this.#started.reject(error);
  }
}
