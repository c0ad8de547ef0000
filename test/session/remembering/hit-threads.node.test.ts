import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LiveAvatarError } from "../../../src/core/errors.js";
import type { ChatMessage } from "../../../src/core/ports/chat-message.js";
import type { MessageQuery } from "../../../src/core/ports/thread-provider.js";
import { deferred } from "../../../src/core/wait.js";
import { hitThreads } from "../../../src/session/remembering/hit-threads.js";
import { hit, ListedThreads, message } from "./support.js";

const letters = (text: string): ChatMessage[] => Array.from(text, (id) => message(id, `says ${id}`));
const THREADS = { now: letters("abcdefghijklmnopqrstuvwxyz"), then: letters("abc") };
const signal = new AbortController().signal;
const runsOf = async (
  provider: ListedThreads,
  hits: readonly (readonly [string, string])[],
  range = { before: 0, after: 0 },
): Promise<string[]> => {
  const named = hits.map(([threadId, id]) => hit(threadId, id));
  const runs = await hitThreads(provider, named, range, signal);
  return runs.map(({ threadId, messages }) => `${threadId}:${messages.map(({ id }) => id).join("")}`);
};

describe("what is loaded around hits", () => {
  it("is a run of each, one for those that overlap, and nothing of what is gone", async () => {
    const provider = new ListedThreads(THREADS);
    const hits = [
      ["now", "m"],
      ["then", "a"],
      ["now", "k"],
      ["gone", "a"],
      ["now", "?"],
      ["now", "x"],
    ] as const;
    assert.deepEqual(await runsOf(provider, hits), ["then:ab", "now:jklmn", "now:wxy"]);
    assert.deepEqual(await runsOf(provider, [["now", "m"]], { before: 2, after: 1 }), ["now:fghijklmnopq"]);
  });

  it("joins runs in whatever order the hits come (random)", async () => {
    const provider = new ListedThreads(THREADS);
    const all = THREADS.now.map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...all), { minLength: 1 }), fc.nat(2), async (ids, range) => {
        const around = { before: range, after: range };
        const runs = await hitThreads(provider, ids.map((id) => hit("now", id)), around, signal); // prettier-ignore
        const near = (at: number): boolean => ids.some((id) => Math.abs(all.indexOf(id) - at) <= range * 3 + 1);
        const told = runs.flatMap(({ messages }) => messages.map(({ id }) => id));
        assert.deepEqual([...told].sort(), all.filter((_, at) => near(at)), "each once"); // prettier-ignore
        for (const { messages } of runs) {
          const first = all.indexOf(messages[0]!.id);
          const expected = all.slice(first, first + messages.length);
          assert.deepEqual(messages.map(({ id }) => id), expected, "without a gap"); // prettier-ignore
        }
      }),
    );
  });

  it("is asked for a few at a time, and no more after one failed", async () => {
    const gate = deferred();
    let [atOnce, most, asked] = [0, 0, 0];
    class Slow extends ListedThreads {
      override async getMessages(threadId: string, query?: MessageQuery): Promise<readonly ChatMessage[]> {
        asked += 1;
        most = Math.max(most, (atOnce += 1));
        await gate.promise;
        atOnce -= 1;
        if (query?.around?.id === "c") throw new LiveAvatarError("storage-failed", "as the test wants it.");
        return super.getMessages(threadId, query);
      }
    }
    const hits = THREADS.now.map(({ id }) => ["now", id] as const);
    const failing = runsOf(new Slow(THREADS), hits);
    gate.resolve();
    await assert.rejects(failing, { code: "storage-failed" });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(most, 6);
    assert.ok(asked < 10, `${asked} were asked for`);
    const [, , ...others] = hits.filter(([, id]) => id !== "c");
    asked = 0;
    await runsOf(new Slow(THREADS), others);
    assert.equal(asked, others.length);
    assert.equal(most, 6);
  });
});
