/** What is searched, and how. Providers cannot search: it is done here, over what they list. */
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Thread, ThreadProvider } from "../../core/ports/thread-provider.js";
import { foldedWords } from "../../core/recall/folded-words.js";
import { readMessage, readThread } from "../../core/thread-values.js";

/** Threads that are listed at once. */
const LIST_PAGE = 100;
/** Messages that are read at once. */
const MESSAGE_PAGE = 100;
/** The newest so many messages of a thread are searched. */
const MOST_MESSAGES = 1000;

/** The words of a message. */
export function wordsOf({ content }: ChatMessage): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join(" ");
}

/** Whether a text has all words of the query, or their parts, whatever their case and accents. */
export function matcherOf(query: string): (text: string) => boolean {
  const wanted = foldedWords(query);
  // Signs alone, such as an emoji, are no words.
  if (wanted.length === 0) return (text) => text.includes(query);
  return (text) => {
    const folded = foldedWords(text).join(" ");
    return wanted.every((word) => folded.includes(word));
  };
}

/** Every thread, newest first, page by page. @throws what the provider throws */
export async function* eachThread(
  provider: ThreadProvider,
  resourceId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Thread> {
  let after: string | undefined;
  for (;;) {
    const query = { resourceId, limit: LIST_PAGE, signal, ...(after !== undefined && { after }) };
    const page = (await provider.listThreads(query)).flatMap((value) => readThread(value) ?? []);
    yield* page;
    const last = page.at(-1);
    // A provider that does not know its own thread tells the same page again.
    if (!last || page.length < LIST_PAGE || last.id === after) return;
    after = last.id;
  }
}

/** Whether something was said in the thread that matches. @throws what the provider throws */
export async function isSaidIn(
  provider: ThreadProvider,
  threadId: string,
  matches: (text: string) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  let before: string | undefined;
  for (let read = 0; read < MOST_MESSAGES; read += MESSAGE_PAGE) {
    const query = { last: MESSAGE_PAGE, signal, ...(before !== undefined && { before }) };
    const page = (await provider.getMessages(threadId, query)).flatMap((value) => readMessage(value) ?? []);
    if (page.some((message) => isSpoken(message) && matches(wordsOf(message)))) return true;
    const [first] = page;
    if (!first || page.length < MESSAGE_PAGE || first.id === before) return false;
    before = first.id;
  }
  return false;
}

export const isSpoken = ({ role }: ChatMessage): boolean => role === "user" || role === "assistant";
