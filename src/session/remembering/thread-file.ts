/** Threads as files: one thread with all of its messages is a plain JSON value, which another provider can take in. */
import { LiveAvatarError } from "../../core/errors.js";
import { isRecord } from "../../core/is-record.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Thread, ThreadCallOptions, ThreadProvider } from "../../core/ports/thread-provider.js";
import { randomId } from "../../core/random-id.js";
import { checkMessages, checkThread, readMessage, readThread, threadMissing } from "../../core/thread-values.js";

const FORMAT = "live-avatar-thread";
const VERSION = 1;
/** Messages that are asked for at once: what one request of `HttpThreadProvider` may give. */
const READ_MESSAGES = 500;
/** Messages, and UTF-16 units of their JSON, that are appended at once: a body that backends and proxies let through. */
const PIECE = { messages: 50, chars: 1_000_000 } as const;

/** What {@link exportThread} gives, and {@link importThread} takes: JSON. */
export interface ThreadFile {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly thread: Thread;
  /** All of them, oldest first. */
  readonly messages: readonly ChatMessage[];
}

export interface ImportThreadOptions extends ThreadCallOptions {
  /** Whose thread it becomes. Default: the `resourceId` in the file, if any. */
  readonly resourceId?: string | undefined;
}

/**
 * Reads a thread and all of its messages, page by page.
 * @throws LiveAvatarError `thread-missing`, and whatever the provider rejects with; AbortError
 */
export async function exportThread(
  provider: ThreadProvider,
  id: string,
  { signal }: ThreadCallOptions = {},
): Promise<ThreadFile> {
  const thread = readThread(await provider.getThread(id, { signal }));
  if (!thread) throw threadMissing();
  const pages: (readonly ChatMessage[])[] = [];
  let before: string | undefined;
  // Up to an empty page: a provider that skips what it cannot read gives fewer messages than it is asked for.
  for (;;) {
    const query = { last: READ_MESSAGES, signal, ...(before !== undefined && { before }) };
    const page = (await provider.getMessages(id, query)).flatMap((value) => readMessage(value) ?? []);
    const [first] = page;
    // A provider that does not know its own message tells the same page again.
    if (!first || first.id === before) break;
    pages.push(page);
    before = first.id;
  }
  return { format: FORMAT, version: VERSION, thread, messages: pages.reverse().flat() };
}

/**
 * Keeps the thread of a file, which may come from anywhere: everything in it is checked first. Title, metadata, `createdAt` and the
 * messages with their dates are taken over. The id is, too, unless there is a thread of this id: then the new thread has another
 * one, and the other thread stays as it is. `updatedAt` is the time of the import. On a failure or an abort the new thread is
 * deleted before the call rejects.
 * @param file what {@link exportThread} gave, as it comes out of `JSON.parse`
 * @returns the thread as it is kept
 * @throws LiveAvatarError `config-invalid` where it is no such file, and whatever the provider rejects with; AbortError
 */
export async function importThread(
  provider: ThreadProvider,
  file: unknown,
  { resourceId, signal }: ImportThreadOptions = {},
): Promise<Thread> {
  const { thread, messages } = checkThreadFile(file);
  const isTaken = (await provider.getThread(thread.id, { signal })) !== null;
  const id = isTaken ? randomId(16) : thread.id;
  try {
    await provider.saveThread({ ...thread, id, ...(resourceId !== undefined && { resourceId }) }, { signal });
    for (const piece of piecesOf(messages)) await provider.appendMessages(id, piece, { signal });
    const kept = await provider.getThread(id, { signal });
    // Somebody else may have deleted it meanwhile.
    if (!kept) throw threadMissing();
    return kept;
  } catch (error) {
    // Without the signal, which may be what ended the import. The first failure is the one to be told.
    await provider.deleteThread(id).catch(() => undefined);
    throw error;
  }
}

/** @throws LiveAvatarError `config-invalid` */
function checkThreadFile(file: unknown): ThreadFile {
  if (!isRecord(file) || file["format"] !== FORMAT) throw invalid("This is no file of a thread");
  if (file["version"] !== VERSION) throw invalid(`A thread's file must be of version ${VERSION}`);
  const thread = checkThread(file["thread"]);
  const messages = checkMessages(file["messages"]);
  // A provider would leave out the second one without a word.
  if (new Set(messages.map(({ id }) => id)).size < messages.length) {
    throw invalid("The messages of a thread's file must have ids of their own");
  }
  return { format: FORMAT, version: VERSION, thread, messages };
}

function* piecesOf(messages: readonly ChatMessage[]): Generator<readonly ChatMessage[]> {
  let piece: ChatMessage[] = [];
  let chars = 0;
  for (const message of messages) {
    const length = JSON.stringify(message).length;
    if (piece.length === PIECE.messages || (piece.length > 0 && chars + length > PIECE.chars)) {
      yield piece;
      piece = [];
      chars = 0;
    }
    piece.push(message);
    chars += length;
  }
  if (piece.length > 0) yield piece;
}

// Nothing that a visitor chooses ends a conversation.
const invalid = (problem: string): LiveAvatarError =>
  new LiveAvatarError("config-invalid", `${problem}.`, { fatal: false });
