import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Thread } from "../core/ports/thread-provider.js";
import { freshMessages } from "./thread-rows.js";
import type { ThreadStore } from "./thread-store.js";

interface KeptThread {
  thread: Thread;
  /** By id, in their order; as JSON, so that nobody can change what is kept. */
  readonly messages: Map<string, string>;
}

const compare = (one: Thread, other: Thread): number =>
  other.updatedAt - one.updatedAt || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);

/** Threads in the memory of this process, for tests and demos: a restart forgets them. */
export function createMemoryThreadStore(): ThreadStore {
  const owners = new Map<string, Map<string, KeptThread>>();
  const threadsOf = (owner: string) => owners.get(owner) ?? new Map<string, KeptThread>();

  return {
    getThread: (owner, id) => structuredClone(threadsOf(owner).get(id)?.thread ?? null),
    saveThread(owner, thread, { maxThreads }) {
      const threads = threadsOf(owner);
      const kept = threads.get(thread.id);
      if (!kept && threads.size >= maxThreads) return "full";
      const { title, metadata, updatedAt } = thread;
      const saved: Thread = structuredClone(
        kept ? { ...kept.thread, title, metadata, updatedAt: Math.max(kept.thread.updatedAt, updatedAt) } : thread,
      );
      threads.set(thread.id, { thread: saved, messages: kept?.messages ?? new Map<string, string>() });
      owners.set(owner, threads);
      return structuredClone(saved);
    },
    listThreads(owner, { limit, after, resourceId }) {
      const threads = threadsOf(owner);
      const from = after === undefined ? undefined : threads.get(after)?.thread;
      if (after !== undefined && !from) return [];
      const list = [...threads.values()]
        .map(({ thread }) => thread)
        .filter((thread) => resourceId === undefined || thread.resourceId === resourceId)
        .filter((thread) => !from || compare(from, thread) < 0)
        .sort(compare);
      return structuredClone(list.slice(0, limit));
    },
    deleteThread(owner, id, { onlyEmpty = false } = {}) {
      const threads = threadsOf(owner);
      if (!onlyEmpty || threads.get(id)?.messages.size === 0) threads.delete(id);
    },
    getMessages(owner, threadId, { last, before, maxChars }) {
      const kept = threadsOf(owner).get(threadId);
      if (!kept) return null;
      const ids = [...kept.messages.keys()];
      const to = before === undefined ? ids.length : Math.max(0, ids.indexOf(before));
      const texts = [...kept.messages.values()];
      let from = to;
      let chars = 0;
      while (from > 0 && to - from < last) {
        chars += texts[from - 1]?.length ?? 0;
        if (from < to && chars > maxChars) break;
        from -= 1;
      }
      const messages = texts.slice(from, to).map((text) => JSON.parse(text) as ChatMessage);
      return { messages, more: from > 0 };
    },
    getMessagesAround(owner, threadId, { id, before, after, maxChars }) {
      const kept = threadsOf(owner).get(threadId);
      if (!kept) return null;
      const texts = [...kept.messages.values()];
      const at = [...kept.messages.keys()].indexOf(id);
      let chars = 0;
      const near = texts
        .map((text, place) => ({ text, place, distance: Math.abs(place - at) }))
        .filter(({ place }) => at >= 0 && place >= at - before && place <= at + after)
        .sort((one, other) => one.distance - other.distance)
        .filter(({ text, distance }) => (chars += text.length) <= maxChars || distance === 0)
        .sort((one, other) => one.place - other.place);
      return near.map(({ text }) => JSON.parse(text) as ChatMessage);
    },
    appendMessages(owner, threadId, messages, { at, maxMessages }) {
      const kept = threadsOf(owner).get(threadId);
      if (!kept) return "missing";
      const fresh = freshMessages(messages, (id) => kept.messages.has(id));
      if (fresh.length === 0) return "kept";
      if (kept.messages.size + fresh.length > maxMessages) return "full";
      for (const { id, text } of fresh) kept.messages.set(id, text);
      kept.thread = { ...kept.thread, updatedAt: Math.max(kept.thread.updatedAt, at) };
      return "kept";
    },
  };
}
