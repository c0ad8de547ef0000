/** What every `RelayStore` does, whatever engine it is on. */
import { RELAY_MEMORY_MS } from "../../src/server/relay-store.js";
import type { RelayStore } from "../../src/server/relay-store.js";
import { same } from "./framework.js";
import type { Framework } from "./framework.js";

const session = { owner: "ada", sessionId: "s" };
const claimOf = (token: string, at = 1_000, until = at + 100) => ({ token, at, until });

/**
 * @param open a store that is empty, each time
 * @param second another connection to what the last `open` returned; for a store in memory the store itself
 */
export function relayStoreContract(
  name: string,
  { describe, it }: Framework,
  open: () => Promise<RelayStore>,
  second: () => Promise<RelayStore>,
): void {
  describe(`${name}: sessions of a relay`, () => {
    it("are remembered as they were released", async () => {
      const store = await open();
      same(await store.claim(session, claimOf("1")), { mark: null }, "a new one");
      same(await store.release(session, claimOf("1"), '{"a":"\\u0000ß"}'), true, "released");
      const again = await second();
      same(await again.claim(session, claimOf("2")), { mark: '{"a":"\\u0000ß"}' }, "claimed again");
      same(await again.release(session, claimOf("2")), true, "released without a mark");
      same(await store.claim(session, claimOf("3")), { mark: '{"a":"\\u0000ß"}' }, "the mark stays");
    });

    it("belong to one claim at a time, until it is released or has ended", async () => {
      const store = await open();
      const other = await second();
      await store.claim(session, claimOf("1", 1_000, 1_100));
      same(await other.claim(session, claimOf("2", 1_099)), "busy", "claimed");
      same(await other.release(session, claimOf("2", 1_099), "forged"), false, "released by somebody else");
      same(await other.claim(session, claimOf("3", 1_100)), { mark: null }, "it has ended");
      same(await store.release(session, claimOf("1", 1_101), "late"), false, "the old claim holds no more");
      same(await other.release(session, claimOf("3", 1_102), "kept"), true, "the new one does");
      same(await store.release(session, claimOf("3", 1_103), "twice"), false, "once");
      same(await store.claim(session, claimOf("4", 1_104)), { mark: "kept" }, "what is remembered");
    });

    it("belong to an owner", async () => {
      const store = await open();
      await store.claim(session, claimOf("1"));
      await store.release(session, claimOf("1"), "ada's");
      same(await store.claim({ ...session, owner: "bob" }, claimOf("2")), { mark: null }, "Bob's of the same id");
      same(await store.claim({ owner: "ad", sessionId: "as" }, claimOf("3")), { mark: null }, "another pair");
    });

    it("are claimed by one of many", async () => {
      const stores = [await open(), await second()];
      const claims = Array.from({ length: 20 }, async (_, index) =>
        stores[index % 2]!.claim(session, claimOf(String(index))),
      );
      same((await Promise.all(claims)).filter((claim) => claim !== "busy").length, 1, "who got it");
    });

    it("are forgotten in the end", async () => {
      const store = await open();
      const [one, other] = ["one", "other"].map((sessionId) => ({ owner: "ada", sessionId }));
      for (const old of [one!, other!]) {
        await store.claim(old, claimOf("1"));
        await store.release(old, claimOf("1"), "old");
      }
      same(await store.claim(one!, claimOf("2", 1_000 + RELAY_MEMORY_MS)), { mark: "old" }, "remembered for so long");
      same(await store.claim(other!, claimOf("3", 1_001 + RELAY_MEMORY_MS)), { mark: null }, "and no longer");
    });
  });
}
