/** Loads what is around the hits, from the provider of the threads. */
import { LiveAvatarError } from "../../core/errors.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { ThreadProvider } from "../../core/ports/thread-provider.js";
import type { VectorHit } from "../../core/ports/vector-store.js";
import type { MessageRange } from "./recall-options.js";
import type { Excerpt } from "./recalled-messages.js";

/** Queries at the same time. */
const AT_ONCE = 6;
/** Neighbours that are asked for each one that is wanted: calls of tools and their results are among them, and do not count. */
const PER_NEIGHBOUR = 3;

/**
 * The messages around the hits, which follow each other in each run; no message is in two runs. Hits that are gone are left out.
 * @throws what the provider throws; an AbortError
 */
export async function hitThreads(
  provider: ThreadProvider,
  hits: readonly VectorHit[],
  range: MessageRange,
  signal: AbortSignal,
): Promise<readonly Excerpt[]> {
  // One more, so that the runs of hits that follow each other overlap.
  const before = range.before * PER_NEIGHBOUR + 1;
  const after = range.after * PER_NEIGHBOUR + 1;
  const found = new Array<Excerpt>(hits.length);
  const left = eachOf(hits.entries());
  const ask = async (): Promise<void> => {
    for (const [at, { threadId, messageId: id }] of left) {
      const messages = await messagesOf(provider.getMessages(threadId, { around: { id, before, after }, signal }));
      found[at] = { threadId, messages };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return found.filter(({ messages }) => messages.length > 0).reduce<readonly Excerpt[]>(withRun, []);
}

/** A generator, unlike the iterator of a list, is over for all who read it when one of them fails. */
function* eachOf<T>(values: Iterable<T>): Generator<T> {
  yield* values;
}

async function messagesOf(answer: Promise<readonly ChatMessage[]>): Promise<readonly ChatMessage[]> {
  try {
    return await answer;
  } catch (error) {
    if (LiveAvatarError.is(error) && error.code === "thread-missing") return [];
    throw error;
  }
}

/** One run more; with those that it overlaps it becomes one. */
function withRun(runs: readonly Excerpt[], run: Excerpt): readonly Excerpt[] {
  const apart: Excerpt[] = [];
  let { messages } = run;
  for (const other of runs) {
    const joined = other.threadId === run.threadId ? joinedRuns(other.messages, messages) : undefined;
    if (joined) messages = joined;
    else apart.push(other);
  }
  return [...apart, { threadId: run.threadId, messages }];
}

/** Both are pieces of one list. @returns undefined where they do not overlap */
function joinedRuns(one: readonly ChatMessage[], other: readonly ChatMessage[]): readonly ChatMessage[] | undefined {
  const place = (list: readonly ChatMessage[], id: string | undefined) =>
    list.findIndex((message) => message.id === id);
  const inOne = place(one, other[0]?.id);
  if (inOne >= 0) return [...one.slice(0, inOne), ...longer(one.slice(inOne), other)];
  const inOther = place(other, one[0]?.id);
  return inOther < 0 ? undefined : [...other.slice(0, inOther), ...longer(other.slice(inOther), one)];
}

const longer = <T>(one: readonly T[], other: readonly T[]): readonly T[] => (other.length > one.length ? other : one);
