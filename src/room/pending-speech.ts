import { deferred, type Deferred } from "../core/wait.js";

interface Pending {
  readonly commandId: string;
  started: boolean;
  readonly said: Deferred<void>;
}

/**
 * Knows which of the things that were asked for has just been said. By `source_event_id` where the service
 * gives one (UNVERIFIED); else in the order of asking, as the service queues them (protocol §2.4).
 */
export class PendingSpeech {
  #queue: Pending[] = [];

  /**
   * Resolves when the speech has ended or was interrupted; an AbortError when `signal` fires first. How long a speech may
   * take nobody can know here: whoever asks for it has the patience, or the room's end settles it.
   */
  async wait(commandId: string, signal?: AbortSignal): Promise<void> {
    const pending: Pending = { commandId, started: false, said: deferred({ signal }) };
    this.#queue.push(pending);
    try {
      await pending.said.promise;
    } finally {
      this.#queue = this.#queue.filter((other) => other !== pending);
    }
  }

  started(source: string | undefined): void {
    const pending = this.#find(source, (other) => !other.started);
    if (pending !== undefined) pending.started = true;
  }

  ended(source: string | undefined): void {
    this.#find(source, (other) => other.started)?.said.resolve();
  }

  /** All of it was interrupted. */
  interrupt(): void {
    for (const pending of this.#queue) pending.said.resolve();
  }

  /** None of it will be heard. */
  fail(reason: Error): void {
    for (const pending of this.#queue) pending.said.reject(reason);
  }

  /** Whoever is settled leaves the queue a moment later, and does not count any more. */
  #find(source: string | undefined, matches: (pending: Pending) => boolean): Pending | undefined {
    const isNext = (pending: Pending) => !pending.said.settled && matches(pending);
    if (source === undefined) return this.#queue.find(isNext);
    return this.#queue.find((pending) => pending.commandId === source && isNext(pending));
  }
}
