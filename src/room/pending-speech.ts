import { abortError } from "../core/abort.js";

interface Pending {
  readonly commandId: string;
  started: boolean;
  readonly settle: () => void;
  readonly refuse: (reason: Error) => void;
}

/**
 * Knows which of the things that were asked for has just been said. By `source_event_id` where the service
 * gives one (UNVERIFIED); else in the order of asking, as the service queues them (protocol §2.4).
 */
export class PendingSpeech {
  #queue: Pending[] = [];

  /** Resolves when the speech has ended or was interrupted; an AbortError when `signal` fires first. */
  wait(commandId: string, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal?.removeEventListener("abort", abort);
        this.#queue = this.#queue.filter((other) => other !== pending);
      };
      const abort = () => {
        leave();
        reject(abortError());
      };
      const pending: Pending = {
        commandId,
        started: false,
        settle: () => {
          leave();
          resolve();
        },
        refuse: (reason) => {
          leave();
          reject(reason);
        },
      };
      this.#queue.push(pending);
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort, { once: true });
    });
  }

  started(source: string | undefined): void {
    const pending = this.#find(source, (other) => !other.started);
    if (pending !== undefined) pending.started = true;
  }

  ended(source: string | undefined): void {
    this.#find(source, (other) => other.started)?.settle();
  }

  /** All of it was interrupted. */
  interrupt(): void {
    for (const pending of [...this.#queue]) pending.settle();
  }

  /** None of it will be heard. */
  fail(reason: Error): void {
    for (const pending of [...this.#queue]) pending.refuse(reason);
  }

  #find(source: string | undefined, matches: (pending: Pending) => boolean): Pending | undefined {
    if (source === undefined) return this.#queue.find(matches);
    return this.#queue.find((pending) => pending.commandId === source && matches(pending));
  }
}
