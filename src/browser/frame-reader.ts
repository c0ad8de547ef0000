import type { FrameQueue } from "./frame-queue.js";

export interface FrameReaderContext {
  /** Gives the frames of the microphone to this reader alone. @throws `wrong-state` where somebody reads them already */
  readonly claim: () => FrameQueue;
  /** Opens the microphone where it is not open. Rejects where it cannot be had. */
  readonly open: (frames: FrameQueue) => Promise<void>;
  /** The reader has left. */
  readonly close: (frames: FrameQueue) => void;
}

/** One reading of a microphone, from the first `next()` to the end of its frames, or to the end of the loop. */
export class FrameReader implements AsyncIterableIterator<Float32Array> {
  readonly #context: FrameReaderContext;
  #frames: FrameQueue | undefined;
  #opened: Promise<void> | undefined;
  #isOver = false;

  constructor(context: FrameReaderContext) {
    this.#context = context;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Float32Array, undefined>> {
    if (this.#isOver) return OVER;
    const frames = (this.#frames ??= this.#context.claim());
    try {
      await (this.#opened ??= this.#context.open(frames));
    } catch (error) {
      this.#isOver = true;
      throw error;
    }
    const frame = await frames.take();
    if (frame && !this.#hasLeft()) return { done: false, value: frame };
    this.#isOver = true;
    return OVER;
  }

  /** Leaves, and with it closes the microphone, in this task; also while it is opened or a frame is awaited. */
  return(): Promise<IteratorResult<Float32Array, undefined>> {
    const isReading = !this.#isOver && this.#frames !== undefined;
    this.#isOver = true;
    if (isReading && this.#frames) this.#context.close(this.#frames);
    return Promise.resolve(OVER);
  }

  /** The compiler takes what it has seen before an `await` for what is there after it. */
  #hasLeft(): boolean {
    return this.#isOver;
  }
}

const OVER = { done: true, value: undefined } as const;
