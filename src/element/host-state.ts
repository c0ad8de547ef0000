import type { WritableSignal } from "../core/signals.js";

/**
 * A value of the shell, with the interface of a signal: when it changes, its element renders again. The library of signals comes
 * with the code of a conversation, and no page has to load it before.
 */
export class HostState<T> implements WritableSignal<T> {
  readonly #host: { requestUpdate(): void };
  #value: T;

  constructor(host: { requestUpdate(): void }, initial: T) {
    this.#host = host;
    this.#value = initial;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#host.requestUpdate();
  }
}
