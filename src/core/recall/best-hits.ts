/** The best so many of a stream of hits, in memory for these alone: a heap whose root is the worst. */
export class BestHits<T> {
  readonly #heap: T[] = [];
  readonly #limit: number;
  readonly #isBetter: (a: T, b: T) => boolean;

  /** @param isBetter a total order: of two hits one is better */
  constructor(limit: number, isBetter: (a: T, b: T) => boolean) {
    this.#limit = limit;
    this.#isBetter = isBetter;
  }

  /** The best first. */
  get sorted(): readonly T[] {
    return [...this.#heap].sort((a, b) => (this.#isBetter(a, b) ? -1 : 1));
  }

  /** The one that a better one will take the place of; undefined while there is room. */
  get worst(): T | undefined {
    return this.#heap.length < this.#limit ? undefined : this.#heap[0];
  }

  offer(hit: T): void {
    const heap = this.#heap;
    if (heap.length < this.#limit) {
      heap.push(hit);
      this.#rise(heap.length - 1);
    } else if (heap[0] && this.#isBetter(hit, heap[0])) {
      heap[0] = hit;
      this.#sink();
    }
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#swapUnlessWorse(parent, at)) return;
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const worse = this.#isWorse(right, left) ? right : left;
      if (!this.#swapUnlessWorse(at, worse)) return;
      at = worse;
    }
  }

  #swapUnlessWorse(parent: number, child: number): boolean {
    if (!this.#isWorse(child, parent)) return false;
    const [above, below] = [this.#heap[parent], this.#heap[child]];
    if (above && below) [this.#heap[parent], this.#heap[child]] = [below, above];
    return true;
  }

  #isWorse(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    return one !== undefined && other !== undefined && this.#isBetter(other, one);
  }
}
