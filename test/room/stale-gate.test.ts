import { expect } from "chai";
import type { AgentEvent, EventType } from "../../src/room/protocol.js";
import { StaleGate } from "../../src/room/stale-gate.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const event = (event_type: EventType, source_event_id: string | null = null) =>
  ({ event_type, source_event_id, text: "…" }) as AgentEvent;

describe("stale gate", () => {
  let clock: FakeClock;
  let released: string[];
  let gate: StaleGate;

  beforeEach(() => {
    clock = new FakeClock();
    released = [];
    gate = new StaleGate({ clock, quietMs: 1500, release: ({ event_type: type }) => released.push(type) });
  });

  it("admits everything until an interrupt, and what is not about a reply always", () => {
    expect(gate.admits(event("avatar.transcription.chunk"))).to.equal(true);
    gate.interrupt();
    expect(gate.admits(event("avatar.transcription.chunk"))).to.equal(false);
    expect(gate.admits(event("user.speak_started"))).to.equal(true);
    expect(gate.admits(event("user.push_to_talk_started"))).to.equal(true);
    expect(gate.admits(event("session.stopped"))).to.equal(true);
  });

  it("opens on the end of the old speech, which itself is old", () => {
    gate.interrupt();
    expect(gate.admits(event("avatar.speak_ended"))).to.equal(false);
    expect(gate.admits(event("avatar.speak_started"))).to.equal(true);
    expect(clock.pending).to.equal(0);
  });

  it("opens on a report that answers a later command", () => {
    gate.sent("old");
    gate.interrupt();
    gate.sent("new");
    expect(gate.admits(event("avatar.transcription.chunk", "old"))).to.equal(false);
    expect(gate.admits(event("avatar.transcription.chunk", "new"))).to.equal(true);
    expect(gate.admits(event("avatar.transcription.chunk"))).to.equal(true);
    expect(gate.admits(event("avatar.speak_started", "old")), "old for good").to.equal(false);
  });

  it("knows the end that answers the interrupt for old, also when a new reply has begun", () => {
    gate.sent("old");
    gate.interrupt("interrupt");
    gate.sent("new");
    expect(gate.admits(event("avatar.speak_started", "new"))).to.equal(true);
    expect(gate.admits(event("avatar.speak_ended", "interrupt"))).to.equal(false);
    expect(gate.admits(event("avatar.speak_ended", "new"))).to.equal(true);
  });

  it("opens on the visitor's final words", () => {
    gate.interrupt();
    expect(gate.admits(event("user.transcription.chunk"))).to.equal(true);
    expect(gate.admits(event("avatar.transcription"))).to.equal(false);
    expect(gate.admits(event("user.transcription"))).to.equal(true);
    expect(gate.admits(event("avatar.transcription"))).to.equal(true);
  });

  it("opens by itself after the quiet time", async () => {
    gate.interrupt();
    await clock.advance(1499);
    expect(gate.admits(event("avatar.transcription"))).to.equal(false);
    await clock.advance(1);
    expect(gate.admits(event("avatar.transcription"))).to.equal(true);
  });

  it("hands over a new speech that nobody could tell from an old one", async () => {
    gate.interrupt();
    expect(gate.admits(event("avatar.speak_started"))).to.equal(false);
    gate.sent("new");
    for (const type of ["avatar.transcription.chunk", "avatar.speak_started", "avatar.transcription"] as const)
      gate.admits(event(type));
    await clock.advance(1500);
    expect(released).to.deep.equal(["avatar.speak_started", "avatar.transcription"]);
  });

  it("hands over nothing when the old speech ended after all, or another interrupt came", async () => {
    gate.interrupt();
    gate.sent("new");
    gate.admits(event("avatar.speak_started"));
    gate.admits(event("avatar.speak_ended"));
    await clock.advance(1500);
    gate.interrupt();
    gate.sent("newer");
    gate.admits(event("avatar.speak_started"));
    gate.interrupt();
    await clock.advance(1500);
    expect(released).to.deep.equal([]);
  });

  it("forgets the oldest commands, and its timer when disposed", () => {
    gate.sent("first");
    gate.interrupt();
    for (let id = 0; id < 300; id++) gate.sent(`${id}`);
    gate.interrupt();
    gate.dispose();
    expect(clock.pending).to.equal(0);
    expect(gate.admits(event("avatar.transcription", "first"))).to.equal(true);
  });
});
