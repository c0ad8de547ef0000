import { deferred, type Deferred } from "../core/wait.js";

interface Pending {
  readonly commandId: string;
  readonly signal: AbortSignal | undefined;
  started: boolean;
  readonly said: Deferred<void>;
}

/**
 * The speech commands whose speech has not ended. An event belongs to the command in its `source_event_id` where the
 * service gives one (UNVERIFIED); else to the first in the queue, as the service says them in order (protocol §2.4).
 */
export class PendingSpeech {
  #queue: Pending[] = [];

  /**
   * Resolves when the speech has ended or was interrupted; rejects with an AbortError when `signal` is aborted first. There
   * is no time limit, since the length of a speech is unknown here: the caller's signal or the end of the room ends it.
   */
  async wait(commandId: string, signal?: AbortSignal): Promise<void> {
    const pending = this.#add(commandId, signal, deferred({ signal }));
    try {
      await pending.said.promise;
    } finally {
      this.#queue = this.#queue.filter((other) => other !== pending);
    }
  }

  /** Keeps a place in the order of speech for a command that nobody waits for, until `signal` is aborted; it is not listened to. */
  expect(commandId: string, signal?: AbortSignal): void {
    this.#add(commandId, signal, deferred());
  }

  handleStarted(source: string | undefined): void {
    const pending = this.#find(source, (other) => !other.started);
    if (pending !== undefined) pending.started = true;
  }

  handleEnded(source: string | undefined): void {
    this.#find(source, (other) => other.started)?.said.resolve();
  }

  /** Rejects with `reason` a command that could not be handed over: no speech will answer it. */
  drop(commandId: string, reason: unknown): void {
    this.#queue.find((pending) => pending.commandId === commandId)?.said.reject(reason);
  }

  /** Resolves every speech: an interrupt has ended them all. */
  interrupt(): void {
    for (const pending of this.#queue) pending.said.resolve();
  }

  /** Rejects every speech with `reason`: none will be heard any more. */
  dispose(reason: Error): void {
    for (const pending of this.#queue) pending.said.reject(reason);
  }

  #add(commandId: string, signal: AbortSignal | undefined, said: Deferred<void>): Pending {
    const pending: Pending = { commandId, signal, started: false, said };
    this.#queue = [...this.#queue.filter(isPending), pending];
    return pending;
  }

  /** The first speech that matches. A settled one does not count: it leaves the queue a little later. */
  #find(source: string | undefined, matches: (pending: Pending) => boolean): Pending | undefined {
    const isNext = (pending: Pending) => isPending(pending) && matches(pending);
    if (source === undefined) return this.#queue.find(isNext);
    return this.#queue.find((pending) => pending.commandId === source && isNext(pending));
  }
}

const isPending = ({ said, signal }: Pending): boolean => !said.settled && signal?.aborted !== true;
