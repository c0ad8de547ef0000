import type { RealtimeSTTConnection } from "../../core/ports/realtime-stt.js";
import { Resampler } from "../../core/resampler.js";

/** Seconds of sound that are kept until the recogniser is there; what is older is lost. */
const MAX_KEPT_SECONDS = 10;

export interface FrameFeedOptions {
  /** Samples per second that the source has, and those that the recogniser wants. */
  readonly from: number;
  readonly to: number;
}

/** The way of the frames from a source to a recogniser: at its rate, kept until it is there, silent while muted. */
export class FrameFeed {
  /** Silence is sent instead of what comes. */
  isMuted = false;
  readonly #resampler: Resampler | undefined;
  readonly #maxKept: number;
  #kept: Float32Array[] = [];
  #keptSamples = 0;
  #connection: RealtimeSTTConnection | undefined;

  constructor({ from, to }: FrameFeedOptions) {
    this.#resampler = from === to ? undefined : new Resampler(from, to);
    this.#maxKept = to * MAX_KEPT_SECONDS;
  }

  /** @param frame stays the source's */
  push(frame: Float32Array): void {
    if (frame.length === 0) return;
    const heard = this.isMuted ? new Float32Array(frame.length) : frame;
    // A copy: the recogniser may keep it, and the source may use it again.
    this.#give(this.#resampler?.push(heard) ?? heard.slice());
  }

  /** The recogniser is there: what was kept goes first. @param connection one that does not throw */
  connect(connection: RealtimeSTTConnection): void {
    this.#connection = connection;
    const kept = this.#kept;
    this.#kept = [];
    this.#keptSamples = 0;
    for (const frame of kept) this.#give(frame);
  }

  /** The recogniser has gone: what comes is kept for the next one. */
  disconnect(): void {
    this.#connection = undefined;
  }

  /** Nothing more comes for now: what the resampler holds goes out. */
  flush(): void {
    if (this.#resampler) this.#give(this.#resampler.flush());
  }

  #give(frame: Float32Array): void {
    if (frame.length === 0) return;
    const connection = this.#connection;
    if (connection) {
      connection.send(frame);
      return;
    }
    this.#kept.push(frame);
    this.#keptSamples += frame.length;
    while (this.#keptSamples > this.#maxKept) this.#keptSamples -= this.#kept.shift()?.length ?? this.#keptSamples;
  }
}
