import { deferred } from "./wait.js";

/** A queue between a writer that never waits and one reader that does. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #over = false;
  #wake: () => void = noop;

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Ends the queue; the reader still gets what is left. */
  end(): void {
    this.#over = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) yield item;
      if (this.#over) return;
      const woken = deferred();
      this.#wake = woken.resolve;
      await woken.promise;
    }
  }
}

const noop = (): void => undefined;
