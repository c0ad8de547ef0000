/** The parts of the microphone that need no browser: how frames are made, and how they wait. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FrameQueue } from "../../src/browser/frame-queue.js";
import { FrameMaker, type CapturedFrame } from "../../src/browser/worklet/frame-maker.js";

describe("frames", () => {
  it("are of one size, each of its own, whatever comes in", () => {
    const frames: CapturedFrame[] = [];
    const maker = new FrameMaker(16_000, { sampleRate: 16_000, frameSize: 100 }, (frame) => frames.push(frame));
    const sound = Float32Array.from({ length: 1000 }, (_, place) => place / 1000);
    for (const [from, to] of [
      [0, 30],
      [30, 450],
      [450, 450],
      [450, 1000],
    ]) {
      maker.push(sound.subarray(from, to));
    }
    assert.deepEqual(
      frames.flatMap(({ samples }) => [...samples]),
      [...sound],
    );
    assert.equal(new Set(frames.map(({ samples }) => samples.buffer)).size, 10);
  });

  it("come at the rate that is asked for, with their loudness", () => {
    const frames: CapturedFrame[] = [];
    const maker = new FrameMaker(48_000, { sampleRate: 16_000, frameSize: 512 }, (frame) => frames.push(frame));
    for (let quantum = 0; quantum < 375; quantum += 1) {
      maker.push(Float32Array.from({ length: 128 }, (_, n) => 0.5 * Math.sin((quantum * 128 + n) / 20)));
    }
    assert.equal(frames.length, 31);
    for (const { level } of frames.slice(1)) assert.ok(Math.abs(level - Math.SQRT1_2 / 2) < 0.02);
  });
});

describe("the queue of frames", () => {
  const frame = (value: number): Float32Array => new Float32Array([value]);

  it("keeps the newest, and counts what a reader has lost", async () => {
    const queue = new FrameQueue(2);
    assert.deepEqual(
      [1, 2, 3].map((value) => queue.push(frame(value))),
      [0, 0, 0],
      "nobody reads",
    );
    queue.isRead = true;
    assert.deepEqual([queue.push(frame(4)), (await queue.take())?.[0]], [1, 3]);
    assert.deepEqual([queue.push(frame(5)), queue.push(frame(6))], [0, 1]);
  });

  it("gives each waiting call its frame, in order, and to all the end", async () => {
    const queue = new FrameQueue(2);
    const taken = [queue.take(), queue.take(), queue.take()];
    queue.push(frame(1));
    queue.push(frame(2));
    queue.end();
    assert.deepEqual(
      (await Promise.all(taken)).map((one) => one?.[0]),
      [1, 2, undefined],
    );
    assert.equal(await queue.take(), undefined);
  });

  it("gives what is left before the end", async () => {
    const queue = new FrameQueue(2);
    queue.push(frame(1));
    queue.end();
    assert.deepEqual([(await queue.take())?.[0], await queue.take()], [1, undefined]);
  });
});
