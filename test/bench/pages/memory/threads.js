/** Threads of many messages, and what one more costs. */
import { IndexedDBThreadProvider, LocalStorageThreadProvider } from "live-avatar/browser";
import { InMemoryThreadProvider } from "live-avatar/session";

const BATCH = 500;

/** Sentences of different lengths, like a conversation's: 10 to 400 characters. */
export const messageOf = (number) => ({
  id: `message-${number}`,
  role: number % 2 === 0 ? "user" : "assistant",
  content: `Number ${number}.${" And a few words that say what was meant.".repeat((number * 7) % 10)}`,
  createdAt: 1_700_000_000_000 + number,
});

const range = (from, to) => Array.from({ length: to - from }, (_, index) => messageOf(from + index));

const PROVIDERS = {
  "indexed-db": new IndexedDBThreadProvider({ name: "bench" }),
  "local-storage": new LocalStorageThreadProvider({ prefix: "bench" }),
  "in-memory": new InMemoryThreadProvider(),
};

const threadOf = (length) => `thread-${length}`;

/** A thread of so many messages. */
export async function fill({ provider, length }) {
  const threads = PROVIDERS[provider];
  const now = Date.now();
  await threads.saveThread({ id: threadOf(length), createdAt: now, updatedAt: now });
  for (let from = 0; from < length; from += BATCH) {
    await threads.appendMessages(threadOf(length), range(from, Math.min(length, from + BATCH)));
  }
}

let appended = 0;

/**
 * @param each appends that are measured together, where one is too short for the page's clock
 * @returns milliseconds of an append of one message, for each length; by turns, so that other work of the machine meets all
 */
export async function append({ provider, lengths, times, each }) {
  const threads = PROVIDERS[provider];
  const samples = lengths.map(() => []);
  for (let time = 0; time < times; time += 1) {
    for (const [at, length] of lengths.entries()) {
      const start = performance.now();
      for (let one = 0; one < each; one += 1) {
        appended += 1;
        await threads.appendMessages(threadOf(length), [messageOf(1_000_000 + appended)]);
      }
      samples[at].push((performance.now() - start) / each);
    }
  }
  return samples;
}
