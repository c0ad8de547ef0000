/** Reads what a conversation begins with. What a provider answers may be anything: it is looked at. */
import { throwIfAborted } from "../../core/abort.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Thread, ThreadProvider } from "../../core/ports/thread-provider.js";
import { readMessage, readThread } from "../../core/thread-values.js";

/** Messages that are read at once: a thread may have any number. */
const PAGE = 200;

export interface ThreadPage {
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  /** The message that the page before it ends at; undefined: there is none before it. */
  readonly oldestId: string | undefined;
}

/** The newest messages, or those before this one. @throws what the provider throws */
export async function readPage(
  provider: ThreadProvider,
  threadId: string,
  before: string | undefined,
  signal: AbortSignal,
): Promise<ThreadPage> {
  const query = { last: PAGE, signal, ...(before !== undefined && { before }) };
  const answer: unknown = await provider.getMessages(threadId, query);
  throwIfAborted(signal);
  const values: readonly unknown[] = Array.isArray(answer) ? answer : [];
  const oldestId = values.length < PAGE ? undefined : readMessage(values[0])?.id;
  // A provider that does not know its own message tells the same page again.
  return { messages: conversationOf(values), oldestId: oldestId === before ? undefined : oldestId };
}

/** With those that are not there yet: each id once, for a list that is shown knows messages by their ids. */
export function withNew(messages: readonly ChatMessage[], more: readonly ChatMessage[]): readonly ChatMessage[] {
  const known = new Set(messages.map(({ id }) => id));
  const isNew = ({ id }: ChatMessage): boolean => !known.has(id) && known.add(id).size > 0;
  return Object.freeze([...messages, ...more.filter(isNew)]);
}

/** What was said, of anything. The history of a session knows visitor and avatar alone. */
export function conversationOf(values: unknown): readonly ChatMessage[] {
  if (!Array.isArray(values)) return [];
  const messages = values.flatMap((value: unknown) => {
    const message = readMessage(value);
    return message?.role === "user" || message?.role === "assistant" ? [Object.freeze(message)] : [];
  });
  return withNew([], messages);
}

/** The thread, if it is there and may be opened for this resource: one that is nobody's may be. @throws what the provider throws */
export async function readThreadOf(
  resourceId: string | undefined,
  provider: ThreadProvider,
  id: string,
  signal: AbortSignal,
): Promise<Thread | "foreign" | undefined> {
  const thread = readThread(await provider.getThread(id, { signal }));
  throwIfAborted(signal);
  return thread && (isOf(resourceId, thread) ? thread : "foreign");
}

export const isOf = (resourceId: string | undefined, thread: Thread): boolean =>
  thread.resourceId === undefined || thread.resourceId === resourceId;
