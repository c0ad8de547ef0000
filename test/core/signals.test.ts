import { assert } from "chai";
import { effect, follow, state } from "../../src/core/signals.js";

const microtask = (): Promise<void> => Promise.resolve();

describe("follow", () => {
  it("tells once of a change of what the last run read", () => {
    const read = state(1);
    const notRead = state(1);
    let told = 0;
    const following = follow(() => (told += 1));
    following.run(() => void read.get());
    notRead.set(2);
    assert.equal(told, 0);
    read.set(2);
    read.set(3);
    assert.equal(told, 1);
  });

  it("watches what the last run read, in place of an earlier one", () => {
    const first = state(1);
    const second = state(1);
    let told = 0;
    const following = follow(() => (told += 1));
    following.run(() => void first.get());
    following.run(() => void second.get());
    first.set(2);
    assert.equal(told, 0);
    second.set(2);
    assert.equal(told, 1);
  });

  it("does not make whoever runs it a reader", () => {
    const inner = state(1);
    let outerTold = 0;
    const following = follow(() => undefined);
    follow(() => (outerTold += 1)).run(() => {
      following.run(() => void inner.get());
    });
    inner.set(2);
    assert.equal(outerTold, 0);
  });

  it("passes on what a run throws, and goes on", () => {
    const read = state(1);
    let told = 0;
    const following = follow(() => (told += 1));
    assert.throws(() => {
      following.run(() => {
        read.get();
        throw new Error("no");
      });
    }, "no");
    following.run(() => void read.get());
    read.set(2);
    assert.equal(told, 1);
  });

  it("tells nothing after a stop", () => {
    const read = state(1);
    let told = 0;
    const following = follow(() => (told += 1));
    following.run(() => void read.get());
    following.stop();
    following.stop();
    read.set(2);
    assert.equal(told, 0);
  });
});

describe("effect", () => {
  it("runs at once, and once after many changes", async () => {
    const read = state(1);
    const seen: number[] = [];
    const off = effect(() => seen.push(read.get()));
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

  it("does not run after its end, also where a change came before", async () => {
    const read = state(1);
    let runs = 0;
    const off = effect(() => {
      read.get();
      runs += 1;
    });
    read.set(2);
    off();
    await microtask();
    assert.equal(runs, 1);
  });
});
