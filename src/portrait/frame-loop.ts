/** The frame loop: runs while its frames can be seen, so not in a hidden tab, outside the viewport or while paused. */

export interface FrameLoopOptions {
  /** Requests one frame; returns a function that cancels it. Default: the browser's. */
  readonly requestFrame: RequestFrame;
  readonly handleFrame: () => void;
}

export type RequestFrame = (fn: () => void) => () => void;

export const browserFrames: RequestFrame = (fn) => {
  const handle = requestAnimationFrame(fn);
  return () => {
    cancelAnimationFrame(handle);
  };
};

export class FrameLoop {
  readonly #options: FrameLoopOptions;
  readonly #sight: IntersectionObserver;
  readonly #element: Element;
  #inSight = true;
  #paused = false;
  #cancel: (() => void) | undefined;
  #disposed = false;

  constructor(element: Element, options: FrameLoopOptions) {
    this.#element = element;
    this.#options = options;
    this.#sight = new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? true;
      this.#consider();
    });
    this.#sight.observe(element);
    document.addEventListener("visibilitychange", this.#consider);
    this.#consider();
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** A still picture until it is set to false again. */
  set paused(paused: boolean) {
    this.#paused = paused;
    this.#consider();
  }

  /** Whether a frame could be seen. */
  get visible(): boolean {
    return !document.hidden && this.#inSight;
  }

  dispose(): void {
    this.#disposed = true;
    this.#consider();
    this.#sight.unobserve(this.#element);
    this.#sight.disconnect();
    document.removeEventListener("visibilitychange", this.#consider);
  }

  readonly #consider = (): void => {
    const runs = !this.#disposed && !this.#paused && this.visible;
    if (runs) this.#cancel ??= this.#options.requestFrame(this.#frame);
    else {
      this.#cancel?.();
      this.#cancel = undefined;
    }
  };

  readonly #frame = (): void => {
    this.#cancel = undefined;
    this.#options.handleFrame();
    this.#consider();
  };
}
