/** Whatever becomes of the connections: every number that is spoken is told exactly once, and in order. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OpenAIRealtimeSTT } from "../../src/providers/openai/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { silence, spoken } from "../support/realtime-server.js";
import { realtimeLines } from "../support/realtime-sockets.js";
import { randomFrom } from "../support/random.js";
import { randomRuns } from "../support/scope.js";

const RUNS = Number(process.env["REALTIME_RUNS"] ?? randomRuns(100));
const MOST_IN_A_ROW = 4;
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

async function run(seed: number) {
  const random = randomFrom(seed);
  const between = (from: number, to: number): number => Math.floor(from + random() * (to - from));
  const clock = new FakeClock(1_000_000);
  const isManual = random() < 0.3;
  const refusesTurns = !isManual && random() < 0.2;
  const doubles = random() < 0.3;
  let connections = 0;
  // No more in a row than it tries.
  let left = MOST_IN_A_ROW;
  const breaks = (probability: number): boolean => {
    if (left === 0 || random() >= probability) return false;
    left -= 1;
    return true;
  };
  const { lines, webSocket } = realtimeLines({
    clock,
    latencyMs: () => between(5, 120),
    script: () => ({
      refusesTurns,
      doubles,
      resultMs: () => between(20, 2500),
      shuffle: (events) => (random() < 0.2 ? [...events].reverse() : events),
    }),
    refuses: (index) => index > 0 && breaks(0.25),
  });
  const stt = new OpenAIRealtimeSTT({
    ...{ model: "numbers", webSocket, clock },
    token: () => `ek_${(connections += 1)}`,
    turnDetection: isManual ? "none" : "server",
  });
  const told: string[] = [];
  const late: string[] = [];
  const closed: unknown[] = [];
  const connecting = stt.connect({
    onTranscript: (text, { isFinal, isLate }) => {
      if (!isFinal) return;
      left = MOST_IN_A_ROW;
      (isLate ? late : told).push(text);
    },
    onError: () => undefined,
    onClose: (error) => closed.push(error),
  });
  await clock.advance(1000);
  const connection = await connecting;
  let nextCut = between(500, 8000);
  const say = async (sound: Float32Array): Promise<void> => {
    for (let at = 0; at < sound.length;) {
      const length = Math.min(between(1200, 4800), sound.length - at);
      connection.send(sound.slice(at, at + length));
      at += length;
      const ms = length / 24;
      await clock.advance(ms);
      nextCut -= ms;
      if (nextCut > 0) continue;
      nextCut = between(500, 15_000);
      const line = lines.at(-1);
      if (!line?.isOpen || !breaks(1)) continue;
      const how = random();
      if (how < 0.15) line.freeze();
      else if (how < 0.3) line.cut(1001, "Your session hit the maximum duration of 60 minutes.");
      else line.cut(random() < 0.5 ? 1006 : 1011);
    }
  };
  const expected: number[] = [];
  for (let sentence = 0; sentence < between(3, 8); sentence += 1) {
    for (let count = between(1, 4); count > 0; count -= 1) {
      expected.push(expected.length + 1);
      await say(spoken(expected.length, between(150, 500)));
    }
    if (isManual || refusesTurns) connection.finalize();
    await say(silence(between(700, 1500)));
  }
  connection.finalize();
  nextCut = Infinity;
  // The microphone goes on; a line that has fallen silent is found by that. What is told twice comes soon.
  const numbers = (): number[] => told.join(" ").split(" ").filter(Boolean).map(Number);
  for (let left = 60; left > 0 && closed.length === 0; left -= 1) {
    if (numbers().length >= expected.length && left > 4) left = 4;
    await say(silence(1000));
  }
  connection.close();
  return { told: numbers(), late, expected, closed, lines };
}

describe("OpenAIRealtimeSTT over connections that break off", () => {
  it(`tells every number once and in order, in ${RUNS} conversations (seed ${SEED})`, async () => {
    let cuts = 0;
    for (let index = 0; index < RUNS; index += 1) {
      const { told, late, expected, closed, lines } = await run(SEED + index);
      cuts += lines.length - 1;
      const where = `conversation ${index} of SEED=${SEED}`;
      assert.deepEqual(closed, [], where);
      assert.deepEqual(late, [], where);
      assert.deepEqual(told, expected, where);
    }
    assert.ok(cuts > RUNS, `only ${cuts} connections were renewed`);
  });
});
