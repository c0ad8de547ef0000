/**
 * What every `ThreadProvider` does. See `src/core/ports/thread-provider.ts`. All that implement it, and where they are held to it:
 *
 * - `InMemoryThreadProvider` (`live-avatar/session`): memory-threads.node.test.ts, thread-providers.test.ts
 * - `LocalStorageThreadProvider` (`live-avatar/browser`): thread-providers.test.ts
 * - `IndexedDBThreadProvider` (`live-avatar/browser`): thread-providers.test.ts
 * - `HttpThreadProvider` (`live-avatar/browser`), over the wire of docs/memory.md: thread-providers.test.ts
 */
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { Thread, ThreadChange, ThreadProvider } from "../../src/core/ports/thread-provider.js";
import { check, CountedAbort, type Framework, isAbort, rejection, same, until } from "./framework.js";

/** A provider with an empty storage behind it. */
export interface ThreadProviderSubject {
  readonly provider: ThreadProvider;
  /** Another provider on the same storage, as in another tab. Left out where nobody else can have the storage. */
  readonly other?: ThreadProvider | undefined;
  /** What is aborted on its way may be kept all the same. */
  readonly isRemote?: boolean | undefined;
  close(): Promise<void>;
}

export const thread = (id: string, more: Partial<Thread> = {}): Thread => ({
  id,
  createdAt: 1000,
  updatedAt: 1000,
  ...more,
});

export const message = (id: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id,
  role: "user",
  content: `words of ${id}`,
  createdAt: 2000,
  ...more,
});

export const messages = (count: number, prefix = "m"): ChatMessage[] =>
  Array.from({ length: count }, (_, index) => message(`${prefix}${index}`));

const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

/** Plain data of the same content, whatever the order of its members. */
function alike(actual: unknown, expected: unknown, what: string): void {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, member]) => [name, sorted(member)]),
          )
        : value;
  same(sorted(actual), sorted(expected), what);
}

async function fails(promise: Promise<unknown>, code: string): Promise<void> {
  const error = await rejection(promise);
  check(LiveAvatarError.is(error), `A failure is a LiveAvatarError, not ${String(error)}`);
  same(error.code, code, `the code of "${error.message}"`);
  same(error.fatal, false, "a conversation goes on without its memory: fatal");
  check(error.message.endsWith("."), `its message is a sentence: ${error.message}`);
  check(error.help.length > 20, "it says what can be done");
}

const HALF = "\ud83d";
/** Whole, and in the alphabet of somebody: ids are whatever a site calls its things. */
const ODD_IDS = ["x".repeat(200), "a/b?c=d&e#f %41", "конь 🐎", "__proto__", "constructor", ":1:2:3", '"\\\n', "..a"];

export function describeThreadProvider(
  name: string,
  make: () => Promise<ThreadProviderSubject>,
  { describe, it }: Framework,
): void {
  const promise = (
    title: string,
    act: (provider: ThreadProvider, subject: ThreadProviderSubject) => Promise<void>,
  ): void => {
    it(title, async () => {
      const subject = await make();
      try {
        await act(subject.provider, subject);
      } finally {
        subject.provider.dispose?.();
        subject.other?.dispose?.();
        await subject.close();
      }
    });
  };

  describe(`${name}, as a provider of threads`, () => {
    promise("keeps a thread as it was given", async (provider) => {
      const whole = thread("a", {
        title: "Hello",
        resourceId: "ann",
        metadata: { tags: ["x", null, true, 1.5], deep: {} },
      });
      alike(await provider.saveThread(whole), whole, "what is kept");
      alike(await provider.getThread("a"), whole, "what is there");
      same(await provider.getMessages("a"), [], "its messages");
      check(provider.id !== "", "it has a name");
    });

    promise("has no thread that nobody saved", async (provider) => {
      same(await provider.getThread("a"), null, "the thread");
      same(await provider.listThreads(), [], "the list");
      await provider.deleteThread("a");
      await fails(provider.getMessages("a"), "thread-missing");
      await fails(provider.appendMessages("a", messages(1)), "thread-missing");
      await fails(provider.appendMessages("a", []), "thread-missing");
      same(await provider.getThread("a"), null, "the thread, after all that");
    });

    promise("changes title and metadata, and neither birth nor owner", async (provider) => {
      await provider.saveThread(thread("a", { title: "One", resourceId: "ann", metadata: { a: 1 } }));
      await provider.appendMessages("a", messages(2));
      const { updatedAt } = (await provider.getThread("a"))!;
      const changed = await provider.saveThread(
        thread("a", { title: "Two", resourceId: "ben", createdAt: 5, updatedAt: 5 }),
      );
      alike(changed, thread("a", { title: "Two", resourceId: "ann", createdAt: 1000, updatedAt }), "what is kept");
      alike(await provider.getThread("a"), changed, "what is there");
      const later = updatedAt + 1_000_000;
      same((await provider.saveThread(thread("a", { updatedAt: later }))).updatedAt, later, "a later change");
      same(idsOf(await provider.getMessages("a")), ["m0", "m1"], "its messages stay");
    });

    promise("keeps messages whole, in the order in which they came", async (provider) => {
      await provider.saveThread(thread("a"));
      const call = { id: "call", name: "look", arguments: '{"at":"sea"}' };
      const kinds: ChatMessage[] = [
        message("z", { content: `half a pair ${HALF}, a zero \u0000, a \u2028, and "quotes"` }),
        message("y", { role: "assistant", content: "", toolCalls: [call], createdAt: 5 }),
        message("x", { role: "tool", content: "the sea", toolCallId: "call" }),
        message("w", {
          content: [
            { type: "text", text: "what is it?" },
            { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
          ],
        }),
      ];
      await provider.appendMessages("a", kinds.slice(0, 1));
      await provider.appendMessages("a", kinds.slice(1));
      alike(await provider.getMessages("a"), kinds, "the messages");
    });

    promise("appends calls that are not waited for in the order in which they were made", async (provider) => {
      await provider.saveThread(thread("a"));
      await Promise.all(messages(30).map((one) => provider.appendMessages("a", [one])));
      same(idsOf(await provider.getMessages("a")), idsOf(messages(30)), "the messages");
    });

    promise("moves updatedAt with what is appended, and never back", async (provider) => {
      const before = Date.now();
      await provider.saveThread(thread("a"));
      await provider.appendMessages("a", messages(1));
      const { updatedAt, createdAt } = (await provider.getThread("a"))!;
      check(updatedAt >= before && updatedAt <= Date.now(), `now: ${updatedAt}`);
      same(createdAt, 1000, "its birth");
      const future = Date.now() + 1_000_000;
      await provider.saveThread(thread("b", { updatedAt: future }));
      await provider.appendMessages("b", messages(1));
      same((await provider.getThread("b"))?.updatedAt, future, "of a clock that goes ahead");
    });

    promise("appends a message once, however often it comes", async (provider) => {
      await provider.saveThread(thread("a"));
      await provider.saveThread(thread("b"));
      await provider.appendMessages("a", messages(3));
      const before = await provider.getThread("a");
      await provider.appendMessages("a", messages(3));
      await provider.appendMessages("a", []);
      alike(await provider.getThread("a"), before, "a call that adds nothing changes nothing");
      const again = message("m1", { content: "other words" });
      await provider.appendMessages("a", [again, message("n"), message("n", { content: "twice" })]);
      alike(await provider.getMessages("a"), [...messages(3), message("n")], "the messages");
      await provider.appendMessages("b", [again]);
      alike(await provider.getMessages("b"), [again], "of another thread");
    });

    promise("appends all or none", async (provider) => {
      await provider.saveThread(thread("a"));
      const before = await provider.getThread("a");
      const wrong = message("n", { role: "stranger" as "user" });
      await fails(provider.appendMessages("a", [...messages(3), wrong]), "config-invalid");
      same(await provider.getMessages("a"), [], "the messages");
      alike(await provider.getThread("a"), before, "the thread");
    });

    promise("gives the last messages, and those before one", async (provider) => {
      await provider.saveThread(thread("a"));
      await provider.saveThread(thread("b"));
      await provider.appendMessages("a", messages(7));
      await provider.appendMessages("b", messages(2, "b"));
      await provider.appendMessages("a", messages(3, "n"));
      const all = [...idsOf(messages(7)), "n0", "n1", "n2"];
      const page = async (query: { last?: number; before?: string }): Promise<string[]> =>
        idsOf(await provider.getMessages("a", query));
      same(await page({}), all, "all");
      same(await page({ last: 4 }), all.slice(-4), "the last four");
      same(await page({ last: 0 }), [], "the last none");
      same(await page({ last: 100 }), all, "more than there are");
      same(await page({ before: "n0" }), all.slice(0, 7), "all before one");
      same(await page({ last: 3, before: "n0" }), ["m4", "m5", "m6"], "three before one");
      same(await page({ last: 3, before: "m1" }), ["m0"], "before the second");
      same(await page({ before: "m0" }), [], "before the first");
      same(await page({ before: "b0" }), [], "before one of another thread");
      same(await page({ before: "nobody" }), [], "before nobody");
    });

    promise("gives a message and its neighbours", async (provider) => {
      await provider.saveThread(thread("a"));
      await provider.saveThread(thread("b"));
      await provider.appendMessages("a", messages(7));
      await provider.appendMessages("b", messages(2, "b"));
      await provider.appendMessages("a", messages(3, "n"));
      const around = async (id: string, before: number, after: number): Promise<string> =>
        idsOf(await provider.getMessages("a", { around: { id, before, after } })).join(" ");
      same(await around("m4", 0, 0), "m4", "the message alone");
      same(await around("m4", 2, 0), "m2 m3 m4", "two before it");
      same(await around("m4", 0, 1), "m4 m5", "one after it");
      same(await around("m6", 1, 2), "m5 m6 n0 n1", "of two appends");
      same(await around("m1", 200, 1), "m0 m1 m2", "no more before it than there are");
      same(await around("n1", 1, 200), "n0 n1 n2", "no more after it than there are");
      same(await around("b0", 1, 1), "", "one of another thread");
      same(await around("nobody", 1, 1), "", "nobody");
      await fails(provider.getMessages("nobody", { around: { id: "m", before: 1, after: 1 } }), "thread-missing");
      const good = { id: "m4", before: 1, after: 1 };
      for (const wrong of [-1, 0.5, NaN, 201]) {
        await fails(provider.getMessages("a", { around: { ...good, before: wrong } }), "config-invalid");
        await fails(provider.getMessages("a", { around: { ...good, after: wrong } }), "config-invalid");
      }
      await fails(provider.getMessages("a", { around: good, last: 1 }), "config-invalid");
      await fails(provider.getMessages("a", { around: good, before: "m1" }), "config-invalid");
    });

    promise("pages through a long thread without a gap", async (provider) => {
      await provider.saveThread(thread("a"));
      const long = messages(1203);
      await provider.appendMessages("a", long.slice(0, 1000));
      await provider.appendMessages("a", long.slice(1000));
      const seen: ChatMessage[] = [];
      for (let before: string | undefined; ; before = seen[0]?.id) {
        const page = await provider.getMessages("a", { last: 100, before });
        if (page.length === 0) break;
        seen.unshift(...page);
      }
      same(idsOf(seen), idsOf(long), "what was seen");
      same(idsOf(await provider.getMessages("a")), idsOf(long), "all at once");
      same(idsOf(await provider.getMessages("a", { last: 900 })), idsOf(long.slice(-900)), "the last 900");
    });

    promise("lists the newest first, by owner and in pages", async (provider) => {
      const times = { a: 3000, b: 1000, c: 3000, d: 2000, e: 5000 };
      for (const [id, updatedAt] of Object.entries(times)) {
        await provider.saveThread(
          thread(id, { updatedAt, ...(id !== "e" && { resourceId: id < "c" ? "ann" : "ben" }) }),
        );
      }
      const list = async (query?: Parameters<ThreadProvider["listThreads"]>[0]): Promise<string> =>
        idsOf(await provider.listThreads(query)).join("");
      same(await list(), "ecadb", "all");
      same(await list({ resourceId: "ann" }), "ab", "Ann's");
      same(await list({ resourceId: "nobody" }), "", "nobody's");
      same(await list({ limit: 2 }), "ec", "the first page");
      same(await list({ limit: 2, after: "c" }), "ad", "the second page");
      same(await list({ limit: 2, after: "d" }), "b", "the last page");
      same(await list({ after: "b" }), "", "after the last");
      same(await list({ after: "nobody" }), "", "after one that is not there");
      same(await list({ limit: 0 }), "", "none");
      same(await list({ resourceId: "ben", limit: 1, after: "c" }), "d", "Ben's second page");
      await provider.appendMessages("b", messages(1));
      same(await list(), "becad", "after an append");
      await provider.deleteThread("c");
      same(await list(), "bead", "after a delete");
    });

    promise("deletes a thread with its messages, for good", async (provider) => {
      await provider.saveThread(thread("a", { title: "Old", resourceId: "ann" }));
      await provider.saveThread(thread("b"));
      await provider.appendMessages("a", messages(5));
      await provider.appendMessages("b", messages(2));
      await provider.deleteThread("a");
      await provider.deleteThread("a");
      same(await provider.getThread("a"), null, "the thread");
      await fails(provider.getMessages("a"), "thread-missing");
      await provider.saveThread(thread("a", { createdAt: 7, resourceId: "ben" }));
      same(await provider.getMessages("a"), [], "a new one of the same id has none of its messages");
      alike(await provider.getThread("a"), thread("a", { createdAt: 7, resourceId: "ben" }), "the new one");
      await provider.appendMessages("a", messages(1));
      same(idsOf(await provider.getMessages("a")), ["m0"], "and takes messages of the old one's ids");
      same(idsOf(await provider.getMessages("b")), ["m0", "m1"], "those of the other thread");
    });

    promise("deletes a thread only where nobody has said anything in it, if so asked", async (provider) => {
      await provider.saveThread(thread("empty"));
      await provider.saveThread(thread("used", { title: "Shoes" }));
      await provider.appendMessages("used", messages(2));
      for (const id of ["empty", "used", "nobody"]) await provider.deleteThread(id, { onlyEmpty: true });
      same(await provider.getThread("empty"), null, "the empty one");
      same((await provider.getThread("used"))?.title, "Shoes", "the one with messages");
      same(idsOf(await provider.getMessages("used")), ["m0", "m1"], "its messages");
      await provider.deleteThread("used", { onlyEmpty: false });
      same(await provider.getThread("used"), null, "and it goes where that is not asked");
    });

    promise("keeps first words that another says while an empty thread is deleted", async (provider, { other }) => {
      const ROUNDS = 20;
      for (let round = 0; round < ROUNDS; round += 1) {
        const id = `thread-${round}`;
        await provider.saveThread(thread(id));
        const [said] = await Promise.allSettled([
          (other ?? provider).appendMessages(id, messages(1)),
          provider.deleteThread(id, { onlyEmpty: true }),
        ]);
        const isThere = (await provider.getThread(id)) !== null;
        same(isThere, said.status === "fulfilled", "it is there exactly if words were kept in it");
      }
    });

    promise("takes every id that is one, and keeps threads apart", async (provider) => {
      for (const id of ODD_IDS) {
        await provider.saveThread(thread(id, { resourceId: id }));
        await provider.appendMessages(id, [message(id, { content: id })]);
      }
      for (const id of ODD_IDS) {
        same((await provider.getThread(id))?.id, id, "the thread");
        same(idsOf(await provider.listThreads({ resourceId: id })), [id], "its owner's list");
        alike(await provider.getMessages(id), [message(id, { content: id })], "its messages");
        same(await provider.getMessages(id, { before: id }), [], "those before");
      }
      for (const id of ODD_IDS) await provider.deleteThread(id);
      same(await provider.listThreads(), [], "what is left");
    });

    promise("refuses what cannot be kept, and keeps nothing of it", async (provider) => {
      const circle: Record<string, unknown> = {};
      circle["again"] = circle;
      circle["other"] = [circle];
      const metadata: unknown[] = [{ act: () => 1 }, { when: new Date(0) }, { big: 1n }, circle, [1], { not: NaN }];
      metadata.push({ of: new Map() }, { list: [undefined] }, { long: "x".repeat(65_537) }, { symbol: Symbol("s") });
      for (const wrong of metadata) {
        await fails(provider.saveThread(thread("a", { metadata: wrong as Record<string, unknown> })), "config-invalid");
      }
      const wrongIds: unknown[] = ["", "x".repeat(201), HALF, ".", "..", 1, null];
      for (const id of wrongIds as string[]) {
        await fails(provider.saveThread(thread(id)), "config-invalid");
        await fails(provider.getThread(id), "config-invalid");
        await fails(provider.deleteThread(id), "config-invalid");
        await fails(provider.getMessages(id), "config-invalid");
        await fails(provider.saveThread(thread("a", { resourceId: id })), "config-invalid");
      }
      await fails(provider.saveThread(thread("a", { title: "x".repeat(501) })), "config-invalid");
      await fails(provider.saveThread(thread("a", { createdAt: NaN })), "config-invalid");
      await fails(provider.saveThread(thread("a", { updatedAt: Infinity })), "config-invalid");
      await fails(provider.saveThread(null as unknown as Thread), "config-invalid");
      same(await provider.listThreads(), [], "the list");

      await provider.saveThread(thread("a"));
      const wrong: unknown[] = [...wrongIds.map((id) => message(id as string)), null, message("n", { createdAt: -1 })];
      wrong.push(message("n", { content: (() => "words") as unknown as string }));
      wrong.push(message("n", { content: [{ type: "sound" }] as unknown as string }));
      wrong.push(message("n", { content: "x".repeat(16_777_217) }));
      wrong.push(message("n", { toolCalls: [{ id: "call" }] as never }));
      for (const one of wrong as ChatMessage[]) await fails(provider.appendMessages("a", [one]), "config-invalid");
      same(await provider.getMessages("a"), [], "the messages");
      for (const count of [-1, 0.5, NaN, Infinity]) {
        await fails(provider.getMessages("a", { last: count }), "config-invalid");
        await fails(provider.listThreads({ limit: count }), "config-invalid");
      }
    });

    promise("keeps the longest that may be", async (provider) => {
      const title = "t".repeat(499) + HALF;
      const metadata = { text: "x".repeat(65_000), [HALF]: HALF, __proto__: null };
      const saved = await provider.saveThread(thread("i".repeat(200), { title, metadata }));
      same(saved.title, title, "the title");
      alike(
        (await provider.getThread("i".repeat(200)))?.metadata,
        { text: metadata.text, [HALF]: HALF },
        "the metadata",
      );
      const one = message("m".repeat(200), { content: `${"x".repeat(200_000)}${HALF}` });
      await provider.appendMessages("i".repeat(200), [one]);
      alike(await provider.getMessages("i".repeat(200), { last: 1 }), [one], "the message");
    });

    promise("shares nothing with its callers", async (provider) => {
      const given = { ...thread("a"), metadata: { list: [1] } };
      const content = [{ type: "text" as const, text: "mine" }];
      const list = [message("m", { content })];
      const saved = await provider.saveThread(given);
      await provider.appendMessages("a", list);
      const before = JSON.stringify([await provider.getThread("a"), await provider.getMessages("a")]);
      const spoil = (value: unknown): void => {
        if (typeof value !== "object" || value === null) return;
        for (const member of Object.values(value)) spoil(member);
        Object.assign(value, { spoiled: true, 0: "spoiled", title: "spoiled", text: "spoiled" });
      };
      for (const value of [given, saved, content, list]) spoil(value);
      spoil(await provider.getThread("a"));
      spoil(await provider.getMessages("a"));
      spoil(await provider.listThreads());
      same(JSON.stringify([await provider.getThread("a"), await provider.getMessages("a")]), before, "what is kept");
    });

    promise("takes what it is given as it is at the call", async (provider) => {
      await provider.saveThread(thread("a"));
      const one = { ...message("m") };
      const list = [one];
      const appending = provider.appendMessages("a", list);
      one.content = "changed";
      list.push(message("late"));
      await appending;
      alike(await provider.getMessages("a"), [message("m")], "the messages");
    });

    promise("does nothing that is aborted before", async (provider) => {
      await provider.saveThread(thread("a"));
      await provider.appendMessages("a", messages(2));
      const before = JSON.stringify([await provider.listThreads(), await provider.getMessages("a")]);
      const signal = AbortSignal.abort();
      const calls = [
        provider.getThread("a", { signal }),
        provider.saveThread(thread("a", { title: "new" }), { signal }),
        provider.saveThread(thread("b"), { signal }),
        provider.listThreads({ signal }),
        provider.deleteThread("a", { signal }),
        provider.getMessages("a", { signal }),
        provider.appendMessages("a", messages(1, "n"), { signal }),
      ];
      for (const { reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
        check(isAbort(reason), `an AbortError, not ${String(reason)}`);
      }
      same(JSON.stringify([await provider.listThreads(), await provider.getMessages("a")]), before, "what is kept");
    });

    promise("keeps all or nothing of what is aborted in the middle, and says which", async (provider, { isRemote }) => {
      await provider.saveThread(thread("a"));
      for (let turns = 0; turns < 12; turns += 1) {
        const abort = new CountedAbort();
        const batch = messages(20, `${turns}-`);
        const appending = provider.appendMessages("a", batch, { signal: abort.signal });
        const outcome = appending.then(
          () => "kept",
          (error: unknown) => (isAbort(error) ? "aborted" : String(error)),
        );
        for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setTimeout(resolve));
        abort.abort();
        const told = await outcome;
        check(told === "kept" || told === "aborted", told);
        same(abort.listeners, 0, "nobody listens to the signal any more");
        const kept = (await provider.getMessages("a")).filter(({ id }) => id.startsWith(`${turns}-`));
        check(kept.length === 0 || kept.length === batch.length, `${kept.length} of ${batch.length} are there`);
        if (told === "kept" || !isRemote) same(kept.length > 0, told === "kept", "what was told");
      }
      await provider.appendMessages("a", messages(1, "last"));
      same(idsOf(await provider.getMessages("a", { last: 1 })), ["last0"], "and it goes on");
    });

    promise("leaves no listener on the signal of a call that is through", async (provider) => {
      const abort = new CountedAbort();
      const { signal } = abort;
      await provider.saveThread(thread("a"), { signal });
      await provider.appendMessages("a", messages(2), { signal });
      await provider.getMessages("a", { signal });
      await provider.getThread("a", { signal });
      await provider.listThreads({ signal });
      await provider.deleteThread("a", { signal });
      await rejection(provider.appendMessages("a", [], { signal }));
      same(abort.listeners, 0, "listeners");
    });

    promise("shares its storage with another, and neither loses anything", async (provider, { other }) => {
      if (!other) return;
      await provider.saveThread(thread("a", { title: "One" }));
      alike(await other.getThread("a"), await provider.getThread("a"), "the thread");
      const both = (prefix: string, who: ThreadProvider): Promise<void>[] =>
        messages(20, prefix).map((one) => who.appendMessages("a", [one]));
      await Promise.all([...both("x", provider), ...both("y", other)]);
      const seen = idsOf(await provider.getMessages("a"));
      same(idsOf(await other.getMessages("a")), seen, "both see the same");
      for (const prefix of ["x", "y"]) {
        same(
          seen.filter((id) => id.startsWith(prefix)),
          idsOf(messages(20, prefix)),
          `those of ${prefix}, in order`,
        );
      }
      await other.appendMessages("a", messages(20, "x"));
      same(idsOf(await provider.getMessages("a")), seen, "what one appended, another does not append again");
      await other.deleteThread("a");
      same(await provider.getThread("a"), null, "a thread that the other deleted");
    });

    promise("tells what another changed, and not what it changed itself", async (provider, { other }) => {
      if (!other || !provider.subscribe) return;
      const told: ThreadChange[] = [];
      const own: ThreadChange[] = [];
      const off = provider.subscribe((change) => told.push(change));
      other.subscribe?.((change) => own.push(change));
      provider.subscribe(() => {
        throw new Error("a listener of the page");
      });
      await other.saveThread(thread("a", { title: "One" }));
      await other.appendMessages("a", messages(2));
      await until(() => told.some(({ type }) => type === "messages"));
      await other.appendMessages("a", [...messages(2), message("new")]);
      await until(() => told.filter(({ type }) => type === "messages").length === 2);
      await other.deleteThread("a");
      await until(() => told.some(({ type }) => type === "deleted"));
      const [first] = told;
      check(first?.type === "thread" && first.thread.title === "One", `first the thread: ${JSON.stringify(first)}`);
      const appended = told.flatMap((change) => (change.type === "messages" ? change.messages : []));
      alike(appended, [...messages(2), message("new")], "the messages, each once");
      same(own, [], "what it changed itself");
      off();
      off();
      const { length } = told;
      let isTold = false;
      provider.subscribe(() => (isTold = true));
      await other.saveThread(thread("b"));
      await until(() => isTold);
      same(told.length, length, "after the way out");
    });

    promise("refuses everything once it is disposed of", async (provider) => {
      await provider.saveThread(thread("a"));
      provider.dispose?.();
      provider.dispose?.();
      await fails(provider.getThread("a"), "storage-refused");
      await fails(provider.saveThread(thread("a")), "storage-refused");
      await fails(provider.listThreads(), "storage-refused");
      await fails(provider.deleteThread("a"), "storage-refused");
      await fails(provider.getMessages("a"), "storage-refused");
      await fails(provider.appendMessages("a", []), "storage-refused");
    });
  });
}
