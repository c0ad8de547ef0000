import { assert } from "chai";
import { isAbortError } from "../../src/core/abort.js";
import { systemClock } from "../../src/core/clock.js";
import { attempt, deferred } from "../../src/core/wait.js";
import { FakeClock } from "../../src/testing/index.js";

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.fail("it should have been rejected"),
    (error: unknown) => error,
  );

describe("deferred", () => {
  it("settles once", async () => {
    const wait = deferred<number>();
    assert.isFalse(wait.settled);
    wait.resolve(1);
    wait.reject(new Error("too late"));
    assert.isTrue(wait.settled);
    assert.equal(await wait.promise, 1);
  });

  it("rejects with an AbortError, also where the signal was aborted before", async () => {
    const controller = new AbortController();
    const before = deferred({ signal: controller.signal });
    controller.abort();
    assert.isTrue(isAbortError(await failure(before.promise)));
    assert.isTrue(isAbortError(await failure(deferred({ signal: controller.signal }).promise)));
  });

  it("runs out of patience with the error that it was given, and leaves no timer behind", async () => {
    const clock = new FakeClock();
    const tooLong = new Error("too long");
    const hanging = deferred({ clock, ms: 100, timeout: () => tooLong });
    const settled = deferred({ clock, ms: 100 });
    settled.resolve();
    assert.equal(clock.pending, 1);
    await clock.advance(100);
    assert.equal(await failure(hanging.promise), tooLong);
    assert.equal(clock.pending, 0);
  });

  it("takes its listener away from a signal that lives on", () => {
    const { signal } = new AbortController();
    const calls: string[] = [];
    signal.addEventListener = () => calls.push("added");
    signal.removeEventListener = () => calls.push("removed");
    deferred({ signal }).resolve();
    assert.deepEqual(calls, ["added", "removed"]);
  });
});

describe("attempt", () => {
  it("calls in this task and passes on what comes, nothing included", async () => {
    let called = false;
    const made = attempt(() => {
      called = true;
      return 7;
    });
    assert.isTrue(called);
    assert.equal(await made, 7);
    assert.isUndefined(await attempt<unknown>(() => undefined));
  });

  it("makes a rejection of what is thrown at once", async () => {
    const bad = new Error("bad");
    const throwing = attempt(() => Promise.reject(bad));
    const thrown = attempt(() => {
      throw bad;
    });
    assert.equal(await failure(thrown), bad);
    assert.equal(await failure(throwing), bad);
  });

  it("does not call where the signal is aborted already", async () => {
    const controller = new AbortController();
    controller.abort();
    let called = false;
    const skipped = attempt(
      () => {
        called = true;
      },
      { signal: controller.signal },
    );
    assert.isTrue(isAbortError(await failure(skipped)));
    assert.isFalse(called);
  });

  it("aborts the work in the task in which it is given up, and takes back what it still brings", async () => {
    const controller = new AbortController();
    const stubborn = deferred<string>();
    let inner: AbortSignal | undefined;
    const taken: string[] = [];
    const given = attempt(
      (signal) => {
        inner = signal;
        return stubborn.promise;
      },
      { signal: controller.signal, late: (value) => taken.push(value) },
    );
    controller.abort();
    assert.isTrue(inner?.aborted);
    assert.isTrue(isAbortError(await failure(given)));
    stubborn.resolve("late");
    await new FakeClock().advance(0);
    assert.deepEqual(taken, ["late"]);
  });

  it("gives up work that hangs", async () => {
    const clock = new FakeClock();
    let inner: AbortSignal | undefined;
    const hanging = attempt(
      (signal) => {
        inner = signal;
        return deferred().promise;
      },
      { clock, ms: 50, timeout: () => new Error("hung") },
    );
    await clock.advance(50);
    assert.equal(((await failure(hanging)) as Error).message, "hung");
    assert.isTrue(inner?.aborted);
  });

  it("leaves the signal of work that ended by itself alone", async () => {
    let inner: AbortSignal | undefined;
    await attempt((signal) => {
      inner = signal;
    });
    assert.isFalse(inner?.aborted);
  });
});

describe("the system clock", () => {
  it("does not end at once what is longer than the platform's timers keep", async () => {
    let over = false;
    const cancel = systemClock.setTimeout(() => (over = true), 2 ** 31 + 1000);
    await systemClock.sleep(5);
    cancel();
    assert.isFalse(over);
  });
});
