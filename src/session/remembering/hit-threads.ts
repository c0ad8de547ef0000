/** Loads what is around the hits. A provider tells the newest messages first, page by page: pages are asked for until all hits came. */
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { ThreadProvider } from "../../core/ports/thread-provider.js";
import type { VectorHit } from "../../core/ports/vector-store.js";

const PAGE = 200;
/** Messages of one thread that are looked through; older hits are not recalled. */
const MAX_MESSAGES = 20_000;

/** @returns the messages of each thread, oldest first; a thread that is gone is left out */
export async function hitThreads(
  provider: ThreadProvider,
  hits: readonly VectorHit[],
  before: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly ChatMessage[]>> {
  const wanted = new Map<string, Set<string>>();
  for (const { threadId, messageId } of hits) {
    wanted.set(threadId, (wanted.get(threadId) ?? new Set()).add(messageId));
  }
  const loaded = await Promise.all(
    [...wanted].map(
      async ([threadId, ids]) => [threadId, await newestWith(provider, threadId, ids, before, signal)] as const,
    ),
  );
  return new Map(loaded);
}

async function newestWith(
  provider: ThreadProvider,
  threadId: string,
  ids: ReadonlySet<string>,
  before: number,
  signal: AbortSignal,
): Promise<readonly ChatMessage[]> {
  if (!(await provider.getThread(threadId, { signal }))) return [];
  let messages: readonly ChatMessage[] = [];
  for (;;) {
    const oldest = messages[0]?.id;
    const query = { last: PAGE, signal, ...(oldest === undefined ? {} : { before: oldest }) };
    const page = await provider.getMessages(threadId, query);
    // A provider that does not know its own message tells the same page again.
    if (page.length === 0 || page[0]?.id === oldest) return messages;
    messages = [...page, ...messages];
    const found = messages.flatMap(({ id }, at) => (ids.has(id) ? [at] : []));
    const hasAll = found.length >= ids.size && (found[0] ?? 0) >= before;
    if (hasAll || page.length < PAGE || messages.length >= MAX_MESSAGES) return messages;
  }
}
