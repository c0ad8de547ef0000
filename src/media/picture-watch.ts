/**
 * Notices a picture that freezes. LiveKit says nothing for 16 s when its server falls silent, so the frames
 * themselves are watched, and judged only while somebody could see them: page and stage visible, playing, unmuted.
 */
import type { Clock } from "../core/clock.js";

/** Without a new frame for this long the picture counts as frozen (api.md, "How things end"). */
export const STALL_MS = 1500;
/** The first frame may take a while: the picture is only starting. */
const FIRST_FRAME_MS = 5000;

export interface PictureWatchOptions {
  readonly clock: Clock;
  readonly video: HTMLVideoElement;
  /** Whether the avatar says that it sends a picture. */
  readonly isSending: () => boolean;
  readonly onStall: () => void;
  /** The first frame after a stall. */
  readonly onRecover: () => void;
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

  /** Something has changed: the time without a frame counts from now. */
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
    // Firefox has it since 132, Safari since 15.4; without it nothing is judged.
    if (typeof video.requestVideoFrameCallback !== "function") {
      this.dispose();
      return;
    }
    this.#frameHandle = video.requestVideoFrameCallback(() => {
      this.#seenFrame = true;
      this.restart();
      if (this.#stalled) {
        this.#stalled = false;
        this.#options.onRecover();
      }
      if (!this.#disposed) this.#awaitFrame();
    });
  }

  #check(): void {
    if (this.#disposed) return;
    const { clock } = this.#options;
    if (this.#stalled || !this.#judging()) this.restart();
    const patience = this.#seenFrame ? STALL_MS : FIRST_FRAME_MS;
    const waited = clock.now() - this.#since;
    if (waited >= patience) {
      this.#stalled = true;
      this.restart();
      this.#options.onStall();
    }
    const next = Math.max(50, this.#since + patience - clock.now());
    this.#cancelTimer = clock.setTimeout(() => this.#check(), next);
  }

  #judging(): boolean {
    const { video, isSending } = this.#options;
    return this.#onScreen && document.visibilityState === "visible" && !video.paused && isSending();
  }
}
