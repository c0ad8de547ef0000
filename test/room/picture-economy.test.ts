import { expect } from "chai";
import type { PictureWish } from "../../src/core/vocabulary.js";
import { GOOD_MS, PictureEconomy, POOR_MS } from "../../src/room/picture-economy.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

describe("the picture of a poor network", () => {
  let clock: FakeClock;
  let changes: boolean[];
  let economy: PictureEconomy;
  const make = (wish: PictureWish = "auto", savesData = false): void => {
    economy = new PictureEconomy({
      ...{ clock, wish, savesData },
      handleChange: () => changes.push(economy.isOff),
    });
  };

  beforeEach(() => {
    clock = new FakeClock();
    changes = [];
    make();
  });

  it("goes when the network was poor for a while, and not before", async () => {
    economy.setPoor(true);
    await clock.advance(POOR_MS - 1);
    expect(economy.isOff).to.equal(false);
    economy.setPoor(false);
    economy.setPoor(true);
    await clock.advance(POOR_MS - 1);
    expect(changes).to.deep.equal([]);
    await clock.advance(1);
    expect(changes).to.deep.equal([true]);
  });

  it("comes back when it was good for a while, later each time", async () => {
    for (const goodMs of [GOOD_MS, 2 * GOOD_MS, 4 * GOOD_MS]) {
      changes = [];
      economy.setPoor(true);
      await clock.advance(POOR_MS);
      economy.setPoor(false);
      await clock.advance(goodMs - 1);
      expect(changes).to.deep.equal([true]);
      await clock.advance(1);
      expect(changes).to.deep.equal([true, false]);
    }
  });

  it("is in no hurry for a network that falters again", async () => {
    economy.setPoor(true);
    await clock.advance(POOR_MS);
    for (let times = 0; times < 3; times += 1) {
      economy.setPoor(false);
      await clock.advance(GOOD_MS - 1);
      economy.setPoor(true);
    }
    expect(changes).to.deep.equal([true]);
  });

  it("counts nothing while nobody knows how good it is", async () => {
    economy.setPoor(true);
    economy.setPoor(undefined);
    await clock.advance(POOR_MS);
    expect(changes).to.deep.equal([]);
    economy.setPoor(true);
    await clock.advance(POOR_MS);
    economy.setPoor(undefined);
    await clock.advance(GOOD_MS);
    expect(changes).to.deep.equal([true]);
  });

  it("is off from the beginning for browsers that save data, until the visitor wants it", async () => {
    make("auto", true);
    expect(economy.isOff).to.equal(true);
    economy.setWish("on");
    expect(changes).to.deep.equal([false]);
    economy.setPoor(true);
    await clock.advance(10 * POOR_MS);
    expect(changes).to.deep.equal([false]);
  });

  it("stays away for those who do not want it", async () => {
    economy.setWish("off");
    economy.setPoor(false);
    await clock.advance(10 * GOOD_MS);
    expect(changes).to.deep.equal([true]);
  });

  it("does nothing after its end", async () => {
    economy.setPoor(true);
    economy.dispose();
    await clock.advance(POOR_MS);
    expect(changes).to.deep.equal([]);
  });
});
