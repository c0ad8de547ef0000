import type { Emitter } from "../core/emitter.js";
import type { Thread } from "../core/ports/thread-provider.js";
import type { SessionEventMap } from "../core/session-events.js";
import type { Memory } from "./memory.js";
import type { NewThreadOptions } from "./memory-context.js";
import { SessionReading } from "./session-reading.js";
import type { SessionSignals } from "./signals.js";

/** The threads of a session: in which one it is, and how it comes into another. */
export class SessionThreads extends SessionReading {
  readonly #memory: Memory;

  constructor(emitter: Emitter<SessionEventMap>, signals: SessionSignals, memory: Memory) {
    super(emitter, signals);
    this.#memory = memory;
  }

  /** The thread that the conversation is kept in; null without `memory`, and before the first start. */
  get thread(): Thread | null {
    return this.signals.thread.get();
  }

  get threadId(): string | null {
    return this.thread?.id ?? null;
  }

  /**
   * Interrupts, and goes on with another thread: its messages are `messages` then. A renderer that converses itself is not told of
   * them. Until it resolves the session is in the old thread.
   * @throws LiveAvatarError `thread-missing`, also for a thread of another resource; `storage-refused`, `storage-failed`;
   * `config-invalid` without `memory`; `wrong-state`; AbortError when a newer call or the session's end comes first
   */
  switchThread(id: string): Promise<void> {
    return this.#memory.use("switchThread", (part) => part.switchTo(id), true);
  }

  /** Interrupts, and goes on with a new thread. @throws LiveAvatarError `config-invalid`, `wrong-state` */
  newThread(options: NewThreadOptions = {}): Promise<Thread> {
    return this.#memory.use("newThread", (part) => part.create(options), true);
  }

  /** Gives a thread a title; "" takes it away. @throws as {@link switchThread} */
  renameThread(id: string, title: string): Promise<Thread> {
    return this.#memory.use("renameThread", (part) => part.rename(id, title));
  }

  /** Deletes a thread for good, and what recall knows of it. The session goes on with a new one if it was its own. @throws as {@link switchThread} */
  deleteThread(id: string): Promise<void> {
    return this.#memory.use("deleteThread", (part) => part.remove(id));
  }

  /**
   * Goes on with a new thread, at once, and deletes all those of `memory.resourceId` for good. After a failure some may be left.
   * @returns how many they were @throws as {@link switchThread}
   */
  forget(): Promise<number> {
    return this.#memory.use("forget", (part) => part.removeAll(), true);
  }

  /**
   * Puts older messages of the thread before those in `messages`, which has the newest 200 of a thread at first.
   * @returns whether there may be more @throws as {@link switchThread}
   */
  loadEarlier(): Promise<boolean> {
    return this.#memory.use("loadEarlier", (part) => part.loadEarlier());
  }
}
