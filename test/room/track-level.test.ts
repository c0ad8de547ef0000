import { expect } from "chai";
import { TrackLevel } from "../../src/room/track-level.js";
import { FakeClock } from "../../src/testing/index.js";

describe("the level of a remote track", () => {
  /** The statistics of a receiver that a test answers. */
  class Receiver {
    readonly asked: ((reports: readonly object[]) => void)[] = [];
    getStats(): Promise<RTCStatsReport> {
      return new Promise((resolve) => {
        this.asked.push((reports) => {
          resolve(new Map(reports.map((report, id) => [String(id), report])));
        });
      });
    }
  }
  const told = () => Promise.resolve().then(() => new Promise((resolve) => setTimeout(resolve)));

  it("is asked for by whoever reads it, one question at a time", async () => {
    const receiver = new Receiver();
    const level = new TrackLevel(receiver, new FakeClock());
    expect(receiver.asked.length).to.equal(0);
    expect([level.level, level.level, receiver.asked.length]).to.deep.equal([undefined, undefined, 1]);
    receiver.asked[0]?.([{ type: "codec" }, { type: "inbound-rtp", audioLevel: 0.4 }]);
    await told();
    expect([level.level, receiver.asked.length]).to.deep.equal([0.4, 2]);
  });

  it("is forgotten when it is old, and unknown where the browser does not tell", async () => {
    const receiver = new Receiver();
    const clock = new FakeClock();
    const level = new TrackLevel(receiver, clock);
    level.level;
    receiver.asked[0]?.([{ type: "inbound-rtp", audioLevel: 0.4 }]);
    await told();
    await clock.advance(251);
    expect(level.level).to.equal(undefined);
    receiver.asked[1]?.([{ type: "inbound-rtp" }]);
    await told();
    expect(level.level).to.equal(undefined);
  });

  it("is unknown where the connection is closed", async () => {
    let asked = 0;
    const getStats = (): Promise<RTCStatsReport> => {
      asked += 1;
      return Promise.reject(new DOMException("", "InvalidStateError"));
    };
    const level = new TrackLevel({ getStats }, new FakeClock());
    level.level;
    await told();
    expect([level.level, asked]).to.deep.equal([undefined, 2]);
  });
});
