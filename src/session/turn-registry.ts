/**
 * Keeps, for each turn, the promise of whoever asked, the abort controller and the patience. A turn is closed exactly once;
 * after that nothing of it is left here.
 */
import type { LiveAvatarError } from "../core/errors.js";
import { type Deferred, deferred, type Timers } from "../core/wait.js";

interface Entry {
  readonly controller: AbortController;
  readonly settled: Deferred<void>;
  cancelWatch: () => void;
}

export class TurnRegistry {
  readonly #timers: Timers;
  readonly #entries = new Map<string, Entry>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Opens a turn that somebody asked for; the promise settles with the turn. */
  open(turnId: string): Promise<void> {
    return this.#entry(turnId).settled.promise;
  }

  /** Aborted when the turn is closed. */
  signal(turnId: string): AbortSignal {
    return this.#entry(turnId).controller.signal;
  }

  /** Starts the turn's patience anew; `handleEnd` runs when it is used up. */
  watch(turnId: string, ms: number, handleEnd: () => void): void {
    const entry = this.#entry(turnId);
    entry.cancelWatch();
    entry.cancelWatch = this.#timers.setTimeout(handleEnd, ms);
  }

  /** The turn needs no patience any more. */
  unwatch(turnId: string): void {
    this.#entries.get(turnId)?.cancelWatch();
  }

  close(turnId: string, error?: LiveAvatarError): void {
    const entry = this.#entries.get(turnId);
    if (!entry) return;
    this.#entries.delete(turnId);
    entry.cancelWatch();
    entry.controller.abort();
    if (error) entry.settled.reject(error);
    else entry.settled.resolve();
  }

  /** A turn that nobody waits for, such as one that the avatar began itself, gets an entry on first use. */
  #entry(turnId: string): Entry {
    let entry = this.#entries.get(turnId);
    if (!entry) {
      entry = { controller: new AbortController(), settled: deferred(), cancelWatch: noop };
      this.#entries.set(turnId, entry);
    }
    return entry;
  }
}

const noop = (): void => undefined;
