import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import Database from "better-sqlite3";
import { silentLogger } from "../../src/core/ports/logger.js";
import { LiveAvatarError, createMemoryRelayStore, createRelayHandler } from "../../src/server/index.js";
import type { RelayContext, RelayHandlerOptions, RelayedEvent } from "../../src/server/index.js";
import { createSqliteRelayStore } from "../../src/server/sqlite/index.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { SITE } from "./fake-service.js";
import { randomFrom } from "../support/random.js";
import { failureOf } from "./thread-requests.js";

const event = (seq: number, detail: unknown = {}) => ({ seq, type: "message", at: seq + 0.5, detail });
const batch = (...seqs: number[]) => ({
  ...{ version: 1, sessionId: "s-1", batchId: `b-${seqs[0]}-${seqs.at(-1)}` },
  events: seqs.map((seq) => event(seq)),
});

function makeRelay(options: Partial<RelayHandlerOptions> = {}) {
  const calls: { seqs: number[]; events: readonly RelayedEvent[]; context: RelayContext }[] = [];
  const handler = createRelayHandler({
    store: createMemoryRelayStore(),
    authorize: (request) => request.headers.get("authorization")?.replace("Bearer ", ""),
    handleEvents: (events, context) => void calls.push({ seqs: events.map(({ seq }) => seq), events, context }),
    allowedOrigins: [SITE],
    rateLimit: false,
    logger: silentLogger,
    ...options,
  });
  const send = (body: unknown, owner = "ada", headers: Record<string, string> = {}) =>
    handler(
      new Request(`${SITE}/api/relay`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: SITE, Authorization: `Bearer ${owner}`, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    );
  const told = async (body: unknown, owner?: string): Promise<unknown> => (await send(body, owner)).json();
  return { send, told, calls, seqs: () => calls.map((call) => call.seqs) };
}

describe("createRelayHandler", () => {
  it("hands new events over in their order, with whose they are", async () => {
    const { told, calls } = makeRelay();
    assert.deepEqual(await told(batch(1, 2)), { received: 2, missing: [] });
    const { events, context } = calls[0]!;
    assert.deepEqual(events, [event(1), event(2)]);
    const { signal, ...rest } = context;
    assert.deepEqual(rest, { owner: "ada", sessionId: "s-1", batchId: "b-1-2", missing: [] });
    assert.equal(signal.aborted, false);
  });

  it("hands each over once, whatever is sent again", async () => {
    const { told, seqs } = makeRelay();
    await told(batch(1, 2));
    assert.deepEqual(await told(batch(1, 2)), { received: 2, missing: [] });
    assert.deepEqual(await told(batch(2, 3, 4)), { received: 4, missing: [] });
    assert.deepEqual(seqs(), [
      [1, 2],
      [3, 4],
    ]);
  });

  it("takes a gap, tells of it, and takes what comes late", async () => {
    const { told, calls, seqs } = makeRelay();
    assert.deepEqual(await told(batch(3, 7)), { received: 7, missing: [[1, 2], [4, 6]] }); // prettier-ignore
    assert.deepEqual(calls[0]?.context.missing, [[1, 2], [4, 6]]); // prettier-ignore
    assert.deepEqual(await told(batch(2, 5)), { received: 7, missing: [[1, 1], [4, 4], [6, 6]] }); // prettier-ignore
    assert.deepEqual(await told(batch(5, 7)), { received: 7, missing: [[1, 1], [4, 4], [6, 6]] }); // prettier-ignore
    assert.deepEqual(await told(batch(1, 4, 6)), { received: 7, missing: [] });
    assert.deepEqual(seqs(), [[3, 7], [2, 5], [1, 4, 6]]); // prettier-ignore
  });

  it("counts from 0 where the page does", async () => {
    const { told } = makeRelay();
    assert.deepEqual(await told(batch(0, 1)), { received: 1, missing: [] });
  });

  it("forgets the oldest of very many gaps", async () => {
    const { told } = makeRelay();
    await told(batch(...Array.from({ length: 201 }, (_, index) => 2 * index + 1)));
    const { missing } = (await told(batch(401))) as { missing: number[][] };
    assert.deepEqual([missing.length, missing[0], missing.at(-1)], [100, [202, 202], [400, 400]]);
  });

  it("tells owners and sessions apart", async () => {
    const { told, seqs } = makeRelay();
    await told(batch(1));
    await told(batch(1), "bob");
    await told({ ...batch(1), sessionId: "s-2" });
    assert.deepEqual(seqs(), [[1], [1], [1]]);
  });

  it("counts a batch as received only when it was handled", async () => {
    let isBroken = true;
    const seen: number[] = [];
    const { send } = makeRelay({
      handleEvents: async (events) => {
        if (isBroken) throw new Error("no disk");
        seen.push(...events.map(({ seq }) => seq));
      },
    });
    assert.equal((await send(batch(1, 2))).status, 500);
    isBroken = false;
    assert.equal((await send(batch(1, 2, 3))).status, 200);
    assert.deepEqual(seen, [1, 2, 3]);
  });

  it("hands over again what took too long, and says so to whom it handed it", async () => {
    const clock = new FakeClock(1e9);
    const signals: AbortSignal[] = [];
    const { send } = makeRelay({
      clock,
      handleEvents: (_, { signal }) => {
        signals.push(signal);
        return signals.length === 1 ? new Promise<never>(() => undefined) : undefined;
      },
    });
    const first = send(batch(1));
    await clock.advance(10_000);
    assert.equal((await first).status, 500);
    assert.equal((await send(batch(1))).status, 200);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
    );
    assert.equal(clock.pending, 0);
  });

  it("lets a second request of a session wait for the first one", async () => {
    const clock = new FakeClock(1e9);
    const seen: number[][] = [];
    let finish: () => void = () => undefined;
    const { send } = makeRelay({
      clock,
      handleEvents: async (events) => {
        seen.push(events.map(({ seq }) => seq));
        if (seen.length === 1) await new Promise<void>((resolve) => (finish = resolve));
      },
    });
    const first = send(batch(1));
    await clock.advance(0);
    const second = send(batch(1, 2));
    await clock.advance(5_000);
    assert.deepEqual(seen, [[1]]);
    finish();
    await clock.advance(100);
    assert.deepEqual([(await first).status, (await second).status], [200, 200]);
    assert.deepEqual(seen, [[1], [2]]);
  });

  it("does not wait for ever", async () => {
    const clock = new FakeClock(1e9);
    const store = createMemoryRelayStore();
    const { send, seqs } = makeRelay({ clock, store });
    const session = { owner: "ada", sessionId: "s-1" };
    // As after a kill: nobody will release it.
    await store.claim(session, { token: "killed", at: 1e9, until: 1e9 + 30_000 });
    const waiting = send(batch(1));
    await clock.advance(10_100);
    const refused = await waiting;
    assert.deepEqual([refused.status, (await failureOf(refused)).code], [503, "busy"]);
    await clock.advance(20_000);
    assert.equal((await send(batch(1))).status, 200);
    assert.deepEqual(seqs(), [[1]]);
  });

  it("takes from details what could change a prototype, and leaves the rest", async () => {
    const { told, calls } = makeRelay();
    const detail = '{"a":[{"__proto__":{"p":1},"b":1}],"constructor":{"prototype":{"p":1}}}';
    await told(`{"version":1,"sessionId":"s","batchId":"b","events":[{"seq":1,"type":"m","at":1,"detail":${detail}}]}`);
    assert.deepEqual(calls[0]?.events[0]?.detail, { a: [{ b: 1 }] });
  });

  it("loses and doubles nothing over restarts, with answers that are lost and batches that come again", async () => {
    const seed = Date.now() % 1e9;
    const random = randomFrom(seed);
    const folder = mkdtempSync(join(tmpdir(), "relay-"));
    try {
      for (let round = 0; round < 20; round += 1) {
        const file = join(folder, `${round}.db`);
        const seen: number[] = [];
        let database = new Database(file);
        const open = () =>
          makeRelay({
            store: createSqliteRelayStore(database),
            handleEvents: (events) => {
              if (random() < 0.1) throw new Error("for once");
              seen.push(...events.map(({ seq }) => seq));
            },
          });
        let relay = open();
        let from = 1;
        while (from <= 100) {
          const to = Math.min(100, from + Math.floor(random() * 20));
          const again = Math.max(1, from - Math.floor(random() * 10));
          const seqs = Array.from({ length: to - again + 1 }, (_, index) => again + index);
          const sent = [relay.send(batch(...seqs))];
          if (random() < 0.2) sent.push(relay.send(batch(...seqs)));
          const answers = await Promise.all(sent);
          const isLost = random() < 0.2;
          if (!isLost && answers.some(({ status }) => status === 200)) from = to + 1;
          if (random() < 0.2) {
            database.close();
            database = new Database(file);
            relay = open();
          }
        }
        database.close();
        assert.deepEqual(
          seen,
          Array.from({ length: 100 }, (_, index) => index + 1),
          `seed ${seed}, round ${round}`,
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("what createRelayHandler refuses", () => {
  const one = batch(1);
  const withEvent = (more: object) => ({ ...one, events: [{ ...event(1), ...more }] });
  const BODIES: [string, unknown, number][] = [
    ["no body", "", 400],
    ["no JSON", "{", 400],
    ["another version", { ...one, version: 2 }, 400],
    ["no session", { ...one, sessionId: "" }, 400],
    ["a session of 201 characters", { ...one, sessionId: "x".repeat(201) }, 400],
    ["a session with a null character", { ...one, sessionId: "\u0000" }, 400],
    ["no batch", { ...one, batchId: 7 }, 400],
    ["no list", { ...one, events: {} }, 400],
    ["no events", { ...one, events: [] }, 400],
    ["501 events", batch(...Array.from({ length: 501 }, (_, index) => index)), 413],
    ["an event that is null", { ...one, events: [null] }, 400],
    ["numbers that fall", batch(2, 1), 400],
    ["one number twice", batch(1, 1), 400],
    ["half a number", withEvent({ seq: 1.5 }), 400],
    ["a number below zero", withEvent({ seq: -1 }), 400],
    ["a number that is a text", withEvent({ seq: "1" }), 400],
    ["a number beyond all", withEvent({ seq: 2 ** 53 }), 400],
    ["a name with markup", withEvent({ type: "<b>" }), 400],
    ["a long name", withEvent({ type: "x".repeat(65) }), 400],
    ["no time", withEvent({ at: null }), 400],
    ["a time that no date has", withEvent({ at: 1e300 }), 400],
    ["a detail of many levels", `{"version":1,"events":[${"[".repeat(1_000)}`, 400],
    ["a body that is too long", withEvent({ detail: "x".repeat(60_000) }), 413],
  ];
  for (const [what, body, status] of BODIES) {
    it(`${what}: ${status}, and nothing is handed over`, async () => {
      const { send, calls } = makeRelay({ maxBodyBytes: 60_000 });
      const response = await send(body);
      const { message } = await failureOf(response);
      assert.equal(response.status, status, message);
      assert.equal(calls.length, 0);
    });
  }

  it("who is not let in, other sites, other methods and types", async () => {
    const { send, calls } = makeRelay({
      authorize: (request) => (request.headers.get("authorization") === "Bearer ada" ? "ada" : null),
    });
    assert.equal((await send(one, "eve")).status, 401);
    assert.equal((await send(one, "ada", { Origin: "https://evil.example" })).status, 403);
    assert.equal((await send(one, "ada", { "Content-Type": "text/plain" })).status, 415);
    assert.equal(calls.length, 0);
    assert.equal((await send(one)).status, 200);
  });

  const good = {
    ...{ store: createMemoryRelayStore(), authorize: () => "ada", handleEvents: () => undefined },
    ...{ allowedOrigins: [SITE], rateLimit: false as const },
  };
  for (const [name, wrong, words] of [
    ["no store", { store: null }, /^store\.claim/],
    ["half a store", { store: { claim: () => null } }, /^store\.release/],
    ["nobody who takes events", { handleEvents: undefined }, /^handleEvents/],
    ["nobody who says whose they are", { authorize: undefined }, /^authorize/],
    ["a body of nothing", { maxBodyBytes: 0 }, /^maxBodyBytes/],
  ] as [string, object, RegExp][]) {
    it(`as options: ${name}`, () => {
      assert.throws(
        () => createRelayHandler({ ...good, ...wrong }),
        (error) => LiveAvatarError.is(error) && error.code === "config-invalid" && words.test(error.message),
      );
    });
  }
});
