/**
 * What every provider of threads checks: what a page wants kept, and what comes back from a storage, which may hold anything. What
 * passes is a copy, with the known fields alone.
 */
import { LiveAvatarError } from "./errors.js";
import { isRecord } from "./is-record.js";
import { jsonCopy } from "./json-copy.js";
import type { ChatMessage, ContentPart } from "./ports/chat-message.js";
import type { MessageQuery, MessagesAround, Thread } from "./ports/thread-provider.js";
import type { ToolCall } from "./ports/tool.js";

/** The longest texts, in UTF-16 units. */
const THREAD_LIMITS = { id: 200, title: 500, metadata: 65_536, message: 16_777_216 } as const;
/** The last moment that a date can be. */
const MAX_TIME = 8.64e15;
/** The most neighbours on each side of a message that a query asks for. */
export const MAX_NEIGHBOURS = 200;
const ROLES = ["system", "user", "assistant", "tool"] as const;
const HALF_CHARACTER = /\p{Surrogate}/u;

const invalid = (problem: string): LiveAvatarError =>
  // A conversation goes on without its memory.
  new LiveAvatarError("config-invalid", `${problem}.`, { fatal: false });

/** For a call on a thread that is not there. */
export const threadMissing = (): LiveAvatarError =>
  new LiveAvatarError("thread-missing", "There is no thread of this id.");

/** For a call on a provider that is disposed of. */
export const providerDisposed = (): LiveAvatarError =>
  new LiveAvatarError("storage-refused", "This provider of threads is disposed of.");

/** @throws LiveAvatarError `config-invalid` */
export function checkThreadId(id: unknown): string {
  return idOf(id, "A thread's id");
}

/** @throws LiveAvatarError `config-invalid` where it is neither left out nor a whole number from 0 */
export function checkCount(count: number | undefined, name: string): number | undefined {
  if (count === undefined || (Number.isSafeInteger(count) && count >= 0)) return count;
  throw invalid(`${name} must be a whole number from 0`);
}

/** @throws LiveAvatarError `config-invalid` where it is neither left out nor alone and within its bounds */
export function checkAround({ around, last, before }: MessageQuery): MessagesAround | undefined {
  if (around === undefined) return undefined;
  if (last !== undefined || before !== undefined) throw invalid("around goes with neither last nor before");
  for (const count of [around.before, around.after]) {
    if (Number.isSafeInteger(count) && count >= 0 && count <= MAX_NEIGHBOURS) continue;
    throw invalid(`around.before and around.after must be whole numbers from 0 to ${MAX_NEIGHBOURS}`);
  }
  return around;
}

/** The message of this id and its neighbours, of messages that follow each other; none where it is not among them. */
export function messagesAround(
  messages: readonly ChatMessage[],
  { id, before, after }: MessagesAround,
): readonly ChatMessage[] {
  const at = messages.findIndex((message) => message.id === id);
  return at < 0 ? [] : messages.slice(Math.max(0, at - before), at + after + 1);
}

/** @throws LiveAvatarError `config-invalid` */
export function checkThread(thread: unknown): Thread {
  if (!isRecord(thread)) throw invalid("A thread must be an object");
  const { id, title, resourceId, createdAt, updatedAt, metadata } = thread;
  if (title !== undefined && !(typeof title === "string" && title.length <= THREAD_LIMITS.title)) {
    throw invalid(`A thread's title must be a text of at most ${THREAD_LIMITS.title} characters`);
  }
  if (metadata !== undefined && !isRecord(metadata)) throw invalid("A thread's metadata must be an object");
  return {
    id: checkThreadId(id),
    ...(title !== undefined && { title }),
    ...(resourceId !== undefined && { resourceId: idOf(resourceId, "A thread's resourceId") }),
    createdAt: timeOf(createdAt, "A thread's createdAt"),
    updatedAt: timeOf(updatedAt, "A thread's updatedAt"),
    ...(metadata !== undefined && {
      metadata: jsonCopy(metadata, {
        maxLength: THREAD_LIMITS.metadata,
        refuse: (problem) => invalid(`A thread's metadata ${problem}`),
      }) as Readonly<Record<string, unknown>>,
    }),
  };
}

/** @throws LiveAvatarError `config-invalid` */
export function checkMessages(messages: unknown): readonly ChatMessage[] {
  if (!Array.isArray(messages)) throw invalid("Messages must be a list");
  return Array.from(messages, checkMessage);
}

/** A thread out of a storage; undefined where it is none. */
export const readThread = (value: unknown): Thread | undefined => orUndefined(() => checkThread(value));

/** A message out of a storage; undefined where it is none. */
export const readMessage = (value: unknown): ChatMessage | undefined => orUndefined(() => checkMessage(value));

/** The thread as a `saveThread` leaves it. @param kept the thread of this id that there is already */
export function savedThread(given: Thread, kept: Thread | undefined): Thread {
  if (!kept) return given;
  const { id, title, metadata } = given;
  const { resourceId, createdAt } = kept;
  return {
    id,
    ...(title !== undefined && { title }),
    ...(resourceId !== undefined && { resourceId }),
    createdAt,
    updatedAt: Math.max(given.updatedAt, kept.updatedAt),
    ...(metadata !== undefined && { metadata }),
  };
}

/** Sorts a list of threads: the newest `updatedAt` first, of equal ones the greater id. */
export function compareThreads(a: Pick<Thread, "id" | "updatedAt">, b: Pick<Thread, "id" | "updatedAt">): number {
  return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

function checkMessage(message: unknown): ChatMessage {
  const { id, role, content, createdAt, toolCalls, toolCallId } = jsonCopy(isRecord(message) ? message : {}, {
    maxLength: THREAD_LIMITS.message,
    refuse: (problem) => invalid(`A message ${problem}`),
  }) as Record<string, unknown>;
  const known = ROLES.find((name) => name === role);
  if (!known) throw invalid(`A message's role must be one of ${ROLES.join(", ")}`);
  if (typeof content !== "string" && !(Array.isArray(content) && content.every(isContentPart))) {
    throw invalid("A message's content must be a text, or a list of texts and pictures");
  }
  if (toolCalls !== undefined && !(Array.isArray(toolCalls) && toolCalls.every(isToolCall))) {
    throw invalid("A message's toolCalls must be a list of calls");
  }
  if (toolCallId !== undefined && typeof toolCallId !== "string") {
    throw invalid("A message's toolCallId must be a text");
  }
  return {
    id: idOf(id, "A message's id"),
    role: known,
    content,
    createdAt: timeOf(createdAt, "A message's createdAt"),
    ...(toolCalls !== undefined && { toolCalls }),
    ...(toolCallId !== undefined && { toolCallId }),
  };
}

function isContentPart(part: unknown): part is ContentPart {
  if (!isRecord(part)) return false;
  const { type, text, image_url: image } = part;
  if (type === "text") return typeof text === "string";
  if (type !== "image_url" || !isRecord(image) || typeof image["url"] !== "string") return false;
  return image["detail"] === undefined || typeof image["detail"] === "string";
}

function isToolCall(call: unknown): call is ToolCall {
  return isRecord(call) && [call["id"], call["name"], call["arguments"]].every((text) => typeof text === "string");
}

function idOf(id: unknown, what: string): string {
  const { id: longest } = THREAD_LIMITS;
  if (typeof id !== "string" || id === "" || id.length > longest || HALF_CHARACTER.test(id)) {
    throw invalid(`${what} must be a text of 1 to ${longest} whole characters`);
  }
  // No address has them as the name of something.
  if (id === "." || id === "..") throw invalid(`${what} must not be "." or ".."`);
  return id;
}

function timeOf(time: unknown, what: string): number {
  if (typeof time === "number" && time >= 0 && time <= MAX_TIME) return time;
  throw invalid(`${what} must be milliseconds since the epoch`);
}

function orUndefined<T>(check: () => T): T | undefined {
  try {
    return check();
  } catch {
    return undefined; // the caller says what was skipped
  }
}
