import { attempt, deferred } from "./wait.js";

/** Runs works one after the other where they have the same key, and at the same time where they have not. */
export class KeyedQueue {
  readonly #ends = new Map<string, Promise<void>>();

  /** @throws what `work` throws; an AbortError, if it did not begin */
  async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const previous = this.#ends.get(key) ?? Promise.resolve();
    const own = deferred();
    // Whoever gives up waiting does not let the next one pass the previous one.
    const end = previous.then(() => own.promise);
    this.#ends.set(key, end);
    try {
      await attempt(() => previous, { signal });
      return await work();
    } finally {
      own.resolve();
      void end.then(() => {
        if (this.#ends.get(key) === end) this.#ends.delete(key);
      });
    }
  }
}
