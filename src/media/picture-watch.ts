/**
 * The watch over the picture: notices that it freezes. LiveKit reports nothing for 16 s when its server falls silent, so
 * the frames themselves are watched, while they are visible: page and element visible, playing, unmuted.
 */
import type { Clock } from "../core/clock.js";

/** Milliseconds without a new frame after which the picture counts as frozen. */
export const STALL_MS = 1500;
/** Milliseconds of a stall after which the last frame says nothing any more. */
export const LONG_STALL_MS = 8000;
/** Milliseconds that the first frame may take. */
const FIRST_FRAME_MS = 5000;

export interface PictureWatchOptions {
  readonly clock: Clock;
  readonly video: HTMLVideoElement;
  /** Whether the avatar says that it sends a picture. */
  readonly isSending: () => boolean;
  /** Called with the first frame, and with the first after a stall; at once where the browser tells of no frames. */
  readonly handleFrame: () => void;
  readonly handleStall: () => void;
  /** Called when a stall goes on for {@link LONG_STALL_MS}. */
  readonly handleLongStall: () => void;
  /** Called on the first frame after a stall. */
  readonly handleRecover: () => void;
}

export class PictureWatch {
  readonly #options: PictureWatchOptions;
  readonly #observer: IntersectionObserver;
  #onScreen = true;
  /** The time since which no frame has come that should have; undefined while they come. */
  #stalledSince: number | undefined;
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
      this.#options.handleFrame();
      return;
    }
    this.#frameHandle = video.requestVideoFrameCallback(() => {
      const isNews = !this.#seenFrame || this.#stalledSince !== undefined;
      this.#seenFrame = true;
      this.restart();
      if (isNews) this.#options.handleFrame();
      if (this.#stalledSince !== undefined) {
        this.#stalledSince = undefined;
        this.#options.handleRecover();
      }
      if (!this.#disposed) this.#awaitFrame();
    });
  }

  #check(): void {
    if (this.#disposed) return;
    const { clock } = this.#options;
    const isWatching = this.#isWatching();
    const stalledSince = this.#stalledSince;
    if (stalledSince !== undefined || !isWatching) this.restart();
    if (stalledSince !== undefined && isWatching && clock.now() - stalledSince >= LONG_STALL_MS) {
      this.#options.handleLongStall();
    }
    const patience = this.#seenFrame ? STALL_MS : FIRST_FRAME_MS;
    const waited = clock.now() - this.#since;
    if (waited >= patience) {
      this.#stalledSince = this.#since;
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
