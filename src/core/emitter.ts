/** The arguments of listeners by event name. */
export type EventMap<M> = { [K in keyof M]: readonly unknown[] };

/**
 * A typed emitter for occurrences. Listeners are called in the order in which they were added; one that throws is reported
 * and does not affect the others; one that is added or removed during an emission does not change that emission.
 */
export class Emitter<M extends EventMap<M>> {
  readonly #listeners = new Map<keyof M, Set<(...args: never) => void>>();
  readonly #handleListenerError: (error: unknown, name: keyof M) => void;

  constructor(handleListenerError: (error: unknown, name: keyof M) => void) {
    this.#handleListenerError = handleListenerError;
  }

  /** Adds a listener; adding the same one twice counts once. Returns a function that removes it. */
  on<K extends keyof M>(name: K, fn: (...args: M[K] & readonly unknown[]) => void): () => void {
    let set = this.#listeners.get(name);
    if (!set) this.#listeners.set(name, (set = new Set()));
    set.add(fn);
    return () => {
      this.off(name, fn);
    };
  }

  off<K extends keyof M>(name: K, fn: (...args: M[K] & readonly unknown[]) => void): void {
    this.#listeners.get(name)?.delete(fn);
  }

  emit<K extends keyof M>(name: K, ...args: M[K] & readonly unknown[]): void {
    for (const fn of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (fn as (...args: readonly unknown[]) => void)(...args);
      } catch (error) {
        this.#handleListenerError(error, name);
      }
    }
  }

  /** Removes every listener. */
  clear(): void {
    this.#listeners.clear();
  }
}
