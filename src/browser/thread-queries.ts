/** The questions to the database of threads: each reads what is wanted and no more, however much there is. */
import type { IDBPIndex, IDBPObjectStore } from "idb";
import type { MessageQuery, MessagesAround, Thread, ThreadQuery } from "../core/ports/thread-provider.js";
import type { StoredMessage, ThreadDatabase } from "./thread-schema.js";

type Names = ("threads" | "messages")[];
type Mode = "readonly" | "readwrite";

/** All messages of a thread: a list is greater than every number. */
export const wholeThread = (threadId: string): IDBKeyRange => IDBKeyRange.bound([threadId], [threadId, []]);

export async function newestThreads(
  threads: IDBPObjectStore<ThreadDatabase, Names, "threads", Mode>,
  { resourceId, limit, after }: ThreadQuery,
): Promise<Thread[]> {
  const previous = after === undefined ? undefined : await threads.get(after);
  if (limit === 0 || (after !== undefined && !previous)) return [];
  const place = previous && ([previous.updatedAt, previous.id] as const);
  if (resourceId === undefined) {
    return newest(threads.index("byUpdate"), place && IDBKeyRange.upperBound(place, true), limit);
  }
  const end = place ? [resourceId, ...place] : [resourceId, []];
  return newest(threads.index("byResource"), IDBKeyRange.bound([resourceId], end, false, true), limit);
}

async function newest(
  index: IDBPIndex<ThreadDatabase, Names, "threads", "byUpdate" | "byResource", Mode>,
  range: IDBKeyRange | undefined,
  limit: number | undefined,
): Promise<Thread[]> {
  if (limit === undefined) return (await index.getAll(range)).reverse();
  const found: Thread[] = [];
  let cursor = await index.openCursor(range, "prev");
  while (cursor) {
    found.push(cursor.value);
    cursor = found.length < limit ? await cursor.continue() : null;
  }
  return found;
}

export async function lastMessages(
  messages: IDBPObjectStore<ThreadDatabase, Names, "messages", Mode>,
  threadId: string,
  { last, before }: MessageQuery,
): Promise<StoredMessage[]> {
  let end: [string, number | []] = [threadId, []];
  if (before !== undefined) {
    const place = await messages.index("byId").getKey([threadId, before]);
    if (!place) return [];
    end = place;
  }
  if (last === 0) return [];
  let begin: [string] | [string, number] = [threadId];
  if (last !== undefined) {
    // `getAll` reads forwards: where to begin, a cursor finds.
    const range = IDBKeyRange.bound([threadId], end, false, true);
    let cursor = await messages.openKeyCursor(range, "prev");
    if (cursor && last > 1) cursor = await cursor.advance(last - 1);
    if (cursor) begin = cursor.primaryKey;
  }
  return messages.getAll(IDBKeyRange.bound(begin, end, false, true));
}

export async function messagesAround(
  messages: IDBPObjectStore<ThreadDatabase, Names, "messages", Mode>,
  threadId: string,
  { id, before, after }: MessagesAround,
): Promise<StoredMessage[]> {
  const place = await messages.index("byId").getKey([threadId, id]);
  if (!place) return [];
  const [earlier, later] = await Promise.all([
    lastMessages(messages, threadId, { last: before, before: id }),
    messages.getAll(IDBKeyRange.bound(place, [threadId, []]), after + 1),
  ]);
  return [...earlier, ...later];
}
