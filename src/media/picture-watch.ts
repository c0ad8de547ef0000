/**
 * The watch over the picture: notices that it freezes. LiveKit reports nothing for 16 s when its server falls silent, so
 * the frames themselves are watched, while they are visible: page and element visible, playing, unmuted.
 */
import type { Clock } from "../core/clock.js";

/** Milliseconds without a new frame after which the picture counts as frozen. */
export const STALL_MS = 1500;
/** Milliseconds that the first frame may take. */
const FIRST_FRAME_MS = 5000;

export interface PictureWatchOptions {
  readonly clock: Clock;
  readonly video: HTMLVideoElement;
  /** Whether the avatar says that it sends a picture. */
  readonly isSending: () => boolean;
  readonly handleStall: () => void;
  /** Called on the first frame after a stall. */
  readonly handleRecover: () => void;
}

export class PictureWatch {
  readonly #options: PictureWatchOptions;
  readonly #observer: IntersectionObserver;
  #onScreen = true;
  #stalled = false;
  #seenFrame = false;
  #since: number;
  #frameHandle: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #disposed = false;

  constructor(options: PictureWatchOptions) {
    this.#options = options;
    this.#since = options.clock.now();
    this.#observer = new IntersectionObserver((entries) => {
      this.#onScreen = entries.at(-1)?.isIntersecting ?? true;
      this.restart();
    });
    if (options.video.isConnected) this.#observer.observe(options.video);
    document.addEventListener("visibilitychange", this.restart);
    this.#awaitFrame();
    this.#check();
  }

  /** Counts the time without a frame from now, because the conditions have changed. */
  readonly restart = (): void => {
    this.#since = this.#options.clock.now();
  };

  dispose(): void {
    this.#disposed = true;
    this.#cancelTimer?.();
    this.#observer.disconnect();
    document.removeEventListener("visibilitychange", this.restart);
    if (this.#frameHandle !== undefined) this.#options.video.cancelVideoFrameCallback(this.#frameHandle);
  }

  #awaitFrame(): void {
    const { video } = this.#options;
    // Firefox has it since 132, Safari since 15.4; without it no stall is reported. The check can go when older ones do.
    if (typeof video.requestVideoFrameCallback !== "function") {
      this.dispose();
      return;
    }
    this.#frameHandle = video.requestVideoFrameCallback(() => {
      this.#seenFrame = true;
      this.restart();
      if (this.#stalled) {
        this.#stalled = false;
        this.#options.handleRecover();
      }
      if (!this.#disposed) this.#awaitFrame();
    });
  }

  #check(): void {
    if (this.#disposed) return;
    const { clock } = this.#options;
    if (this.#stalled || !this.#isWatching()) this.restart();
    const patience = this.#seenFrame ? STALL_MS : FIRST_FRAME_MS;
    const waited = clock.now() - this.#since;
    if (waited >= patience) {
      this.#stalled = true;
      this.restart();
      this.#options.handleStall();
    }
    const next = Math.max(50, this.#since + patience - clock.now());
    this.#cancelTimer = clock.setTimeout(() => this.#check(), next);
  }

  #isWatching(): boolean {
    const { video, isSending } = this.#options;
    return this.#onScreen && document.visibilityState === "visible" && !video.paused && isSending();
  }
}
