/** A thread that is being read, and what becomes known of it meanwhile: whether that is in the answers is a matter of chance. */
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Thread } from "../../core/ports/thread-provider.js";
import { withNew } from "./thread-page.js";

export class ThreadReading {
  readonly #id: string;
  #thread: Thread | undefined;
  #messages: readonly ChatMessage[] = [];

  constructor(id: string) {
    this.#id = id;
  }

  /** Words that are on their way to the thread, or that others have said in it. */
  handleMessages(threadId: string, messages: readonly ChatMessage[]): void {
    if (threadId === this.#id) this.#messages = withNew(this.#messages, messages);
  }

  /** The thread was given a title or metadata, here or elsewhere. */
  handleThread(thread: Thread): void {
    if (thread.id === this.#id) this.#thread = newer(thread, this.#thread);
  }

  /** What was read, and what was heard of it meanwhile. */
  complete(
    thread: Thread,
    messages: readonly ChatMessage[],
  ): { readonly thread: Thread; readonly messages: readonly ChatMessage[] } {
    return { thread: newer(this.#thread, thread), messages: withNew(messages, this.#messages) };
  }
}

/** Of two that were changed at the same time, the first. */
function newer<T extends Thread | undefined>(one: Thread | undefined, other: T): Thread | T {
  return one && one.updatedAt >= (other?.updatedAt ?? -Infinity) ? one : other;
}
