/** What every `ThreadStore` does, whatever engine it is on. */
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { Thread } from "../../src/core/ports/thread-provider.js";
import type { ThreadStore } from "../../src/server/thread-store.js";
import { check, same } from "./framework.js";
import type { Framework } from "./framework.js";

export const LIMITS = { maxThreads: 1000 };
const ALL = { last: 1000, maxChars: 8_000_000 };

export const thread = (id: string, updatedAt = 1, more: Partial<Thread> = {}): Thread => ({
  ...{ id, createdAt: 1, updatedAt },
  ...more,
});

export const message = (id: string, content: ChatMessage["content"] = `This is ${id}.`): ChatMessage => ({
  ...{ id, role: "user", content, createdAt: 1 },
});

export const at = (time: number) => ({ at: time, maxMessages: 100_000 });

export const idsOf = async (store: ThreadStore, owner: string, id: string): Promise<string[] | null> => {
  const page = await store.getMessages(owner, id, ALL);
  return page?.messages.map((one) => one.id) ?? null;
};

/** A thread's fields in one order, for comparisons. */
const fieldsOf = (one: Thread | "full" | null): unknown =>
  one === null || one === "full"
    ? one
    : [one.id, one.title, one.resourceId, one.createdAt, one.updatedAt, one.metadata];

function sameThread(actual: Thread | "full" | null, expected: Thread, what: string): void {
  same(fieldsOf(actual), fieldsOf(expected), what);
}

/** What a page can write that an engine may treat in its own way. */
const ODD_TEXTS = [
  ["a quote", "it's \"so\" -- '; DROP TABLE live_avatar_threads; --"],
  ["a null character", "a\u0000b"],
  ["half of a surrogate pair", "a\ud83db"],
  ["an emoji and letters of other scripts", "👩‍👩‍👧 你好 שלום ß"],
  ["percent, underscore and backslash", "100% _ \\ \\u0000 $1 ?1 :a"],
  ["nothing", ""],
] as const;

/**
 * @param open a store that is empty, each time
 * @param second another connection to what the last `open` returned; for a store in memory the store itself
 */
export function threadStoreContract(
  name: string,
  { describe, it }: Framework,
  open: () => Promise<ThreadStore>,
  second: () => Promise<ThreadStore>,
): void {
  describe(`${name}: threads`, () => {
    it("keeps a thread as it was given", async () => {
      const store = await open();
      const given = thread("a", 5, { title: "Shoes", resourceId: "r", metadata: { deep: [{ n: null }] } });
      sameThread(await store.saveThread("ada", given, LIMITS), given, "what is returned");
      sameThread(await store.getThread("ada", "a"), given, "what is read");
      same(await store.getThread("ada", "b"), null, "one that is not there");
      sameThread(await (await second()).getThread("ada", "a"), given, "what another connection reads");
    });

    it("changes title and metadata, and neither its creation nor whose it is", async () => {
      const store = await open();
      await store.saveThread("ada", thread("a", 5, { title: "Shoes", resourceId: "r", metadata: { b: 1 } }), LIMITS);
      await store.appendMessages("ada", "a", [message("1")], at(6));
      const other: Thread = { id: "a", title: "Boots", resourceId: "s", createdAt: 9, updatedAt: 7 };
      const kept = thread("a", 7, { title: "Boots", resourceId: "r" });
      sameThread(await store.saveThread("ada", other, LIMITS), kept, "what is returned");
      sameThread(await store.getThread("ada", "a"), kept, "what is read");
      same(await idsOf(store, "ada", "a"), ["1"], "its messages stay");
      await store.saveThread("ada", { ...other, updatedAt: 2 }, LIMITS);
      same((await store.getThread("ada", "a"))?.updatedAt, 7, "time does not go back");
    });

    it("lists the newest first, of equal ones the greater id, from any of them on", async () => {
      const store = await open();
      const times = { a: 3, b: 5, c: 3, d: 1, e: 5 };
      for (const [id, time] of Object.entries(times)) {
        await store.saveThread("ada", thread(id, time, { resourceId: id < "c" ? "r" : "s" }), LIMITS);
      }
      const list = async (query: object) =>
        (await store.listThreads("ada", { limit: 10, ...query })).map(({ id }) => id).join("");
      same(await list({}), "ebcad", "all");
      same(await list({ limit: 2 }), "eb", "two");
      same(await list({ limit: 2, after: "b" }), "ca", "the next two");
      same(await list({ after: "d" }), "", "after the last");
      same(await list({ after: "z" }), "", "after one that is not there");
      same(await list({ resourceId: "r" }), "ba", "those of a resource");
      same(await list({ resourceId: "r", after: "e" }), "ba", "those of a resource after one of another");
      await store.appendMessages("ada", "d", [message("1")], at(9));
      same(await list({}), "debca", "a message moves its thread");
    });

    it("keeps no more than it may, and lets the threads change that it has", async () => {
      const store = await open();
      for (const id of ["a", "b"]) await store.saveThread("ada", thread(id), { maxThreads: 2 });
      same(await store.saveThread("ada", thread("c"), { maxThreads: 2 }), "full", "a third");
      same(await store.getThread("ada", "c"), null, "it is not there");
      check((await store.saveThread("ada", thread("a", 2), { maxThreads: 2 })) !== "full", "one that is there");
      check((await store.saveThread("bob", thread("c"), { maxThreads: 2 })) !== "full", "another owner's");
      await store.deleteThread("ada", "b");
      check((await store.saveThread("ada", thread("c"), { maxThreads: 2 })) !== "full", "after a deletion");
    });
  });

  describe(`${name}: messages`, () => {
    it("are kept in the order in which they were appended, each once", async () => {
      const store = await open();
      await store.saveThread("ada", thread("a"), LIMITS);
      same(await store.appendMessages("ada", "a", [message("2"), message("1")], at(2)), "kept", "first");
      same(await store.appendMessages("ada", "a", [message("1", "other"), message("3")], at(3)), "kept", "again");
      await store.appendMessages("ada", "a", [message("4", "first"), message("4", "second")], at(3));
      same(await idsOf(store, "ada", "a"), ["2", "1", "3", "4"], "their order");
      const page = await store.getMessages("ada", "a", ALL);
      same(page?.messages[1]?.content, "This is 1.", "the first of two with one id stays");
      same(page?.messages[3]?.content, "first", "also within one call");
      same((await store.getThread("ada", "a"))?.updatedAt, 3, "the time of the last change");
      await store.appendMessages("ada", "a", [message("3")], at(8));
      same((await store.getThread("ada", "a"))?.updatedAt, 3, "nothing new changes nothing");
    });

    it("are read page by page, by their number and by their length", async () => {
      const store = await open();
      await store.saveThread("ada", thread("a"), LIMITS);
      same(await store.getMessages("ada", "a", ALL), { messages: [], more: false }, "none yet");
      const ids = ["1", "2", "3", "4", "5"];
      await store.appendMessages("ada", "a", ids.map((id) => message(id)), at(2)); // prettier-ignore
      const page = async (query: object) => {
        const { messages, more } = (await store.getMessages("ada", "a", { ...ALL, ...query }))!;
        return messages.map(({ id }) => id).join("") + (more ? "+" : "");
      };
      const one = JSON.stringify(message("1")).length;
      same(await page({}), "12345", "all");
      same(await page({ last: 2 }), "45+", "the newest two");
      same(await page({ last: 2, before: "4" }), "23+", "the two before");
      same(await page({ last: 2, before: "2" }), "1", "what is left");
      same(await page({ before: "1" }), "", "before the first");
      same(await page({ before: "z" }), "", "before one that is not there");
      same(await page({ maxChars: 2 * one }), "45+", "as many as fit");
      same(await page({ maxChars: 2 * one - 1 }), "5+", "no more than fit");
      same(await page({ maxChars: 1 }), "5+", "one that does not fit comes alone");
      same(await page({ maxChars: 5 * one }), "12345", "all that fit");
    });

    it("are read around one, by their number and by their length", async () => {
      const store = await open();
      for (const [owner, ids] of [
        ["ada", "1234567"],
        ["bob", "89"],
      ] as const) {
        // prettier-ignore
        await store.saveThread(owner, thread("a"), LIMITS);
        await store.appendMessages(owner, "a", Array.from(ids, (id) => message(id)), at(2)); // prettier-ignore
      }
      const around = async (id: string, before: number, after: number, maxChars = ALL.maxChars) => {
        const messages = await store.getMessagesAround("ada", "a", { id, before, after, maxChars });
        return messages?.map((one) => one.id).join("");
      };
      const one = JSON.stringify(message("1")).length;
      same(await around("4", 0, 0), "4", "alone");
      same(await around("4", 2, 1), "2345", "two before and one after");
      same(await around("2", 200, 0), "12", "from the first on");
      same(await around("6", 0, 200), "67", "up to the last");
      same(await around("8", 5, 5), "", "one of another owner");
      same(await around("z", 5, 5), "", "one that is not there");
      same(await around("4", 3, 3, 5 * one), "23456", "as many as fit");
      same(await around("4", 3, 3, 4 * one), "2345", "the nearest, of two as near the older");
      same(await around("4", 3, 3, 1), "4", "the message comes in any case");
      const query = { id: "1", before: 1, after: 1, maxChars: 1000 };
      same(await store.getMessagesAround("ada", "b", query), null, "of no thread");
      same(await store.getMessagesAround("eve", "a", query), null, "of another owner's thread");
    });

    it("are appended all or none", async () => {
      const store = await open();
      await store.saveThread("ada", thread("a"), LIMITS);
      const three = { at: 2, maxMessages: 3 };
      await store.appendMessages("ada", "a", [message("1"), message("2")], three);
      same(await store.appendMessages("ada", "a", [message("3"), message("4")], three), "full", "two for one place");
      same(await idsOf(store, "ada", "a"), ["1", "2"], "none of them");
      same(
        await store.appendMessages("ada", "a", [message("1"), message("3")], three),
        "kept",
        "what is there is free",
      );
      same(await store.appendMessages("ada", "z", [message("1")], three), "missing", "no such thread");
      same(await store.getMessages("ada", "z", ALL), null, "nor its messages");
    });

    for (const [what, text] of ODD_TEXTS) {
      it(`keep ${what}, and so do titles and metadata`, async () => {
        const store = await open();
        const given = thread("a", 2, { title: text, metadata: { [text]: text } });
        await store.saveThread("ada", given, LIMITS);
        await store.appendMessages("ada", "a", [message("1", text), message("2", [{ type: "text", text }])], at(2));
        const again = await second();
        sameThread(await again.getThread("ada", "a"), given, "the thread");
        const page = await again.getMessages("ada", "a", ALL);
        same(page?.messages, [message("1", text), message("2", [{ type: "text", text }])], "the messages");
      });
    }

    it("of all roles and parts come back whole", async () => {
      const store = await open();
      await store.saveThread("ada", thread("a"), LIMITS);
      const given: ChatMessage[] = [
        {
          ...message("1"),
          content: [{ type: "image_url", image_url: { url: "https://a.example/b.png", detail: "low" } }],
        },
        { ...message("2"), role: "assistant", toolCalls: [{ id: "c", name: "look", arguments: "{}" }] },
        { ...message("3"), role: "tool", toolCallId: "c" },
      ];
      await store.appendMessages("ada", "a", given, at(2));
      same((await store.getMessages("ada", "a", ALL))?.messages, given, "the messages");
    });
  });

  describe(`${name}: owners`, () => {
    it("have threads of the same id that know nothing of each other", async () => {
      const store = await open();
      await store.saveThread("ada", thread("a", 5, { title: "Ada's" }), LIMITS);
      await store.appendMessages("ada", "a", [message("1")], at(5));
      same(await store.getThread("bob", "a"), null, "Bob reads it");
      same(await store.getMessages("bob", "a", ALL), null, "Bob reads its messages");
      same(await store.appendMessages("bob", "a", [message("2")], at(6)), "missing", "Bob appends to it");
      same(await store.listThreads("bob", { limit: 10 }), [], "Bob lists");
      same(await store.listThreads("bob", { limit: 10, after: "a" }), [], "Bob lists from it on");
      await store.deleteThread("bob", "a");
      await store.saveThread("bob", thread("a", 9, { title: "Bob's" }), LIMITS);
      same((await store.getThread("ada", "a"))?.title, "Ada's", "Ada's title");
      same(await idsOf(store, "ada", "a"), ["1"], "Ada's messages");
      same(await idsOf(store, "bob", "a"), [], "Bob's messages");
      await store.appendMessages("bob", "a", [message("1", "Bob's")], at(10));
      same((await store.getMessages("ada", "a", { ...ALL, before: "1" }))?.messages, [], "Ada's first is her first");
      await store.deleteThread("ada", "a");
      same(await store.getThread("ada", "a"), null, "Ada's is gone");
      same(await idsOf(store, "bob", "a"), ["1"], "Bob's is there");
    });

    it("are told apart by every character", async () => {
      const store = await open();
      const owners = ["ada", "Ada", "ada ", "adá", "ada%", "ad_", "ada'--"];
      for (const owner of owners) await store.saveThread(owner, thread("a", 1, { title: owner }), LIMITS);
      for (const owner of owners) same((await store.getThread(owner, "a"))?.title, owner, owner);
      for (const owner of owners) same((await store.listThreads(owner, { limit: 9 })).length, 1, owner);
    });
  });

  describe(`${name}: deletion`, () => {
    it("takes the messages along, and may be repeated", async () => {
      const store = await open();
      await store.saveThread("ada", thread("a"), LIMITS);
      await store.appendMessages("ada", "a", [message("1")], at(2));
      await store.deleteThread("ada", "a");
      await store.deleteThread("ada", "a");
      same(await store.appendMessages("ada", "a", [message("2")], at(3)), "missing", "appending to it");
      await store.saveThread("ada", thread("a"), LIMITS);
      same(await idsOf(store, "ada", "a"), [], "a new one of its id is empty");
    });
  });

  describe(`${name}: deletion of an empty thread`, () => {
    it("leaves one in which somebody has said something, and another owner's", async () => {
      const store = await open();
      for (const owner of ["ada", "bob"]) {
        for (const id of ["empty", "used"]) await store.saveThread(owner, thread(id), LIMITS);
      }
      await store.appendMessages("ada", "used", [message("1")], at(2));
      for (const id of ["empty", "used", "nobody"]) await store.deleteThread("ada", id, { onlyEmpty: true });
      same(await store.getThread("ada", "empty"), null, "the empty one");
      same(await idsOf(store, "ada", "used"), ["1"], "the used one");
      same(await idsOf(store, "bob", "empty"), [], "Bob's empty one");
    });

    it("and an append at the same moment: it is there exactly if the words were kept", async () => {
      const [one, other] = [await open(), await second()];
      for (let round = 0; round < 20; round += 1) {
        const id = `thread-${round}`;
        await one.saveThread("ada", thread(id), LIMITS);
        const [kept] = await Promise.all([
          one.appendMessages("ada", id, [message("1")], at(2)),
          other.deleteThread("ada", id, { onlyEmpty: true }),
        ]);
        same(await idsOf(one, "ada", id), kept === "kept" ? ["1"] : null, `the thread, where the append was ${kept}`);
      }
    });
  });

  describe(`${name}: at the same time`, () => {
    it("two connections that append lose nothing, in one order", async () => {
      const stores = [await open(), await second()];
      await stores[0]!.saveThread("ada", thread("a"), LIMITS);
      const rounds = Array.from({ length: 20 }, (_, round) => round);
      const append = async (store: ThreadStore, side: number) => {
        for (const round of rounds) {
          const batch = [message(`${side}-${round}-0`), message(`${side}-${round}-1`), message(`both-${round}`)];
          same(await store.appendMessages("ada", "a", batch, at(round)), "kept", `append ${round}`);
        }
      };
      await Promise.all(stores.map(append));
      const orders = await Promise.all(stores.map((store) => idsOf(store, "ada", "a")));
      same(orders[0], orders[1], "both see the same order");
      const ids = orders[0]!;
      same(ids.length, 20 * 5, "everything once");
      same(new Set(ids).size, ids.length, "nothing twice");
      for (const side of [0, 1]) {
        const own = ids.filter((id) => id.startsWith(`${side}-`));
        const expected = rounds.flatMap((round) => [`${side}-${round}-0`, `${side}-${round}-1`]);
        same(own, expected, "each in its own order");
        for (const round of rounds) {
          const first = ids.indexOf(`${side}-${round}-0`);
          same(ids[first + 1], `${side}-${round}-1`, "a batch stays together");
        }
      }
    });

    it("a deletion and appends leave a thread that is whole or gone", async () => {
      for (let round = 0; round < 10; round += 1) {
        const [one, other] = [await open(), await second()];
        await one.saveThread("ada", thread("a"), LIMITS);
        const outcomes = await Promise.all([
          one.appendMessages("ada", "a", [message("1"), message("2")], at(2)),
          other.deleteThread("ada", "a"),
          one.appendMessages("ada", "a", [message("3")], at(3)),
        ]);
        check(outcomes[0] !== "full" && outcomes[2] !== "full", "no other outcome");
        same(await one.getThread("ada", "a"), null, "it is gone");
        await one.saveThread("ada", thread("a"), LIMITS);
        same(await idsOf(other, "ada", "a"), [], "nothing is left of it");
      }
    });
  });
}
