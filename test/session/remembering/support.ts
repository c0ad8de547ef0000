import type { ChatMessage } from "../../../src/core/ports/chat-message.js";
import type { Logger } from "../../../src/core/ports/logger.js";
import type { MessageQuery, Thread, ThreadProvider } from "../../../src/core/ports/thread-provider.js";
import { messagesAround, threadMissing } from "../../../src/core/thread-values.js";
import type { VectorHit } from "../../../src/core/ports/vector-store.js";

export const message = (id: string, content: ChatMessage["content"], more: Partial<ChatMessage> = {}): ChatMessage => ({
  ...{ id, content, role: "user", createdAt: Date.UTC(2026, 2, 15) },
  ...more,
});

/** The contents of messages that have text alone, a line each. */
export const textOf = (messages: readonly ChatMessage[]): string =>
  messages.map(({ content }) => (typeof content === "string" ? content : JSON.stringify(content))).join("\n");

export const hit = (threadId: string, messageId: string, score = 1): VectorHit => ({
  ...{ threadId, messageId, score, createdAt: 0 },
});

/** Threads that are there from the start, and the pages that were asked for. */
export class ListedThreads implements ThreadProvider {
  readonly id = "listed";
  readonly queries: MessageQuery[] = [];
  readonly #threads: Readonly<Record<string, readonly ChatMessage[]>>;

  constructor(threads: Readonly<Record<string, readonly ChatMessage[]>>) {
    this.#threads = threads;
  }

  async getThread(id: string): Promise<Thread | null> {
    return Object.hasOwn(this.#threads, id) ? { id, createdAt: 0, updatedAt: 0 } : null;
  }

  async getMessages(threadId: string, query: MessageQuery = {}): Promise<readonly ChatMessage[]> {
    this.queries.push(query);
    const messages = Object.hasOwn(this.#threads, threadId) ? this.#threads[threadId] : undefined;
    if (!messages) throw threadMissing();
    if (query.around) return messagesAround(messages, query.around);
    const end = query.before === undefined ? messages.length : messages.findIndex(({ id }) => id === query.before);
    return messages.slice(Math.max(0, end - (query.last ?? Infinity)), Math.max(0, end));
  }

  saveThread = async (thread: Thread): Promise<Thread> => thread;
  listThreads = async (): Promise<readonly Thread[]> => [];
  deleteThread = async (): Promise<void> => {};
  appendMessages = async (): Promise<void> => {};
}

/** What was logged, by its level. */
export function logOf(): { readonly lines: string[]; readonly logger: Logger } {
  const lines: string[] = [];
  const write = (level: string) => (text: string) => void lines.push(`${level}: ${text}`);
  return { lines, logger: { debug: write("debug"), warn: write("warn"), error: write("error") } };
}
