/** The database of threads: its stores, and how each version becomes the next. */
import type { DBSchema, IDBPDatabase, IDBPTransaction } from "idb";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Thread } from "../core/ports/thread-provider.js";

export interface StoredMessage {
  readonly threadId: string;
  /** Counts the messages of a thread from 1. */
  readonly sequence: number;
  readonly message: ChatMessage;
}

export interface ThreadDatabase extends DBSchema {
  threads: {
    key: string;
    value: Thread;
    indexes: { byUpdate: [number, string]; byResource: [string, number, string] };
  };
  messages: {
    key: [string, number];
    value: StoredMessage;
    indexes: { byId: [string, string] };
  };
}

type Migration = (
  database: IDBPDatabase<ThreadDatabase>,
  transaction: IDBPTransaction<ThreadDatabase, ("threads" | "messages")[], "versionchange">,
) => void;

/** The migration at place n makes version n + 1 of version n. What was published is never changed: a new one is added. */
const MIGRATIONS: readonly Migration[] = [
  (database) => {
    const threads = database.createObjectStore("threads", { keyPath: "id" });
    threads.createIndex("byUpdate", ["updatedAt", "id"]);
    database.createObjectStore("messages", { keyPath: ["threadId", "sequence"] });
  },
  // Without these, an owner's list and the search for a message read everything.
  (_, transaction) => {
    transaction.objectStore("threads").createIndex("byResource", ["resourceId", "updatedAt", "id"]);
    transaction.objectStore("messages").createIndex("byId", ["threadId", "message.id"]);
  },
];

export const THREAD_SCHEMA_VERSION = MIGRATIONS.length;

/** @param from the version of the database; 0 for a new one */
export function migrate(
  database: IDBPDatabase<ThreadDatabase>,
  from: number,
  transaction: IDBPTransaction<ThreadDatabase, ("threads" | "messages")[], "versionchange">,
): void {
  for (const step of MIGRATIONS.slice(from)) step(database, transaction);
}
