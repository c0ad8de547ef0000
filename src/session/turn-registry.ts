/**
 * Keeps, for each turn that a caller waits for, its promise, its abort controller and its patience.
 * A turn is closed exactly once; after that nothing of it is left here.
 */
import type { Clock } from "../core/clock.js";
import type { LiveAvatarError } from "../core/errors.js";

interface Entry {
  readonly controller: AbortController;
  readonly resolve: () => void;
  readonly reject: (error: LiveAvatarError) => void;
  cancelWatch: () => void;
}

export class TurnBook {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens a turn that somebody asked for; the promise settles with the turn. */
  open(turnId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#entries.set(turnId, this.#entry(resolve, reject));
    });
  }

  signal(turnId: string): AbortSignal {
    return this.#find(turnId).controller.signal;
  }

  /** Starts the turn's patience anew; `onEnd` runs when it is used up. */
  watch(turnId: string, ms: number, onEnd: () => void): void {
    const entry = this.#find(turnId);
    entry.cancelWatch();
    entry.cancelWatch = this.#clock.setTimeout(onEnd, ms);
  }

  /** Its patience is over: sound has come. */
  unwatch(turnId: string): void {
    this.#entries.get(turnId)?.cancelWatch();
  }

  close(turnId: string, error?: LiveAvatarError): void {
    const entry = this.#entries.get(turnId);
    if (!entry) return;
    this.#entries.delete(turnId);
    entry.cancelWatch();
    entry.controller.abort();
    if (error) entry.reject(error);
    else entry.resolve();
  }

  /** A turn that nobody waits for (spoken, unasked) gets an entry on first use. */
  #find(turnId: string): Entry {
    let entry = this.#entries.get(turnId);
    if (!entry) this.#entries.set(turnId, (entry = this.#entry(noop, noop)));
    return entry;
  }

  #entry(resolve: () => void, reject: (error: LiveAvatarError) => void): Entry {
    return { controller: new AbortController(), resolve, reject, cancelWatch: noop };
  }
}

const noop = (): void => undefined;
