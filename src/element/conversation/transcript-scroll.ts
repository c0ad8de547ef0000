/** The scrolling of the transcript: it follows the newest message, but leaves a reader who has scrolled up where they are. */
import { state } from "../../core/signals.js";

/** The distance from the end, in pixels, within which a reader counts as being at the end. */
const TOLERANCE_PX = 24;

export class TranscriptScroll {
  /** Whether something has come below what the reader sees. */
  readonly hasUnread = state(false);
  #log: HTMLElement | null = null;
  #isFollowing = true;
  #count = 0;
  /** A transcript that grows smaller, as for a keyboard, still shows its end. */
  readonly #sizes = new ResizeObserver(() => {
    this.#scroll();
  });

  /** Follows from now on, since the reader has asked for the newest or has written something. */
  follow(): void {
    this.#isFollowing = true;
    this.hasUnread.set(false);
    this.#scroll();
  }

  /** The press on the button that leads to the newest message, and goes away with it. */
  readonly handlePress = (): void => {
    this.follow();
    this.#log?.focus({ preventScroll: true });
  };

  readonly handleScroll = (): void => {
    if (!this.#log) return;
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight < TOLERANCE_PX;
    if (this.#isFollowing) this.hasUnread.set(false);
  };

  /** To be called in each render, before the transcript's. @param count of the messages */
  count(count: number): void {
    if (count > this.#count && !this.#isFollowing) this.hasUnread.set(true);
    this.#count = count;
  }

  /** To be called after each render. */
  update(log: HTMLElement | null): void {
    if (log !== this.#log) {
      this.#sizes.disconnect();
      if (log) this.#sizes.observe(log);
      this.#log = log;
      this.#isFollowing = true;
    }
    this.#scroll();
  }

  #scroll(): void {
    if (this.#log && this.#isFollowing) this.#log.scrollTop = this.#log.scrollHeight;
  }
}
