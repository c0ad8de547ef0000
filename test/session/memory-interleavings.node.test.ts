/** A session with a memory, a provider that fails in every way, other tabs, and calls in any order: nothing is lost, doubled or mixed up. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { Thread } from "../../src/core/ports/thread-provider.js";
import { AvatarSession, InMemoryThreadProvider } from "../../src/session/index.js";
import { FakeClock, FakeFace } from "../../src/testing/index.js";
import "../../src/session/remembering/session-memory.js";
import "../../src/session/turn/load-pipeline.js";
import { FaultyThreads } from "../support/faulty-threads.js";
import { randomFrom } from "../support/random.js";
import { model } from "./support.js";
import { randomRuns } from "../support/scope.js";

/** Each takes a tenth of a second; `MEMORY_RUNS=6000` is for an afternoon. */
const RUNS = Number(process.env["MEMORY_RUNS"] ?? randomRuns(150));
const OPERATIONS = 12;
const first = Number(process.env["MEMORY_SEED"] ?? Date.now() % 1_000_000_000);
const HANNAH = "hannah";
const MINUTE = 60_000;
/** More than a page of messages. */
const LONG = 230;

class Play {
  readonly clock = new FakeClock(1000);
  readonly random: () => number;
  readonly store = new InMemoryThreadProvider({ clock: this.clock });
  readonly threads: FaultyThreads;
  readonly session: AvatarSession;
  readonly configured: string | undefined;
  /** The ids of the session's own messages in each thread, in their order. */
  readonly committed = new Map<string, string[]>();
  /** Those of others. */
  readonly foreign = new Map<string, Set<string>>();
  /** Threads of which the session need not know all that is in them. */
  readonly isPartlyKnown = new Set<string>();
  /** Threads that were deleted, or were said to be. */
  readonly gone = new Set<string>();
  /** Threads that the session was told to delete, and has. */
  readonly deleted = new Set<string>();
  /** Calls of `deleteThread` and `forget` that are under way. */
  readonly deleting: string[] = [];
  /** Others may have made it anew. */
  readonly isSavedElsewhere = new Set<string>();
  readonly titles = new Map<string, string | undefined>();
  readonly open = new Set<string>();
  readonly problems: string[] = [];
  wishes = 0;
  count = 0;
  renames = 0;
  isStarted = false;
  startIsOver = false;

  constructor(seed: number) {
    this.random = randomFrom(seed);
    const { clock, random } = this;
    this.threads = new FaultyThreads(this.store, clock, random, {
      handleDeleted: (id) => this.handleDeleted(id),
      handleSaidMissing: (id) => void this.gone.add(id),
    });
    this.configured = this.pick([undefined, undefined, "one", "long", "absent"]);
    this.session = new AvatarSession({
      ...{ renderer: new FakeFace({ clock, kind: "voice", speechMs: 10 }), clock },
      llm: model(async function* () {
        yield { text: "One. " };
        await clock.sleep(random() * 300);
        yield { text: "Two." };
      }),
      memory: { provider: this.threads, resourceId: HANNAH, threadId: this.configured },
      logger: { debug() {}, warn() {}, error() {} },
    });
    this.watch();
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)] as T;
  }

  get current(): string {
    return this.session.threadId ?? "";
  }

  /** A thread that the session may know, most often its own. */
  someThread(): string {
    return this.random() < 0.4 ? this.current || "one" : this.pick(["one", "long", "absent", ...this.committed.keys()]);
  }

  own(id: string): string[] {
    if (id === "") return [];
    const found = this.committed.get(id) ?? [];
    this.committed.set(id, found);
    return found;
  }

  others(id: string): Set<string> {
    if (id === "") return new Set();
    const found = this.foreign.get(id) ?? new Set();
    this.foreign.set(id, found);
    return found;
  }

  watch(): void {
    const { session } = this;
    session.on("message", ({ id }) => this.own(this.current).push(id));
    session.on("thread-change", () => this.own(this.current));
    session.on("history-loaded", (messages) => {
      // What a deleted thread has not kept goes into the one that takes its place.
      const own = this.own(this.current);
      const moved = messages.filter(({ id }) => !own.includes(id) && !this.others(this.current).has(id));
      for (const { id } of moved) {
        const from = [...this.committed].find(([, ids]) => ids.includes(id))?.[0];
        if (from === undefined || !this.gone.has(from))
          this.problems.push(`${id} of ${from} came into ${this.current}`);
        own.push(id);
      }
    });
    session.on("error", (error) => {
      // The platform may load slower than the time of the test goes.
      if (error.code === "load-failed") return;
      if (error.fatal || error.stage !== "memory") this.problems.push(`told ${error.code} of stage ${error.stage}`);
    });
  }

  handleDeleted(id: string): void {
    // Others may have written into an empty one just now: that it is looked at before has a test of its own.
    const isEmpty = this.own(id).length === 0;
    if (!isEmpty && !this.deleting.includes(id) && !this.deleting.includes("all")) {
      this.problems.push(`${id} was deleted though nobody asked for it`);
    }
    this.gone.add(id);
  }

  /** Every promise settles. */
  keep<T>(call: string, promise: Promise<T>, handle: (value: T) => void = () => undefined): Promise<boolean> {
    const name = `${call} #${(this.count += 1)}`;
    this.open.add(name);
    return promise.then(
      (value) => {
        this.open.delete(name);
        handle(value);
        return true;
      },
      (error: unknown) => {
        this.open.delete(name);
        const isKnown = LiveAvatarError.is(error) || (error instanceof DOMException && error.name === "AbortError");
        if (!isKnown) this.problems.push(`${name} rejected with ${String(error)}`);
        return false;
      },
    );
  }

  wish<T>(call: string, promise: Promise<T>, handle: (value: T) => void = () => undefined): void {
    const wish = (this.wishes += 1);
    void this.keep(call, promise, (value) => {
      if (wish === this.wishes && this.gone.size === 0) handle(value);
    });
  }

  /** @param key the thread, or "all" */
  async delete(call: string, key: string, promise: Promise<unknown>, victims: () => Iterable<string>): Promise<void> {
    this.wishes += 1;
    this.deleting.push(key);
    const known = [...victims()];
    if (!(await this.keep(call, promise))) return; // and may do its work late
    for (const id of known) this.gone.add(id);
    if (this.isStarted) for (const id of known) this.deleted.add(id);
    this.deleting.splice(this.deleting.indexOf(key), 1);
  }

  readonly operations: readonly (() => unknown)[] = [
    () => void this.keep("ask", this.session.sendMessage("q")),
    () => void this.keep("ask", this.session.sendMessage("q")),
    () => void this.keep("say", this.session.say("s")),
    () => this.session.interrupt(),
    () => {
      const id = this.someThread();
      this.wish(`switchThread ${id}`, this.session.switchThread(id), () => {
        if (this.current !== id) this.problems.push(`switched to ${id}, and is in ${this.current}`);
      });
    },
    () => {
      const options = this.pick([{}, { title: "New" }, { metadata: { a: 1 } }]);
      this.wish("newThread", this.session.newThread(options), ({ id }) => {
        if (this.current !== id) this.problems.push(`made ${id}, and is in ${this.current}`);
      });
    },
    () => this.rename(this.someThread()),
    () => {
      const id = this.someThread();
      if (this.random() < 0.5) void this.delete(`deleteThread ${id}`, id, this.session.deleteThread(id), () => [id]);
    },
    () => {
      if (this.random() < 0.3) {
        const made = new Set(this.committed.keys());
        void this.delete("forget", "all", this.session.forget(), () => made);
      }
    },
    () => void this.keep("loadEarlier", this.session.loadEarlier()),
    () => this.appendElsewhere(this.someThread()),
    () => this.saveElsewhere(this.someThread()),
    () => this.random() < 0.3 && this.deleteElsewhere(this.someThread()),
    () => this.clock.advance(this.random() * 50),
    () => this.clock.advance(this.random() * 2000),
    async () => {
      await this.load();
      await this.clock.advance(this.random() * 30_000);
    },
    () => (this.threads.isFaulty = this.random() < 0.5),
    () => setImmediate(),
  ];

  rename(id: string): void {
    const title = `title ${(this.count += 1)}`;
    this.titles.set(id, undefined);
    const isOwn = id === this.current;
    this.renames += 1;
    const { renames } = this;
    void this.keep(`renameThread ${id}`, this.session.renameThread(id, title), () => {
      // One that stands alone, in the thread that the session is in.
      this.titles.set(id, isOwn && id === this.current && renames === this.renames ? title : undefined);
    });
  }

  async appendElsewhere(id: string): Promise<void> {
    if (!(await this.store.getThread(id))) return;
    const message: ChatMessage = { id: `other-${(this.count += 1)}`, role: "user", content: "o", createdAt: 1 };
    this.others(id).add(message.id);
    await this.store.appendMessages(id, [message]).catch(() => this.gone.add(id));
    if (this.random() < 0.7) this.threads.tell({ type: "messages", threadId: id, messages: [message] });
    this.isPartlyKnown.add(id);
  }

  async saveElsewhere(id: string): Promise<void> {
    const kept = await this.store.getThread(id);
    if (!kept) return;
    this.titles.set(id, undefined);
    this.renames += 1;
    this.isSavedElsewhere.add(id);
    const thread: Thread = { ...kept, title: "Elsewhere" };
    await this.store.saveThread(thread);
    this.threads.tell({ type: "thread", thread });
  }

  async deleteElsewhere(id: string): Promise<void> {
    this.gone.add(id);
    await this.store.deleteThread(id);
    if (this.random() < 0.5) this.threads.tell({ type: "deleted", threadId: id });
  }

  async seed(): Promise<void> {
    const thread = (id: string, resourceId: string): Thread => ({ id, resourceId, createdAt: 1, updatedAt: 1 });
    const isLong = this.configured === "long" || this.random() < 0.1;
    for (const [id, count] of [["one", 3] as const, ...(isLong ? [["long", LONG] as const] : [])]) {
      await this.store.saveThread(thread(id, HANNAH));
      const messages = Array.from({ length: count }, (_, at): ChatMessage => {
        return { id: `${id}-${at}`, role: at % 2 ? "assistant" : "user", content: "m", createdAt: 1 };
      });
      await this.store.appendMessages(id, messages);
      this.foreign.set(id, new Set(messages.map((message) => message.id)));
    }
  }

  async run(): Promise<void> {
    await this.seed();
    this.threads.isFaulty = this.random() < 0.3;
    const started = this.keep("start", this.session.start(), () => (this.isStarted = true));
    void started.then(() => (this.startIsOver = true));
    // When the platform has loaded what a start needs is not ours to say: most runs come again with their seed, if it is waited for.
    const isHasty = this.random() < 0.2;
    // A machine that loads slowly lets a start run out of its time, which this clock makes pass.
    while (!isHasty && !this.startIsOver) {
      await setImmediate();
      await this.clock.advance(500);
    }
    for (let done = 0; done < OPERATIONS; done += 1) {
      await this.pick(this.operations)();
      if (this.random() < 0.3) await this.clock.advance(this.random() * 20);
      if (this.random() < 0.1) await setImmediate();
      this.checkShown();
    }
    if (this.random() < 0.7) await this.recover();
    if (this.random() < 0.5) this.session.destroy();
    else void this.keep("stop", this.session.stop());
    await this.pass(MINUTE);
    assert.deepEqual([...this.open], [], "calls that never settle");
    assert.equal(this.clock.pending, 0, "timers that are left");
    await this.checkMixed();
    assert.deepEqual(this.problems, []);
  }

  /** What the platform loads with the start is not late when the time of the test runs away. */
  async load(): Promise<void> {
    for (let tasks = 0; tasks < 50 && !this.isStarted && this.session.state === "connecting"; tasks += 1) {
      await setImmediate();
    }
    await setImmediate();
  }

  async pass(ms: number): Promise<void> {
    for (let at = 0; at < 4; at += 1) {
      await this.clock.advance(ms / 4);
      await this.load();
    }
  }

  /** The provider is well again: what it could not keep is made up for. */
  async recover(): Promise<void> {
    this.threads.isFaulty = false;
    await this.pass(MINUTE);
    void this.keep("ask", this.session.sendMessage("q"));
    await this.pass(2 * MINUTE);
    this.checkShown();
    for (const [id, own] of this.committed) {
      if (this.gone.has(id)) continue;
      const kept = await this.keptIn(id);
      assert.deepEqual(
        kept.filter((message) => !this.others(id).has(message)),
        own,
        `what the session said in ${id}`,
      );
      const title = this.deleted.has(id) ? undefined : this.titles.get(id);
      if (title !== undefined) assert.equal((await this.store.getThread(id))?.title, title, `the title of ${id}`);
    }
    if (this.current === "") return;
    if (this.gone.has(this.current)) return;
    const kept = await this.keptIn(this.current);
    assert.ok((await this.store.getThread(this.current)) !== null, "the thread is kept");
    const shown = this.session.messages.map(({ id }) => id);
    const isOwn = (id: string): boolean => !this.others(this.current).has(id);
    assert.deepEqual(shown.filter(isOwn), this.own(this.current).slice(-shown.filter(isOwn).length || Infinity));
    assert.deepEqual(
      shown.filter((id) => !kept.includes(id)),
      [],
      "what is shown is kept",
    );
    if (this.current === this.configured || this.isPartlyKnown.has(this.current)) return;
    assert.deepEqual(shown, kept.slice(-shown.length || Infinity), "what is kept is shown");
    assert.ok(shown.length >= Math.min(kept.length, 200), "as much as is loaded");
  }

  async keptIn(id: string): Promise<string[]> {
    if (!(await this.store.getThread(id))) return [];
    return (await this.store.getMessages(id)).map((message) => message.id);
  }

  checkShown(): void {
    if (this.current === "") return;
    const shown = this.session.messages.map(({ id }) => id);
    assert.equal(new Set(shown).size, shown.length, "a message is shown once");
    const mine = new Set([...this.own(this.current), ...this.others(this.current)]);
    assert.deepEqual(
      shown.filter((id) => !mine.has(id)),
      [],
      "what is shown is of this thread",
    );
  }

  /** Nothing is where it does not belong, lost where others wrote it, or back from the dead. */
  async checkMixed(): Promise<void> {
    for (const { id } of await this.store.listThreads()) {
      const kept = await this.keptIn(id);
      const own = this.own(id);
      const mine = kept.filter((message) => !this.others(id).has(message));
      assert.deepEqual(
        mine.filter((message) => !own.includes(message)),
        [],
        `strange messages in ${id}`,
      );
      if (!this.gone.has(id)) assert.deepEqual(mine, own.slice(0, mine.length), `the order in ${id}`);
      const isMade = id === this.configured || this.isSavedElsewhere.has(id);
      if (!isMade) assert.ok(!this.deleted.has(id), `${id} is back after its deletion`);
    }
    for (const [id, messages] of this.foreign) {
      if (this.gone.has(id)) continue;
      const kept = new Set(await this.keptIn(id));
      assert.deepEqual(
        [...messages].filter((message) => !kept.has(message)),
        [],
        `what others wrote in ${id}`,
      );
    }
  }
}

describe("a session with a memory", () => {
  it(`keeps its promises in any order of events (${RUNS} runs from seed ${first} on)`, async () => {
    const rejections: unknown[] = [];
    const handleRejection = (reason: unknown): void => void rejections.push(reason);
    process.on("unhandledRejection", handleRejection);
    for (let seed = first; seed < first + RUNS; seed += 1) {
      await new Play(seed).run().catch((error: unknown) => {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      });
      assert.deepEqual(rejections, [], `seed ${seed}`);
    }
    process.off("unhandledRejection", handleRejection);
  });
});
