/** The service's idle limit of two minutes: who reads or listens is kept, who cannot be kept is warned. */
import { expect } from "chai";
import { KeepAlive } from "../../src/room/keep-alive.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

describe("keep-alive", () => {
  let clock: FakeClock;
  let told: number[];
  let warned: (readonly [at: number, secondsLeft: number])[];
  let isWatched: boolean;
  let answer: () => Promise<boolean>;
  let parts: KeepAlive[];
  const make = (isAutomatic = true) => {
    const keepAlive = new KeepAlive({
      ...{ clock, isAutomatic, isWatched: () => isWatched },
      send: () => {
        told.push(clock.now() / 1000);
        return answer();
      },
      handleWarning: (secondsLeft) => warned.push([clock.now() / 1000, secondsLeft]),
    });
    parts.push(keepAlive);
    return keepAlive;
  };
  const turnTo = (visible: boolean) => {
    isWatched = visible;
    document.dispatchEvent(new Event("visibilitychange"));
  };

  beforeEach(() => {
    clock = new FakeClock();
    [told, warned, parts, isWatched] = [[], [], [], true];
    answer = () => Promise.resolve(true);
  });
  afterEach(() => {
    for (const part of parts) part.dispose();
    expect(clock.pending).to.equal(0);
    turnTo(true);
    expect(clock.pending, "and nobody listens any more").to.equal(0);
  });

  it("tells of somebody who reads in silence, well within the limit, and never warns", async () => {
    make();
    await clock.advance(600_000);
    expect(told.slice(0, 3)).to.deep.equal([45, 90, 135]);
    expect([told.length, warned]).to.deep.equal([13, []]);
  });

  it("warns 20 s before the limit, once, where the page is hidden, and tells at once when it is seen again", async () => {
    const keepAlive = make();
    turnTo(false);
    await clock.advance(110_000);
    expect([told, warned]).to.deep.equal([[], [[100, 20]]]);
    turnTo(true);
    expect(told).to.deep.equal([110]);
    turnTo(false);
    await clock.advance(99_999);
    expect(warned.length).to.equal(1);
    await clock.advance(1);
    expect(warned.at(-1), "anew").to.deep.equal([210, 20]);
    keepAlive.handleActivity();
    expect(told).to.deep.equal([110, 210]);
  });

  it("hidden, tells of what the visitor does, at most once an interval", async () => {
    const keepAlive = make();
    turnTo(false);
    await clock.advance(10_000);
    for (let i = 0; i < 20; i += 1) keepAlive.handleActivity();
    await clock.advance(40_000);
    expect(told).to.deep.equal([45]);
    keepAlive.handleTalk("user-speech-start");
    keepAlive.handleTalk("user-transcript");
    await clock.advance(300_000);
    expect([told, warned]).to.deep.equal([[45, 90], [[190, 20]]]);
  });

  it("hidden, goes on while the avatar speaks, and not for longer", async () => {
    const keepAlive = make();
    turnTo(false);
    keepAlive.handleTalk("speech-start");
    keepAlive.handleTalk("reply-chunk");
    await clock.advance(200_000);
    expect([told, warned]).to.deep.equal([[45, 90, 135, 180], []]);
    keepAlive.handleTalk("speech-end");
    await clock.advance(300_000);
    expect([told, warned]).to.deep.equal([[45, 90, 135, 180, 225], [[325, 20]]]);
  });

  for (const [name, fails] of [
    ["refuses", () => Promise.resolve(false)],
    ["is silent for as long as a request may take", () => clock.sleep(15_000).then(() => false)],
  ] as const) {
    it(`tries again where the service ${name}, and warns in time all the same`, async () => {
      answer = fails;
      make();
      await clock.advance(110_000);
      expect(told.slice(0, 2)).to.deep.equal(name === "refuses" ? [45, 55] : [45, 60]);
      expect(told.length).to.be.at.least(4);
      expect(warned).to.deep.equal([[100, 20]]);
      answer = () => Promise.resolve(true);
      await clock.advance(300_000);
      expect(warned.length, "it is back").to.equal(1);
    });
  }

  it("does not warn of a limit that is over, as after a sleep of the computer", async () => {
    isWatched = false;
    make();
    const awake = clock;
    clock = new FakeClock(3_600_000);
    Object.defineProperty(awake, "now", { value: () => clock.now() });
    await awake.advance(100_000);
    expect(awake.pending).to.equal(0);
    expect(warned).to.deep.equal([]);
  });

  it("turned off, tells only of a visitor who answers the warning", async () => {
    const keepAlive = make(false);
    for (let second = 0; second < 100; second += 10) {
      keepAlive.handleActivity();
      await clock.advance(10_000);
    }
    expect([told, warned]).to.deep.equal([[], [[100, 20]]]);
    keepAlive.handleActivity();
    keepAlive.handleActivity();
    expect(told).to.deep.equal([100]);
    await clock.advance(50_000);
    keepAlive.handleTalk("user-transcript");
    await clock.advance(99_000);
    expect([told, warned.length], "talk is noticed by the service").to.deep.equal([[100], 1]);
  });

  it("asks nothing after its end", async () => {
    answer = () => clock.sleep(5000).then(() => false);
    const keepAlive = make();
    await clock.advance(46_000);
    keepAlive.dispose();
    await clock.advance(300_000);
    expect([told, warned]).to.deep.equal([[45], []]);
  });
});
