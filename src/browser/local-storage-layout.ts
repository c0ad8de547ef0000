/**
 * Where threads are in a `Storage`: a key for each thread, and one for each append. No two tabs ever write the same messages, and
 * one `setItem` keeps an append wholly or not at all:
 *
 *     <prefix>:thread:<id>                                 the thread, as JSON
 *     <prefix>:messages:<id>:<sequence>:<time>:<nonce>     the messages of one append, as JSON
 */

/** One append of messages. */
export interface StoredBatch {
  readonly key: string;
  readonly sequence: number;
  /** When it was appended, in milliseconds since the epoch. */
  readonly time: number;
}

export interface StorageIndex {
  /** The ids of all threads. */
  readonly threads: ReadonlySet<string>;
  /** What was appended to each thread, in order; also of threads that are not there any more. */
  readonly batches: ReadonlyMap<string, readonly StoredBatch[]>;
}

/** What a key holds. */
export type StorageKey =
  | { readonly type: "thread"; readonly threadId: string }
  | { readonly type: "messages"; readonly threadId: string; readonly batch: StoredBatch };

/** The id may have anything in it; what follows it has not. */
const BATCH = /^(?<threadId>.+):(?<sequence>\d{1,15}):(?<time>\d{1,16}):\w+$/su;

export class StorageLayout {
  readonly #threads: string;
  readonly #messages: string;

  constructor(prefix: string) {
    this.#threads = `${prefix}:thread:`;
    this.#messages = `${prefix}:messages:`;
  }

  threadKey(id: string): string {
    return `${this.#threads}${id}`;
  }

  /** A key that no other append has. */
  batchKey(threadId: string, sequence: number, time: number): string {
    const [a = 0, b = 0] = crypto.getRandomValues(new Uint32Array(2));
    return `${this.#messages}${threadId}:${sequence}:${Math.floor(time)}:${a.toString(36)}${b.toString(36)}`;
  }

  /** undefined for a key of somebody else. */
  read(key: string): StorageKey | undefined {
    if (key.startsWith(this.#threads)) return { type: "thread", threadId: key.slice(this.#threads.length) };
    if (!key.startsWith(this.#messages)) return undefined;
    const { threadId, sequence, time } = BATCH.exec(key.slice(this.#messages.length))?.groups ?? {};
    if (threadId === undefined) return undefined;
    return { type: "messages", threadId, batch: { key, sequence: Number(sequence), time: Number(time) } };
  }

  index(storage: Storage): StorageIndex {
    const threads = new Set<string>();
    const batches = new Map<string, StoredBatch[]>();
    // All at once: `storage.key(n)` counts from the beginning in some browsers.
    for (const key of Object.keys(storage)) {
      const read = this.read(key);
      if (read?.type === "thread") threads.add(read.threadId);
      if (read?.type !== "messages") continue;
      const list = batches.get(read.threadId);
      if (list) list.push(read.batch);
      else batches.set(read.threadId, [read.batch]);
    }
    for (const list of batches.values()) list.sort(inOrder);
    return { threads, batches };
  }
}

/** Two tabs that have not heard of each other yet count alike; every tab orders what they appended in the same way. */
function inOrder(a: StoredBatch, b: StoredBatch): number {
  return a.sequence - b.sequence || a.time - b.time || (a.key < b.key ? -1 : 1);
}
