/** A value that moves towards its goal and is never there at once: what a muscle does with an order. */
export class Follower<Key extends string> {
  readonly #values = new Map<Key, number>();
  #at: number | undefined;

  /** Brings every value nearer to its goal; after `timeMs` a third of the way is left. */
  move(
    goals: Readonly<Partial<Record<Key, number>>>,
    now: number,
    timeMs: number,
  ): Readonly<Partial<Record<Key, number>>> {
    const passed = this.#at === undefined ? Infinity : Math.max(0, now - this.#at);
    this.#at = now;
    const share = 1 - Math.exp(-passed / timeMs);
    for (const key of new Set([...this.#values.keys(), ...(Object.keys(goals) as Key[])])) {
      const value = this.#values.get(key) ?? 0;
      const next = value + ((goals[key] ?? 0) - value) * share;
      // A muscle that has arrived is at rest: without this no frame would ever equal the one before.
      this.#values.set(key, Math.abs((goals[key] ?? 0) - next) < 0.0004 ? (goals[key] ?? 0) : next);
    }
    return Object.fromEntries(this.#values) as Partial<Record<Key, number>>;
  }
}
