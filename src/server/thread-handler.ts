import { readJsonObject } from "./body.js";
import { HandlerFailure } from "./failure.js";
import { answer, createHandler } from "./handle.js";
import { isPathId } from "./ids.js";
import { admitOwner } from "./owner.js";
import { askStore } from "./store-call.js";
import { readAround, readCount, readFlag, readId, readThread } from "./thread-fields.js";
import { readAppended } from "./thread-messages.js";
import { checkThreadHandlerOptions } from "./thread-options.js";
import type { ThreadHandlerOptions, ThreadHandlerSettings } from "./thread-options.js";

/** Title and metadata. */
const MAX_THREAD_BYTES = 131_072;
const THREAD_SECONDS = 10;
const MESSAGES_SECONDS = 60;
const MOST_THREADS = 100;
const MOST_MESSAGES = 1000;
/** Messages have pictures in them. */
const MOST_CHARS = 8_000_000;

/** What a path means. */
interface Place {
  /** Undefined for the list of all threads. */
  readonly id?: string;
  readonly isMessages: boolean;
  readonly methods: readonly string[];
}

/**
 * Makes the handler behind `HttpThreadProvider`: it keeps the threads of visitors in your own store. Each request belongs to
 * the owner that `authorize` returns, and knows no thread but that owner's: another's id is as free as one that nobody has.
 * Below `basePath`: `GET` the list (`limit`, `after`, `resourceId`) → `{threads, more}`; `GET`, `PUT`, `DELETE /<id>` →
 * `{thread}`, `{thread}`, 204; `GET /<id>/messages` (`last`, `before`) → `{messages, more}`, or (`around`,
 * `countBefore`, `countAfter`) → `{messages}`; `POST /<id>/messages`
 * `{messages}` → 204. In order: pre-flight; path; method and type; origin; `authorize`; rate limit; query and body. Every
 * failure is a {@link FailureBody}.
 *
 * Needs nothing but `Request`, `Response` and `crypto.subtle`: Node ≥ 18, Deno, Bun, edge runtimes.
 *
 * @throws LiveAvatarError `config-invalid`, at once, if an option makes no sense
 */
export function createThreadHandler(options: ThreadHandlerOptions): (request: Request) => Promise<Response> {
  const settings = checkThreadHandlerOptions(options);
  const work = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const place = placeOf(url.pathname, settings.basePath);
    const owner = await admitOwner(request, settings, place.methods);
    const { id } = place;
    if (id === undefined) return listThreads(owner, url.searchParams, settings);
    if (place.isMessages) {
      return request.method === "GET"
        ? readMessages(owner, id, url.searchParams, settings)
        : appendMessages(owner, id, request, settings);
    }
    switch (request.method) {
      case "GET": {
        const thread = await askStore(settings.clock, () => settings.store.getThread(owner, id));
        return answer(200, { thread: thread ?? missing() });
      }
      case "PUT":
        return saveThread(owner, id, request, settings);
      default:
        return deleteThread(owner, id, url.searchParams, settings);
    }
  };
  return createHandler("createThreadHandler", settings, work, ["GET", "PUT", "POST", "DELETE"]);
}

/** @throws HandlerFailure `not-found` for everything that is no path of this handler's */
function placeOf(path: string, basePath: string): Place {
  const noSuchPath = () => new HandlerFailure("not-found", "There is no such path here.");
  if (path === basePath) return { isMessages: false, methods: ["GET"] };
  if (!path.startsWith(`${basePath}/`)) throw noSuchPath();
  const [segment = "", end, ...rest] = path.slice(basePath.length + 1).split("/");
  const id = decode(segment);
  if (!isPathId(id) || (end !== undefined && end !== "messages") || rest.length > 0) throw noSuchPath();
  return end === undefined
    ? { id, isMessages: false, methods: ["GET", "PUT", "DELETE"] }
    : { id, isMessages: true, methods: ["GET", "POST"] };
}

/** Undone once: what is still escaped then is part of the id. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // a percent sign that escapes nothing
  }
}

async function listThreads(owner: string, query: URLSearchParams, settings: ThreadHandlerSettings): Promise<Response> {
  const limit = readCount(query, "limit", MOST_THREADS);
  const [after, resourceId] = [readId(query, "after"), readId(query, "resourceId")];
  const list = await askStore(settings.clock, () =>
    settings.store.listThreads(owner, { limit: limit + 1, after, resourceId }),
  );
  return answer(200, { threads: list.slice(0, limit), more: list.length > limit });
}

async function saveThread(
  owner: string,
  id: string,
  request: Request,
  settings: ThreadHandlerSettings,
): Promise<Response> {
  const { clock, maxThreads } = settings;
  const fields = await readJsonObject(request, { maxBytes: MAX_THREAD_BYTES, seconds: THREAD_SECONDS, clock });
  const thread = readThread(id, fields, clock.now());
  const saved = await askStore(settings.clock, () => settings.store.saveThread(owner, thread, { maxThreads }));
  if (saved === "full") throw new HandlerFailure("storage-full", `A visitor may keep ${maxThreads} threads.`);
  return answer(200, { thread: saved });
}

async function deleteThread(
  owner: string,
  id: string,
  query: URLSearchParams,
  settings: ThreadHandlerSettings,
): Promise<Response> {
  const onlyEmpty = readFlag(query, "onlyEmpty");
  await askStore(settings.clock, () => settings.store.deleteThread(owner, id, { onlyEmpty }));
  return new Response(null, { status: 204 });
}

async function readMessages(
  owner: string,
  id: string,
  query: URLSearchParams,
  settings: ThreadHandlerSettings,
): Promise<Response> {
  const around = readAround(query);
  if (around) {
    const near = await askStore(settings.clock, () =>
      settings.store.getMessagesAround(owner, id, { ...around, maxChars: MOST_CHARS }),
    );
    return answer(200, { messages: near ?? missing() });
  }
  const last = readCount(query, "last", MOST_MESSAGES);
  const before = readId(query, "before");
  const page = await askStore(settings.clock, () =>
    settings.store.getMessages(owner, id, { last, before, maxChars: MOST_CHARS }),
  );
  const { messages, more } = page ?? missing();
  return answer(200, { messages, more });
}

async function appendMessages(
  owner: string,
  id: string,
  request: Request,
  settings: ThreadHandlerSettings,
): Promise<Response> {
  const { clock, maxBodyBytes, maxMessages } = settings;
  const fields = await readJsonObject(request, { maxBytes: maxBodyBytes, seconds: MESSAGES_SECONDS, clock });
  const messages = readAppended(fields, settings);
  const at = clock.now();
  const outcome = await askStore(settings.clock, () =>
    settings.store.appendMessages(owner, id, messages, { at, maxMessages }),
  );
  if (outcome === "missing") missing();
  if (outcome === "full") throw new HandlerFailure("storage-full", `A thread may have ${maxMessages} messages.`);
  return new Response(null, { status: 204 });
}

/** One sentence for what nobody has, what another has, and what was deleted: nobody can tell them apart. */
function missing(): never {
  throw new HandlerFailure("not-found", "There is no such thread.");
}
