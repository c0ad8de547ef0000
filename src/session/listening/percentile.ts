/** Values between two times that the percentile is found again: it moves slowly. */
const STEP = 5;

/** A percentile of the newest values. */
export class Percentile {
  readonly #share: number;
  readonly #size: number;
  readonly #values: number[] = [];
  #value = -Infinity;
  #pushed = 0;

  /** @param share 0…1; @param size how many values count */
  constructor(share: number, size: number) {
    this.#share = share;
    this.#size = size;
  }

  get count(): number {
    return this.#values.length;
  }

  /** −Infinity as long as there is none. */
  get value(): number {
    return this.#value;
  }

  push(value: number): void {
    this.#values[this.#pushed % this.#size] = value;
    this.#pushed += 1;
    if (this.#pushed > STEP && this.#pushed % STEP !== 0) return;
    const sorted = [...this.#values].sort((one, other) => one - other);
    this.#value = sorted[Math.floor(this.#share * (sorted.length - 1))] ?? -Infinity;
  }
}
