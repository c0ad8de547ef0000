import { expect } from "chai";
import type { LiveAvatarError } from "../../src/core/errors.js";
import { Participants } from "../../src/room/participants.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

describe("participants", () => {
  let clock: FakeClock;
  let gone: LiveAvatarError[];
  let presence: boolean[];
  let participants: Participants;
  let outcome: unknown;
  const AGENT = "liveavatar-agent-s";

  const wait = (signal = new AbortController().signal) => {
    outcome = undefined;
    participants.whenComplete(signal).then(
      () => (outcome = "complete"),
      (error: unknown) => (outcome = error),
    );
  };

  beforeEach(() => {
    clock = new FakeClock();
    gone = [];
    presence = [];
    participants = new Participants({
      sessionId: "s",
      clock,
      joinTimeoutMs: 30_000,
      absenceMs: 15_000,
      handleGone: (error) => gone.push(error),
      handlePresence: (complete) => presence.push(complete),
    });
  });

  for (const order of [
    ["heygen", AGENT],
    [AGENT, "heygen"],
  ]) {
    it(`is complete with both, ${order.join(" first, then ")}`, async () => {
      wait();
      for (const identity of ["visitor", "liveavatar-agent-other", order[0] ?? ""]) participants.handleJoined(identity);
      await clock.advance(0);
      expect(outcome).to.equal(undefined);
      participants.handleJoined(order[1] ?? "");
      await clock.advance(0);
      expect(outcome).to.equal("complete");
      expect(clock.pending).to.equal(0);
    });
  }

  it("is complete at once when both are there already", async () => {
    participants.handleJoined("heygen");
    participants.handleJoined(AGENT);
    wait();
    await clock.advance(0);
    expect(outcome).to.equal("complete");
  });

  const missing = [
    { there: [], code: "avatar-missing", names: /heygen.*liveavatar-agent-s/ },
    { there: [AGENT], code: "avatar-missing", names: /heygen/ },
    { there: ["heygen"], code: "agent-missing", names: /liveavatar-agent-s/ },
  ];
  for (const { there, code, names } of missing) {
    it(`names whoever is missing when ${there.join() || "nobody"} came`, async () => {
      wait();
      there.forEach((identity) => participants.handleJoined(identity));
      await clock.advance(30_000);
      expect(outcome).to.include({ code });
      expect(String(outcome)).to.match(names);
    });
  }

  it("stops waiting when aborted, before and in between", async () => {
    const controller = new AbortController();
    wait(controller.signal);
    controller.abort();
    await clock.advance(0);
    expect(outcome).to.include({ name: "AbortError" });
    expect(clock.pending).to.equal(0);
    wait(controller.signal);
    await clock.advance(0);
    expect(outcome).to.include({ name: "AbortError" });
  });

  describe("once complete", () => {
    beforeEach(() => {
      participants.handleJoined("heygen");
      participants.handleJoined(AGENT);
    });

    it("gives whoever leaves 15 s", async () => {
      participants.handleLeft(AGENT);
      await clock.advance(14_999);
      expect(gone).to.deep.equal([]);
      await clock.advance(1);
      expect(gone.map(({ code }) => code)).to.deep.equal(["agent-left"]);
    });

    it("forgives whoever comes back", async () => {
      participants.handleLeft("heygen");
      await clock.advance(14_000);
      participants.handleJoined("heygen");
      await clock.advance(60_000);
      expect(gone).to.deep.equal([]);
      expect(presence).to.deep.equal([false, true]);
    });

    it("counts absence from the reconnection on", async () => {
      participants.handleLeft("heygen");
      await clock.advance(10_000);
      participants.handleReconnecting();
      participants.handleLeft(AGENT);
      await clock.advance(60_000);
      expect(gone).to.deep.equal([]);
      participants.handleReconnected();
      participants.handleJoined(AGENT);
      await clock.advance(14_999);
      expect(gone).to.deep.equal([]);
      await clock.advance(1);
      expect(gone.map(({ code }) => code)).to.deep.equal(["avatar-left"]);
    });

    it("leaves no timer behind", () => {
      participants.handleLeft(AGENT);
      participants.dispose();
      expect(clock.pending).to.equal(0);
    });
  });

  it("does not mind strangers, nor those who leave before it was complete", async () => {
    participants.handleJoined("heygen");
    participants.handleLeft("heygen");
    participants.handleLeft("somebody");
    participants.handleReconnecting();
    participants.handleReconnected();
    await clock.advance(60_000);
    expect([gone, presence]).to.deep.equal([[], []]);
  });
});
