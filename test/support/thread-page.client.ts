/** What a page of the test of killed pages does with its threads. */
import { IndexedDBThreadProvider, LocalStorageThreadProvider } from "../../src/browser/index.js";
import type { ThreadProvider } from "../../src/core/ports/thread-provider.js";

export const STORAGES = ["indexed-db", "local-storage"] as const;
export type StorageName = (typeof STORAGES)[number];

/** One append: its messages are named after it, and say how many they are. */
export interface Batch {
  readonly name: string;
  readonly size: number;
}

export interface ThreadPage {
  /** Appends batch after batch, without an end, and calls `window.acknowledge` for each that is kept. */
  write(storage: StorageName, run: string): Promise<void>;
  append(storage: StorageName, batches: readonly Batch[]): Promise<void>;
  /** The ids of all messages, in order. */
  read(storage: StorageName): Promise<string[]>;
  clear(): Promise<void>;
  /** The ids that were heard of, from other pages. */
  readonly heard: Record<StorageName, string[]>;
}

declare global {
  interface Window {
    threadPage: ThreadPage;
    acknowledge: (storage: StorageName, name: string) => Promise<void>;
  }
}

const THREAD = "a";
const providers: Record<StorageName, ThreadProvider> = {
  "indexed-db": new IndexedDBThreadProvider(),
  "local-storage": new LocalStorageThreadProvider(),
};
const heard: Record<StorageName, string[]> = { "indexed-db": [], "local-storage": [] };
for (const storage of STORAGES) {
  providers[storage].subscribe?.((change) => {
    if (change.type === "messages") heard[storage].push(...change.messages.map(({ id }) => id));
  });
}

async function append(storage: StorageName, { name, size }: Batch): Promise<void> {
  const messages = Array.from({ length: size }, (_, at) => ({
    id: `${name}/${at}/${size}`,
    role: "user" as const,
    content: "words ".repeat(50),
    createdAt: 1,
  }));
  await providers[storage].appendMessages(THREAD, messages);
}

window.threadPage = {
  heard,
  async write(storage, run) {
    await providers[storage].saveThread({ id: THREAD, createdAt: 1, updatedAt: 1 });
    for (let batch = 0; ; batch += 1) {
      const name = `${run}-${batch}`;
      await append(storage, { name, size: 1 + (batch % 20) });
      void window.acknowledge(storage, name);
    }
  },
  async append(storage, batches) {
    await providers[storage].saveThread({ id: THREAD, createdAt: 1, updatedAt: 1 });
    await Promise.all(batches.map((batch) => append(storage, batch)));
  },
  async read(storage) {
    if (!(await providers[storage].getThread(THREAD))) return [];
    return (await providers[storage].getMessages(THREAD)).map(({ id }) => id);
  },
  async clear() {
    for (const storage of STORAGES) await providers[storage].deleteThread(THREAD);
  },
};
