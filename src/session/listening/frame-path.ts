/**
 * The way of the frames from a microphone to a recogniser: without the avatar's echo, at the recogniser's rate, kept until it is
 * there. It knows the pauses of what is said, for whoever wants to have it so far.
 */
import type { Clock } from "../../core/clock.js";
import type { Logger } from "../../core/ports/logger.js";
import type { RealtimeSTTConnection } from "../../core/ports/realtime-stt.js";
import { EchoGate } from "./echo-gate.js";
import { FrameFeed } from "./frame-feed.js";
import { Pauses } from "./pauses.js";

/** Milliseconds that a cut waits for a pause at most. */
const CUT_MS = 3000;

/** The sound of the avatar that a microphone may bring back. */
export interface AvatarSound {
  /** Whether it can be heard now. */
  readonly isSounding: () => boolean;
  /** How loud it was in the last moments, 0…1; undefined: not known. */
  readonly level: () => number | undefined;
  readonly duck: (factor: number) => void;
}

export interface FramePathOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Samples per second that the source has, and those that the recogniser wants. */
  readonly from: number;
  readonly to: number;
  /** Undefined: whatever a microphone hears is the visitor. */
  readonly avatar: AvatarSound | undefined;
  /** Whether the recogniser hears somebody. */
  readonly isHearing: () => boolean;
  /** The words so far are to be had now. */
  readonly handleCut: () => void;
}

export class FramePath {
  readonly #options: FramePathOptions;
  readonly #feed: FrameFeed;
  readonly #pauses: Pauses;
  readonly #gate: EchoGate | undefined;
  /** Until when a cut waits for a pause; undefined: none is to be made. */
  #cutBefore: number | undefined;

  constructor(options: FramePathOptions) {
    const { from, to, avatar, isHearing } = options;
    this.#options = options;
    this.#feed = new FrameFeed({ from, to });
    this.#pauses = new Pauses(from);
    const give = (frame: Float32Array): void => this.#give(frame);
    this.#gate = avatar && new EchoGate({ ...avatar, isHearing, give, sampleRate: from });
  }

  /** Silence is sent instead of what comes. */
  set isMuted(isMuted: boolean) {
    this.#feed.isMuted = isMuted;
    if (isMuted) this.#gate?.reset();
  }

  /** Somebody holds the button to talk. */
  set isHeld(isHeld: boolean) {
    if (this.#gate) this.#gate.isHeld = isHeld;
  }

  /**
   * @param frame what a source of the page gave, so it may be anything; it stays the source's
   * @param isMuted whether it is the silence of a microphone that is muted, of which nothing is learned
   */
  push(frame: unknown, isMuted: boolean): void {
    if (!(frame instanceof Float32Array)) {
      this.#options.logger.warn("A source of sound gave something that is no Float32Array.", frame);
      return;
    }
    if (this.#gate && !this.#feed.isMuted && !isMuted) this.#gate.push(frame);
    else this.#give(frame);
  }

  /** The words so far are wanted, from the next pause on; who speaks on goes on. */
  cut(): void {
    this.#cutBefore = this.#options.clock.now() + CUT_MS;
  }

  /** What was recognised of these milliseconds before now was the avatar. */
  handleEcho(from: number, to: number): void {
    this.#gate?.handleEcho(from, to);
  }

  /** The recogniser is there: what was kept goes first. @param connection one that does not throw */
  connect(connection: RealtimeSTTConnection): void {
    this.#feed.connect(connection);
  }

  /** The recogniser has gone: what comes is kept for the next one. */
  disconnect(): void {
    this.#feed.disconnect();
  }

  /** Nothing more comes for now: what the resampler holds goes out. */
  flush(): void {
    this.#feed.flush();
  }

  /** The avatar is silent, or nothing more is heard: it is as loud as before. */
  reset(): void {
    this.#gate?.reset();
  }

  #give(frame: Float32Array): void {
    this.#feed.push(frame);
    this.#pauses.push(frame);
    if (this.#cutBefore === undefined) return;
    if (!this.#pauses.isPause && this.#options.clock.now() < this.#cutBefore) return;
    this.#cutBefore = undefined;
    this.#options.handleCut();
  }
}
