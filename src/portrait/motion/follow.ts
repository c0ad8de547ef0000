/** Values that move smoothly towards their goals. */
export class Follower<Key extends string> {
  readonly #values: Partial<Record<Key, number>> = {};
  #at: number | undefined;

  /** Brings every value nearer to its goal; after `timeMs` a third of the way is left. The same object every time. */
  move(
    goals: Readonly<Partial<Record<Key, number>>>,
    now: number,
    timeMs: number,
  ): Readonly<Partial<Record<Key, number>>> {
    const passed = this.#at === undefined ? Infinity : Math.max(0, now - this.#at);
    this.#at = now;
    const share = 1 - Math.exp(-passed / timeMs);
    const values = this.#values;
    for (const key in goals) values[key] ??= 0;
    for (const key in values) {
      const [value = 0, goal = 0] = [values[key], goals[key]];
      const next = value + (goal - value) * share;
      // A muscle that has arrived is at rest: without this no frame would ever equal the one before.
      values[key] = Math.abs(goal - next) < 0.0004 ? goal : next;
    }
    return values;
  }
}
