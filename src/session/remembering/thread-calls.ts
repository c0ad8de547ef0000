/** Asks the provider of threads. Each call has its limit, and what it fails with is an error of the memory. */
import { throwIfAborted } from "../../core/abort.js";
import type { Clock } from "../../core/clock.js";
import { guard } from "../../core/guard.js";
import type { Logger } from "../../core/ports/logger.js";
import type { DeleteThreadOptions, Thread, ThreadChange, ThreadProvider } from "../../core/ports/thread-provider.js";
import { readThread, threadMissing } from "../../core/thread-values.js";
import { attempt } from "../../core/wait.js";
import { deleteThreads } from "./delete-threads.js";
import { readPage, readThreadOf, type ThreadPage } from "./thread-page.js";
import { asMemoryError } from "./thread-writer.js";

export interface ThreadCallsContext {
  readonly provider: ThreadProvider;
  readonly resourceId: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted at the end of the session. */
  readonly life: AbortSignal;
}

/** Milliseconds that a call of the provider may take. */
const PATIENCE_MS = 20_000;

export class ThreadCalls {
  readonly #context: ThreadCallsContext;
  readonly #renames = new Set<{ readonly id: string; isDeleted: boolean }>();

  constructor(context: ThreadCallsContext) {
    this.#context = context;
  }

  /** @throws LiveAvatarError; AbortError */
  async ask<T>(act: (signal: AbortSignal) => Promise<T>, signal = this.#context.life): Promise<T> {
    const { clock } = this.#context;
    try {
      return await attempt(act, { signal, clock, ms: PATIENCE_MS });
    } catch (error) {
      throwIfAborted(signal);
      throw asMemoryError(error);
    }
  }

  /** @throws as {@link ask} */
  find(id: string, signal?: AbortSignal): Promise<Thread | "foreign" | undefined> {
    const { provider, resourceId } = this.#context;
    return this.ask((given) => readThreadOf(resourceId, provider, id, given), signal);
  }

  /** @throws LiveAvatarError `thread-missing`, also for a thread of another resource; as {@link ask} */
  async existing(id: string, signal?: AbortSignal): Promise<Thread> {
    const found = await this.find(id, signal);
    if (!found || found === "foreign") throw threadMissing();
    return found;
  }

  /** @throws as {@link ask} */
  page(id: string, before: string | undefined, signal?: AbortSignal): Promise<ThreadPage> {
    return this.ask((given) => readPage(this.#context.provider, id, before, given), signal);
  }

  /** @throws LiveAvatarError `thread-missing`, also where it is deleted meanwhile: it would be made anew; as {@link ask} */
  async rename(id: string, title: string | undefined): Promise<Thread> {
    const rename = { id, isDeleted: false };
    this.#renames.add(rename);
    try {
      const thread: Thread = { ...(await this.existing(id)), title };
      if (rename.isDeleted) throw threadMissing();
      const kept = await this.ask((signal) => this.#context.provider.saveThread(thread, { signal }));
      // Others may have changed it since it was read: what is kept tells when.
      return readThread(kept) ?? thread;
    } finally {
      this.#renames.delete(rename);
    }
  }

  /** @throws as {@link ask} */
  delete(id: string): Promise<void> {
    return this.ask((signal) => this.#delete(id, { signal }));
  }

  /** Deletes all threads of the resource. @returns how many they were @throws as {@link ask} */
  async deleteAll(handleDeleted: (id: string) => void): Promise<number> {
    const { provider, resourceId, life } = this.#context;
    const asking: Pick<ThreadProvider, "listThreads" | "deleteThread"> = {
      listThreads: (query) => this.ask((signal) => provider.listThreads({ ...query, signal })),
      deleteThread: (id) => this.delete(id),
    };
    try {
      return await deleteThreads(asking, { resourceId, handleDeleted });
    } catch (error) {
      throwIfAborted(life);
      throw asMemoryError(error);
    }
  }

  /** Deletes a thread if nobody has said anything in it: others may have, of whom this page does not hear. Returns at once. */
  deleteEmpty(id: string): void {
    const { provider, clock, logger } = this.#context;
    const deleteEmpty = async (signal: AbortSignal): Promise<void> => {
      const found: unknown = await provider.getMessages(id, { last: 1, signal });
      throwIfAborted(signal);
      // Somebody may say the first words of it in this moment. A provider that does not know the option has been asked at least.
      if (Array.isArray(found) && found.length === 0) await this.#delete(id, { signal, onlyEmpty: true });
    };
    attempt(deleteEmpty, { clock, ms: PATIENCE_MS }).catch((error: unknown) => {
      logger.debug("An empty thread could not be deleted.", error);
    });
  }

  #delete(id: string, options: DeleteThreadOptions): Promise<void> {
    for (const rename of this.#renames) if (rename.id === id) rename.isDeleted = true;
    return this.#context.provider.deleteThread(id, options);
  }

  /** Hears of what others change; each change is told in a task of its own. @returns the way out */
  subscribe(handleChange: (change: ThreadChange) => void): () => void {
    const { provider, logger, life } = this.#context;
    const handleError = (error: unknown): void => {
      logger.error("What other pages do with the threads cannot be followed.", error);
    };
    const listener = (change: ThreadChange): void => {
      // A provider may tell it in the middle of a step of the session.
      void Promise.resolve().then(() => {
        if (!life.aborted) guard(() => handleChange(change), handleError);
      });
    };
    const off: unknown = guard(() => provider.subscribe?.(listener), handleError);
    return () => {
      if (typeof off === "function") guard(off as () => unknown, handleError);
    };
  }
}
