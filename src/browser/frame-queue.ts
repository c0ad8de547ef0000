import { deferred, type Deferred } from "../core/wait.js";

/** The frames between the microphone, which never waits, and one reader. A slow reader loses the oldest. */
export class FrameQueue {
  /** Whether somebody reads: what nobody wants is not lost. */
  isRead = false;
  readonly #capacity: number;
  readonly #frames: Float32Array[] = [];
  readonly #waiting: Deferred<Float32Array | undefined>[] = [];
  #isEnded = false;

  /** @param capacity the number of frames that wait, at most */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Returns how many frames the reader has lost by it. */
  push(frame: Float32Array): number {
    const reader = this.#waiting.shift();
    if (reader) {
      reader.resolve(frame);
      return 0;
    }
    this.#frames.push(frame);
    if (this.#frames.length <= this.#capacity) return 0;
    this.#frames.shift();
    return this.isRead ? 1 : 0;
  }

  /** Ends the queue; the reader still gets what is left. */
  end(): void {
    this.#isEnded = true;
    for (const reader of this.#waiting.splice(0)) reader.resolve(undefined);
  }

  /** The next frame as soon as there is one; undefined after the last. */
  async take(): Promise<Float32Array | undefined> {
    const frame = this.#frames.shift();
    if (frame || this.#isEnded) return frame;
    const next = deferred<Float32Array | undefined>();
    this.#waiting.push(next);
    return next.promise;
  }
}
