/** The database of threads: its stores, and how each version becomes the next. */
import type { DBSchema } from "idb";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Thread } from "../core/ports/thread-provider.js";
import type { Migration } from "./database-connection.js";

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

export const THREAD_MIGRATIONS: readonly Migration<ThreadDatabase>[] = [
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
