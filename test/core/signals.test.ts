import { assert } from "chai";
import { effect, state } from "../../src/core/signals.js";

const microtask = (): Promise<void> => Promise.resolve();

/** Nothing here may fail but where a test says so. */
const unexpected = (error: unknown): void => {
  throw error;
};

describe("effect", () => {
  it("runs at once, and once after many changes", async () => {
    const read = state(1);
    const seen: number[] = [];
    const off = effect(() => seen.push(read.get()), unexpected);
    assert.deepEqual(seen, [1]);
    read.set(2);
    read.set(3);
    await microtask();
    assert.deepEqual(seen, [1, 3]);
    read.set(4);
    await microtask();
    assert.deepEqual(seen, [1, 3, 4]);
    off();
  });

  it("does not run for what it did not read, nor for a value that is the same", async () => {
    const read = state(1);
    const notRead = state(1);
    let runs = 0;
    const off = effect(() => {
      read.get();
      runs += 1;
    }, unexpected);
    notRead.set(2);
    read.set(1);
    await microtask();
    assert.equal(runs, 1);
    off();
  });

  it("watches what the last run read, in place of an earlier one", async () => {
    const first = state(1);
    const second = state(1);
    const seen: number[] = [];
    const off = effect(() => seen.push(first.get() === 1 ? 0 : second.get()), unexpected);
    first.set(2);
    await microtask();
    second.set(7);
    await microtask();
    assert.deepEqual(seen, [0, 1, 7]);
    first.set(1);
    await microtask();
    second.set(8);
    await microtask();
    assert.deepEqual(seen, [0, 1, 7, 0], "the second is no longer read");
    off();
  });

  it("does not make whoever makes it a reader", async () => {
    const inner = state(1);
    let outerRuns = 0;
    const offs: (() => void)[] = [];
    offs.push(
      effect(() => {
        outerRuns += 1;
        offs.push(effect(() => void inner.get(), unexpected));
      }, unexpected),
    );
    inner.set(2);
    await microtask();
    assert.equal(outerRuns, 1);
    for (const off of offs) off();
  });

  it("does not run after its end, also where a change came before, and can be ended twice", async () => {
    const read = state(1);
    let runs = 0;
    const off = effect(() => {
      read.get();
      runs += 1;
    }, unexpected);
    read.set(2);
    off();
    off();
    await microtask();
    read.set(3);
    await microtask();
    assert.equal(runs, 1);
  });

  it("goes on after a run that throws, the first one included, and tells of each", async () => {
    const read = state(1);
    const errors: unknown[] = [];
    const seen: number[] = [];
    const off = effect(
      () => {
        if (read.get() < 3) throw new Error(`no ${read.get()}`);
        seen.push(read.get());
      },
      (error) => errors.push((error as Error).message),
    );
    assert.deepEqual(errors, ["no 1"]);
    for (const value of [2, 3, 4]) {
      read.set(value);
      await microtask();
    }
    assert.deepEqual(
      [errors, seen],
      [
        ["no 1", "no 2"],
        [3, 4],
      ],
    );
    off();
    read.set(1);
    await microtask();
    assert.lengthOf(errors, 2, "what threw at first can be ended as well");
  });

  it("leaves others alone when it throws", async () => {
    const read = state(1);
    const seen: number[] = [];
    const off = effect(
      () => {
        read.get();
        throw new Error("no");
      },
      () => undefined,
    );
    const otherOff = effect(() => seen.push(read.get()), unexpected);
    read.set(2);
    await microtask();
    assert.deepEqual(seen, [1, 2]);
    off();
    otherOff();
  });
});
