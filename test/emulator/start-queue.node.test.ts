/** Who starts when, and that nobody waits without a word: a few at a time, first come first served. */
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { StartQueue } from "../../src/emulator/start-queue.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

let clock: FakeClock;
let queue: StartQueue;
/** How late the bots' timers are. */
let lagMs: number;
/** The names of those who have begun, in their order, and what ends their starts. */
let begun: string[];
let ends: Map<string, () => void>;
let sentAway: string[];

function ask(name: string, since = clock.now(), signal = new AbortController().signal): void {
  void queue.enter(since, signal).then((end) => {
    if (!end) return sentAway.push(name);
    ends.set(name, end);
    return begun.push(name);
  });
}

beforeEach(() => {
  clock = new FakeClock();
  lagMs = 0;
  queue = new StartQueue(() => lagMs, clock);
  begun = [];
  ends = new Map();
  sentAway = [];
});

describe("the queue of those who start", () => {
  it("lets a few begin, and the next one with each that is over, in the order of their asking", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) ask(name);
    await clock.advance(0);
    assert.deepEqual(begun, ["a", "b", "c"]);
    ends.get("b")?.();
    ends.get("b")?.();
    await clock.advance(0);
    assert.deepEqual(begun, ["a", "b", "c", "d"], "what is told twice counts once");
    ends.get("a")?.();
    await clock.advance(0);
    assert.deepEqual(begun.at(-1), "e");
    for (const end of ends.values()) end();
    assert.equal(clock.pending, 0, "no timer is left");
  });

  it("lets one begin at a time while the bots are late, and none stops for good", async () => {
    lagMs = 40;
    for (const name of ["a", "b", "c", "d", "e"]) ask(name);
    await clock.advance(0);
    assert.deepEqual(begun, ["a"]);
    ends.get("a")?.();
    await clock.advance(0);
    assert.deepEqual(
      begun,
      ["a", "b"],
      "the next one comes although they are late: something else may keep the machine busy",
    );
    lagMs = 0;
    ends.get("b")?.();
    await clock.advance(0);
    assert.deepEqual(begun, ["a", "b", "c", "d", "e"]);
  });

  it("names a longer time to those who come again while the bots are late", async () => {
    for (let count = 0; count < 12; count += 1) ask(String(count));
    await clock.advance(0);
    const usual = queue.retryAfterSeconds;
    lagMs = 40;
    assert.equal(queue.retryAfterSeconds, 3 * usual);
  });

  it("sends those away whose turn does not come in ten seconds; who comes again has kept the place", async () => {
    for (let count = 0; count < 9; count += 1) ask(`busy ${String(count)}`);
    ask("first");
    await clock.advance(6_000);
    for (const name of ["second", "third", "fourth", "fifth"]) ask(name);
    await clock.advance(3_999);
    assert.equal(sentAway.length, 0);
    await clock.advance(1);
    assert.equal(sentAway.at(-1), "first");
    ask("first", 0);
    await clock.advance(5_000);
    assert.ok(begun.indexOf("first") < begun.indexOf("fifth"), "before those who asked later");
    assert.ok(begun.includes("fifth"));
  });

  it("does not give a turn to a caller who has gone", async () => {
    for (const name of ["a", "b", "c"]) ask(name);
    const gone = new AbortController();
    ask("gone", 0, gone.signal);
    ask("next");
    await clock.advance(0);
    gone.abort();
    ends.get("a")?.();
    await clock.advance(0);
    assert.deepEqual([begun.at(-1), sentAway], ["next", ["gone"]]);
  });

  it("goes on without a start that lasts longer than five seconds", async () => {
    for (const name of ["hangs", "hangs too", "and this one", "waits"]) ask(name);
    await clock.advance(4_999);
    assert.ok(!begun.includes("waits"));
    await clock.advance(1);
    assert.ok(begun.includes("waits"));
  });

  it("says how long the others will take, as the last starts took", async () => {
    assert.equal(queue.retryAfterSeconds, 2);
    for (let count = 0; count < 33; count += 1) ask(String(count));
    await clock.advance(0);
    assert.equal(queue.retryAfterSeconds, 10);
  });
});
