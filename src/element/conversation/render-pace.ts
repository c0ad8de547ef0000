/** The pace at which an answer that grows is rendered: once a frame, however many pieces of it come. */
import { systemClock } from "../../core/clock.js";
import { deferred } from "../../core/wait.js";

/** In milliseconds: a page that gets no frames, as in the background, renders all the same. */
const LONGEST_FRAME_MS = 100;

export class RenderPace {
  #hasGrown = false;
  #frame: Promise<void> | undefined;

  /** A piece of the answer has come. */
  handleChunk(): void {
    this.#hasGrown = true;
  }

  /** What the next render has to wait for; undefined: nothing. The first piece in a frame never waits. */
  get pause(): Promise<void> | undefined {
    return this.#hasGrown && !document.hidden ? this.#frame : undefined;
  }

  /** To be called after each render. */
  updated(): void {
    if (!this.#hasGrown) return;
    this.#hasGrown = false;
    this.#frame ??= nextFrame().then(() => {
      this.#frame = undefined;
    });
  }
}

async function nextFrame(): Promise<void> {
  const frame = deferred({ clock: systemClock, ms: LONGEST_FRAME_MS });
  requestAnimationFrame(() => {
    frame.resolve();
  });
  await frame.promise.catch(() => undefined);
}
