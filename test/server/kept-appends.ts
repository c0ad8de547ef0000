/** What must be found of appends that were cut off somewhere. */
import assert from "node:assert/strict";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { ThreadStore } from "../../src/server/thread-store.js";
import { at, message } from "../contracts/thread-store.js";

const BATCH = 3;

/** @param name who appends */
export const batchOf = (name: string, count: number): readonly ChatMessage[] =>
  Array.from({ length: BATCH }, (_, part) => message(`${name}:${count}:${part}`, "x".repeat(200)));

/** A store that answers anything else, such as that the thread is full, has acknowledged nothing. */
export async function appendKept(
  store: ThreadStore,
  threadId: string,
  messages: readonly ChatMessage[],
): Promise<void> {
  assert.equal(await store.appendMessages("ada", threadId, messages, at(1)), "kept");
}

/**
 * Every append that was acknowledged is there, each is whole and in one piece, and each writer's are in their order.
 * @param acknowledged how many of each writer's appends were, by its name
 * @returns how many were kept without being acknowledged
 */
export async function checkAppends(
  store: ThreadStore,
  threadId: string,
  acknowledged: ReadonlyMap<string, number>,
): Promise<number> {
  const ids: string[] = [];
  for (let before: string | undefined, more = true; more; before = ids[0]) {
    const page = await store.getMessages("ada", threadId, { last: 1000, maxChars: 8_000_000, before });
    assert.ok(page, "the thread is there");
    ids.unshift(...page.messages.map(({ id }) => id));
    ({ more } = page);
  }
  const next = new Map<string, number>();
  for (let from = 0; from < ids.length; from += BATCH) {
    const [name = "", count] = ids[from]!.split(":");
    assert.deepEqual(
      ids.slice(from, from + BATCH),
      batchOf(name, Number(count)).map(({ id }) => id),
      "an append is whole and in one piece",
    );
    assert.equal(Number(count), next.get(name) ?? 0, `${name}'s appends are in their order, each once`);
    next.set(name, Number(count) + 1);
  }
  let unsaid = 0;
  for (const [name, count] of acknowledged) {
    const kept = next.get(name) ?? 0;
    assert.ok(kept >= count, `${name}: ${count} were acknowledged, ${kept} are there`);
    assert.ok(kept <= count + 1, `${name}: ${count} were acknowledged, and ${kept} are there`);
    unsaid += kept - count;
  }
  return unsaid;
}
