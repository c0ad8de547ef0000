/** The threads that a session was in: one may have something left to write, which what is done to it must not overtake. */
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Thread } from "../../core/ports/thread-provider.js";
import { checkThread, checkThreadId } from "../../core/thread-values.js";
import type { ThreadCalls } from "./thread-calls.js";
import { type Presence, ThreadWriter, type ThreadWriterContext } from "./thread-writer.js";

export interface ThreadWritersContext extends Omit<ThreadWriterContext, "handleGone"> {
  readonly threads: ThreadCalls;
  readonly resourceId: string | undefined;
  /** Called when a thread was deleted by others, or is another's. */
  readonly handleGone: (id: string, unwritten: readonly ChatMessage[], wasOurs: boolean) => void;
}

export class ThreadWriters {
  readonly #context: ThreadWritersContext;
  readonly #writers = new Map<string, ThreadWriter>();
  /** How many calls delete all threads. */
  #deletions = 0;
  /** What is made meanwhile is none of theirs, and not written before they are through. */
  #releases: (() => void)[] = [];

  constructor(context: ThreadWritersContext) {
    this.#context = context;
  }

  get(id: string): ThreadWriter | undefined {
    return this.#writers.get(id);
  }

  /** The writer of this thread; one that is there learns what the thread is like now. */
  writerOf(thread: Thread, presence: Presence): ThreadWriter {
    const known = this.#writers.get(thread.id);
    known?.adopt(thread);
    return known ?? this.#make(thread, presence);
  }

  retry(): void {
    for (const writer of this.#writers.values()) writer.retry();
  }

  finish(): void {
    for (const writer of this.#writers.values()) writer.finish();
  }

  /** @returns the id */
  drop(id: string): string {
    this.#writers.get(id)?.drop();
    this.#writers.delete(id);
    return id;
  }

  /** Those that have nothing to write. */
  dropIdle(): void {
    for (const [id, writer] of this.#writers) if (writer.isIdle) this.#writers.delete(id);
  }

  /** @throws LiveAvatarError `thread-missing`, `config-invalid`, what the provider throws */
  async rename(id: string, given: string): Promise<Thread> {
    checkThread({ id, title: given, createdAt: 0, updatedAt: 0 });
    const { threads } = this.#context;
    const title = given.trim() === "" ? undefined : given;
    const writer = this.#writers.get(id);
    if (writer && !writer.isKept) {
      writer.change({ title, isNamed: true });
      return writer.thread;
    }
    const release = writer?.hold();
    try {
      const thread = await threads.rename(id, title);
      writer?.adopt(thread);
      return writer?.thread ?? thread;
    } finally {
      release?.();
    }
  }

  /** @throws LiveAvatarError `thread-missing`, `config-invalid`, what the provider throws */
  async delete(id: string): Promise<void> {
    const { threads } = this.#context;
    const writer = this.#writers.get(checkThreadId(id));
    if (!writer) await threads.existing(id);
    const release = writer?.hold();
    try {
      await threads.delete(id);
      this.drop(id);
    } finally {
      release?.();
    }
  }

  /**
   * Deletes all threads of the resource, but for those that are made from now on.
   * @param handleDeleted called for each that is deleted @returns how many they were @throws what the provider throws
   */
  async deleteAll(handleDeleted: (id: string) => void): Promise<number> {
    const { resourceId, threads } = this.#context;
    const left = new Set<string>();
    for (const [id, writer] of this.#writers) {
      if (writer.thread.resourceId === resourceId) left.add(id);
      this.#releases.push(writer.hold());
    }
    const handle = (id: string): void => {
      left.delete(id);
      this.drop(id);
      handleDeleted(id);
    };
    this.#deletions += 1;
    try {
      const count = await threads.deleteAll(handle);
      for (const id of left) {
        // It may have been on its way when they were listed.
        await threads.delete(id);
        handle(id);
      }
      return count;
    } finally {
      this.#deletions -= 1;
      if (this.#deletions === 0) for (const release of this.#releases.splice(0)) release();
    }
  }

  #make(thread: Thread, presence: Presence): ThreadWriter {
    const { handleGone } = this.#context;
    const writer = new ThreadWriter(thread, presence, {
      ...this.#context,
      handleGone: (unwritten, wasOurs) => {
        this.#writers.delete(thread.id);
        handleGone(thread.id, unwritten, wasOurs);
      },
    });
    this.#writers.set(thread.id, writer);
    if (this.#deletions > 0) this.#releases.push(writer.hold());
    writer.start();
    return writer;
  }
}
