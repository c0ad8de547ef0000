/** Frames while somebody can see them: not in a hidden tab, not outside the viewport, not while paused. */

export interface FrameLoopOptions {
  /** Asks for one frame; returns the way to call it off. Default: the browser's. */
  readonly requestFrame: RequestFrame;
  readonly onFrame: () => void;
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

  /** Whether anybody could see a frame. */
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
    this.#options.onFrame();
    this.#consider();
  };
}
