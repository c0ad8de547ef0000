/**
 * How much work one call may do for a card, in units of roughly ten nanoseconds. A clock would say it more exactly, and
 * differently on each machine: what a card does must not depend on how busy the visitor's is.
 */
export class WorkBudget {
  #left: number;

  constructor(units: number) {
    this.#left = units;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }

  /** Takes some of it. False: there was not as much left, and from now on there is nothing. */
  spend(units: number): boolean {
    this.#left = this.#left < units ? -1 : this.#left - units;
    return this.#left >= 0;
  }
}
