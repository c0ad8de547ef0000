/** The processes of bots: how they are replaced, what their crash means to sessions, and that they end. The bots never come. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { systemClock } from "../../src/core/clock.js";
import { BotsPool } from "../../src/emulator/bots-pool.js";
import type { Bots, BotsHandlers } from "../../src/emulator/bots-worker.js";
import { behaviourOf } from "../../src/emulator/scenarios.js";
import { SessionRegistry } from "../../src/emulator/session-registry.js";
import { AVATAR_ID } from "../support/emulator-client.js";
import { type FakeLiveKit, startFakeLiveKit } from "../support/fake-livekit.js";

const SESSIONS_OF_A_PROCESS = 2;
const PATIENCE_MS = 10_000;
/** How long a process may leave an order without an answer. */
const HANG_MS = 200;
const CONFIG = { mode: "FULL", avatar_id: AVATAR_ID, avatar_persona: {}, video_settings: { quality: "low" } } as const;
const ignore: BotsHandlers = {
  handleActivity: () => undefined,
  handleLine: () => undefined,
  handleEnd: () => undefined,
  handleLost: () => undefined,
};

let livekit: FakeLiveKit;
let pool: BotsPool;

before(async () => {
  livekit = await startFakeLiveKit();
});
after(() => livekit.close());
beforeEach(async () => {
  pool = new BotsPool(livekit, undefined, SESSIONS_OF_A_PROCESS);
  await pool.begin();
});
afterEach(() => pool.close());

async function until(isTrue: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!isTrue()) {
    assert.ok(Date.now() < end, `still not: ${isTrue.toString()}`);
    await systemClock.sleep(10);
  }
}

const join = (handlers: Partial<BotsHandlers> = {}): Bots =>
  pool.join(
    { id: crypto.randomUUID(), config: CONFIG, behaviour: behaviourOf("both-missing") },
    { ...ignore, ...handlers },
  );

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("a process of bots", () => {
  it("takes its sessions and is replaced before the next one, and ends with the last of its own", async () => {
    const [first = 0, ...others] = pool.pids;
    assert.deepEqual(others, []);
    const one = join();
    await one.joined;
    assert.deepEqual(pool.pids, [first]);
    const two = join();
    const [, second = 0] = pool.pids;
    const three = join();
    await Promise.all([two.joined, three.joined]);
    assert.equal(await one.leave(undefined), true);
    assert.ok(lives(first), "the second of its sessions goes on");
    assert.equal(await two.leave({ end_reason: "USER_CLOSED" }), true);
    await until(() => !lives(first));
    assert.deepEqual(pool.pids, [second], "the third session's goes on");
    assert.equal(await three.leave(undefined), true);
    assert.ok(lives(second), "it waits for the fourth");
  });

  it("tells how late it is while it has sessions, and no more when they have left", async () => {
    const one = join();
    await one.joined;
    const [pid = 0] = pool.pids;
    // It stands still again and again: its timers are late then. The first sample after a report is none.
    const end = Date.now() + PATIENCE_MS;
    while (pool.lagMs <= 5) {
      assert.ok(Date.now() < end, "it tells of no lag");
      process.kill(pid, "SIGSTOP");
      await systemClock.sleep(150);
      process.kill(pid, "SIGCONT");
      await systemClock.sleep(50);
    }
    await one.leave(undefined);
    assert.equal(pool.lagMs, 0);
  });

  it("ends with its pool, and takes what is left of its sessions along", async () => {
    const pids = pool.pids;
    const lost: string[] = [];
    const one = join({ handleLost: () => lost.push("one") });
    await one.joined;
    await pool.close();
    assert.deepEqual([lost, pool.pids, pids.filter(lives)], [["one"], [], []]);
    assert.equal(await one.leave(undefined), false, "nobody is there who could say farewell");
  });

  it("that hangs is killed when it does not let go of a session, and its other sessions are told", async () => {
    const hanging = new BotsPool(livekit, undefined, SESSIONS_OF_A_PROCESS, HANG_MS);
    await hanging.begin();
    const [pid = 0] = hanging.pids;
    const lost: string[] = [];
    const session = (name: string): Bots =>
      hanging.join(
        { id: name, config: CONFIG, behaviour: behaviourOf("both-missing") },
        { ...ignore, handleLost: () => lost.push(name) },
      );
    const [one, two] = [session("one"), session("two")];
    await Promise.all([one.joined, two.joined]);
    process.kill(pid, "SIGSTOP");
    assert.equal(await one.leave(undefined), false);
    assert.deepEqual([lives(pid), lost], [false, ["one", "two"]]);
    await hanging.close();
  });

  it("has crashed: its sessions end as errors, which is told, and new ones have another process", async () => {
    const told: unknown[] = [];
    const closed: string[] = [];
    const registry = new SessionRegistry(
      {
        bots: pool,
        admin: {
          token: () => Promise.resolve("a token"),
          sendData: (room, bytes) => {
            told.push([room, JSON.parse(new TextDecoder().decode(bytes))]);
            return Promise.resolve();
          },
          closeRoom: (room) => {
            closed.push(room);
            return Promise.resolve();
          },
        },
      },
      "both-missing",
      2.5,
    );
    const start = async () => {
      const { session } = registry.mint(CONFIG);
      await session.start();
      await session.joined;
      return session;
    };
    const lost = await start();
    const [crashed = 0] = pool.pids;
    process.kill(crashed, "SIGKILL");
    await until(() => lost.state === "ended" && closed.length === 1);
    assert.equal(lost.endReason, "SERVER_ERROR");
    const [[room, event] = []] = told as [string, Record<string, unknown>][];
    assert.equal(room, lost.id);
    assert.deepEqual(
      [event?.event_type, event?.session_id, event?.end_reason, event?.stop_reason],
      ["session.stopped", lost.id, "SERVER_ERROR", "SERVER_ERROR"],
    );
    const next = await start();
    assert.equal(next.state, "running");
    assert.notDeepEqual(pool.pids, [crashed]);
    await registry.close();
    assert.deepEqual(closed, [lost.id, next.id]);
  });
});
