/** Where utterances begin and end for a server that takes no turns. */
import { guard } from "../../core/guard.js";
import type { VADProvider } from "../../core/ports/voice-activity.js";
import { Resampler } from "../../core/resampler.js";
import { attempt } from "../../core/wait.js";
import type { SoundLog } from "./realtime-sound.js";
import { SAMPLES_PER_MS, SAMPLES_PER_SECOND } from "./realtime-wire.js";

/** What is never committed is never heard. */
const LONGEST = 30 * SAMPLES_PER_SECOND;
const DEFAULT_RATE = 16_000;
const DEFAULT_ONSET_MS = 300;
/** Words begin before they are loud. */
const ONSET_RESERVE_MS = 200;

export interface UtteranceContext {
  readonly log: SoundLog;
  readonly signal: AbortSignal;
  handleSpeech(isSpeech: boolean): void;
  handleError(error: unknown): void;
}

/**
 * Puts the ends of utterances into the sound: those that a voice activity detector finds, else every 30 s. With a detector nothing
 * but speech is to be sent.
 */
export class Utterances {
  readonly #context: UtteranceContext;
  readonly #leave: (() => void)[] = [];
  #vad: VADProvider | undefined;
  #resampler: Resampler | undefined;
  /** The frames that the detector has not taken yet come one after the other. */
  #taken: Promise<unknown>;
  /** Undefined while nobody speaks. */
  #since: number | undefined;
  #limit: number;

  constructor(vad: VADProvider | undefined, context: UtteranceContext) {
    const { log, signal } = context;
    this.#context = context;
    this.#vad = vad;
    this.#since = vad ? undefined : log.end;
    this.#limit = vad ? log.end : Infinity;
    this.#taken = vad ? this.#init(vad, signal) : Promise.resolve();
  }

  /** Where the sound may be sent up to. */
  get limit(): number {
    return this.#limit;
  }

  /** Takes the samples that the log has just got. */
  take(frame: Float32Array): void {
    const { log, signal } = this.#context;
    const to = log.end;
    if (this.#since !== undefined && to - this.#since >= LONGEST) {
      log.break("commit");
      this.#since = to;
    }
    const vad = this.#vad;
    if (!vad) return;
    const samples = this.#resampler ? this.#resampler.push(frame) : frame;
    this.#taken = this.#taken.then(async () => {
      if (signal.aborted || !this.#vad) return;
      try {
        await vad.process(samples);
      } catch (error) {
        this.#giveUpVad(error);
        return;
      }
      if (this.#since === undefined) log.settle({ from: this.#limit, to: to - this.#onset(vad) });
    });
  }

  /** What is being said has ended. */
  finalize(): void {
    if (!this.#vad) {
      this.#context.log.break("commit");
      this.#since = this.#context.log.end;
      return;
    }
    const vad = this.#vad;
    guard(() => vad.reset(), noop);
    this.#end("commit");
  }

  close(): void {
    this.#vad = undefined;
    for (const leave of this.#leave.splice(0)) guard(leave, noop);
  }

  async #init(vad: VADProvider, signal: AbortSignal): Promise<void> {
    const rate = vad.sampleRate ?? DEFAULT_RATE;
    try {
      if (rate !== SAMPLES_PER_SECOND) this.#resampler = new Resampler(SAMPLES_PER_SECOND, rate);
      this.#leave.push(
        vad.on("speech-start", () => this.#begin()),
        vad.on("speech-end", () => this.#end("commit")),
        vad.on("misfire", () => this.#end("discard")),
      );
      vad.reset();
      await attempt((own) => vad.init?.({ signal: own }), { signal });
    } catch (error) {
      if (!signal.aborted) this.#giveUpVad(error);
    }
  }

  /** Without a detector every sound is sent. */
  #giveUpVad(error: unknown): void {
    this.close();
    this.#since = this.#limit === Infinity ? this.#context.log.settledUntil : this.#limit;
    this.#limit = Infinity;
    this.#context.handleError(error);
  }

  #onset(vad: VADProvider): number {
    return ((vad.onsetMs ?? DEFAULT_ONSET_MS) + ONSET_RESERVE_MS) * SAMPLES_PER_MS;
  }

  #begin(): void {
    if (this.#since !== undefined) return;
    const { log } = this.#context;
    this.#since = log.end;
    this.#limit = Infinity;
    this.#context.handleSpeech(true);
  }

  #end(kind: "commit" | "discard"): void {
    if (this.#since === undefined) return;
    const { log } = this.#context;
    log.break(kind);
    this.#since = undefined;
    this.#limit = log.end;
    this.#context.handleSpeech(false);
  }
}

const noop = (): void => undefined;
