/** The requests for what was said: at most two at a time, and told in the order in which it was said. */
import { isAbortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { STTProvider } from "../core/ports/speech-to-text.js";
import { encodeWav } from "../core/wav.js";
import { attempt } from "../core/wait.js";

const AT_ONCE = 2;
/** More recordings than these do not wait for a recogniser that is too slow: half a minute of sound is a megabyte. */
const WAITING_AT_MOST = 20;
const REQUEST_MS = 30_000;
/** A recogniser that asks for a longer break has lost the utterance. */
const LONGEST_BREAK_SECONDS = 10;

export interface RequestsContext {
  readonly stt: STTProvider;
  readonly sampleRate: number;
  readonly language: string | undefined;
  readonly clock: Clock;
  /** The words of one utterance: the texts of its parts, in order. */
  readonly onWords: (texts: readonly string[]) => void;
  readonly onError: (error: LiveAvatarError) => void;
}

/** An utterance in parts, of which all but the last were cut while it went on. */
interface Utterance {
  readonly outcomes: (string | LiveAvatarError | undefined)[];
  isComplete: boolean;
}

interface Job {
  readonly utterance: Utterance;
  readonly index: number;
  readonly sound: Float32Array;
}

export class UtteranceRequests {
  readonly #context: RequestsContext;
  readonly #abort = new AbortController();
  #utterances: Utterance[] = [];
  #waiting: Job[] = [];
  #running = 0;

  constructor(context: RequestsContext) {
    this.#context = context;
  }

  /** Whether no words are to come. */
  get isEmpty(): boolean {
    return this.#utterances.length === 0;
  }

  /** Asks for a part of the newest utterance that is not complete, or begins one. */
  add(sound: Float32Array, isLast: boolean): void {
    let utterance = this.#utterances.at(-1);
    if (!utterance || utterance.isComplete) {
      utterance = { outcomes: [], isComplete: false };
      this.#utterances.push(utterance);
    }
    const { outcomes } = utterance;
    utterance.isComplete = isLast;
    outcomes.push(undefined);
    const job = { utterance, index: outcomes.length - 1, sound };
    if (this.#waiting.length < WAITING_AT_MOST) this.#waiting.push(job);
    else this.#settle(job, tooSlow());
    this.#start();
  }

  /** Ends the newest utterance, whose last part was no speech. */
  complete(): void {
    const utterance = this.#utterances.at(-1);
    if (utterance) utterance.isComplete = true;
    this.#tell();
  }

  /** Ends every request; nothing more is told. */
  close(): void {
    this.#waiting = [];
    this.#utterances = [];
    this.#abort.abort();
  }

  #start(): void {
    while (this.#running < AT_ONCE) {
      const job = this.#waiting.shift();
      if (!job) return;
      this.#running += 1;
      void this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    const outcome = await this.#transcribe(job.sound).catch(toFailure);
    this.#running -= 1;
    if (this.#abort.signal.aborted) return;
    this.#settle(job, outcome);
    this.#start();
  }

  async #transcribe(sound: Float32Array): Promise<string> {
    const audio = new Blob([encodeWav(toPCM(sound), this.#context.sampleRate)], { type: "audio/wav" });
    try {
      return await this.#ask(audio);
    } catch (error) {
      const seconds = LiveAvatarError.is(error) && error.code === "stt-rate-limited" ? error.retryAfter : undefined;
      if (seconds === undefined || seconds > LONGEST_BREAK_SECONDS) throw error;
      await this.#context.clock.sleep(seconds * 1000, this.#abort.signal);
      return this.#ask(audio);
    }
  }

  async #ask(audio: Blob): Promise<string> {
    const { stt, language, clock } = this.#context;
    const text: unknown = await attempt((signal) => stt.transcribe(audio, { language, signal }), {
      signal: this.#abort.signal,
      clock,
      ms: REQUEST_MS,
      timeout: () => new LiveAvatarError("stt-timeout", "The speech recognition gave no words in 30 s."),
    });
    if (typeof text !== "string") throw new LiveAvatarError("stt-failed", "The speech recognition gave no text.");
    return text.trim();
  }

  #settle({ utterance, index }: Job, outcome: string | LiveAvatarError): void {
    utterance.outcomes[index] = outcome;
    this.#tell();
  }

  /** Tells every utterance of which all is known, up to the first of which it is not. */
  #tell(): void {
    for (let first = this.#utterances[0]; first; first = this.#utterances[0]) {
      const known = first.outcomes.filter((outcome) => outcome !== undefined);
      if (!first.isComplete || known.length < first.outcomes.length) return;
      this.#utterances.shift();
      for (const outcome of known) if (typeof outcome !== "string") this.#context.onError(outcome);
      this.#context.onWords(known.filter((outcome) => typeof outcome === "string"));
    }
  }
}

function toFailure(error: unknown): LiveAvatarError {
  if (LiveAvatarError.is(error)) return error;
  const reason = isAbortError(error) ? "gave up by itself" : "failed";
  return new LiveAvatarError("stt-failed", `The speech recognition ${reason}.`, { cause: error });
}

const tooSlow = (): LiveAvatarError =>
  new LiveAvatarError("stt-failed", "The speech recognition is slower than the speech: an utterance was dropped.");

function toPCM(sound: Float32Array): Int16Array {
  // What is no number is silence.
  return Int16Array.from(sound, (sample) => Math.round(Math.max(-1, Math.min(1, sample || 0)) * 32_767));
}
