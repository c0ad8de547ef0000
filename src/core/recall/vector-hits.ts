import type { VectorHit } from "../ports/vector-store.js";

/** The higher score, the newest, and then by name: the result is the same in whatever order the messages came. */
export function isBetterHit(a: VectorHit, b: VectorHit): boolean {
  if (a.score !== b.score) return a.score > b.score;
  if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt;
  return a.threadId === b.threadId ? a.messageId < b.messageId : a.threadId < b.threadId;
}
