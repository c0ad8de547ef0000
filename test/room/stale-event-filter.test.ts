import { expect } from "chai";
import type { AgentEvent, EventType } from "../../src/room/protocol.js";
import { StaleEventFilter } from "../../src/room/stale-event-filter.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const event = (event_type: EventType, source_event_id: string | null = null) =>
  ({ event_type, source_event_id, text: "…" }) as AgentEvent;

describe("stale event filter", () => {
  let clock: FakeClock;
  let released: string[];
  let filter: StaleEventFilter;

  beforeEach(() => {
    clock = new FakeClock();
    released = [];
    filter = new StaleEventFilter({
      clock,
      quietMs: 1500,
      handleLateEvent: ({ event_type: type }) => released.push(type),
    });
  });

  it("admits everything until an interrupt, and what is not about a reply always", () => {
    expect(filter.admits(event("avatar.transcription.chunk"))).to.equal(true);
    filter.interrupt();
    expect(filter.admits(event("avatar.transcription.chunk"))).to.equal(false);
    expect(filter.admits(event("user.speak_started"))).to.equal(true);
    expect(filter.admits(event("user.push_to_talk_started"))).to.equal(true);
    expect(filter.admits(event("session.stopped"))).to.equal(true);
  });

  it("opens on the end of the old speech, which itself is old", () => {
    filter.interrupt();
    expect(filter.admits(event("avatar.speak_ended"))).to.equal(false);
    expect(filter.admits(event("avatar.speak_started"))).to.equal(true);
    expect(clock.pending).to.equal(0);
  });

  it("opens on a report that answers a later command", () => {
    filter.addCommand("old");
    filter.interrupt();
    filter.addCommand("new");
    expect(filter.admits(event("avatar.transcription.chunk", "old"))).to.equal(false);
    expect(filter.admits(event("avatar.transcription.chunk", "new"))).to.equal(true);
    expect(filter.admits(event("avatar.transcription.chunk"))).to.equal(true);
    expect(filter.admits(event("avatar.speak_started", "old")), "old for good").to.equal(false);
  });

  it("knows the end that answers the interrupt for old, also when a new reply has begun", () => {
    filter.addCommand("old");
    filter.interrupt("interrupt");
    filter.addCommand("new");
    expect(filter.admits(event("avatar.speak_started", "new"))).to.equal(true);
    expect(filter.admits(event("avatar.speak_ended", "interrupt"))).to.equal(false);
    expect(filter.admits(event("avatar.speak_ended", "new"))).to.equal(true);
  });

  it("opens on the visitor's final words", () => {
    filter.interrupt();
    expect(filter.admits(event("user.transcription.chunk"))).to.equal(true);
    expect(filter.admits(event("avatar.transcription"))).to.equal(false);
    expect(filter.admits(event("user.transcription"))).to.equal(true);
    expect(filter.admits(event("avatar.transcription"))).to.equal(true);
  });

  it("opens by itself after the quiet time", async () => {
    filter.interrupt();
    await clock.advance(1499);
    expect(filter.admits(event("avatar.transcription"))).to.equal(false);
    await clock.advance(1);
    expect(filter.admits(event("avatar.transcription"))).to.equal(true);
  });

  it("hands over a new speech that nobody could tell from an old one", async () => {
    filter.interrupt();
    expect(filter.admits(event("avatar.speak_started"))).to.equal(false);
    filter.addCommand("new");
    for (const type of ["avatar.transcription.chunk", "avatar.speak_started", "avatar.transcription"] as const)
      filter.admits(event(type));
    await clock.advance(1500);
    expect(released).to.deep.equal(["avatar.speak_started", "avatar.transcription"]);
  });

  it("hands over nothing when the old speech ended after all, or another interrupt came", async () => {
    filter.interrupt();
    filter.addCommand("new");
    filter.admits(event("avatar.speak_started"));
    filter.admits(event("avatar.speak_ended"));
    await clock.advance(1500);
    filter.interrupt();
    filter.addCommand("newer");
    filter.admits(event("avatar.speak_started"));
    filter.interrupt();
    await clock.advance(1500);
    expect(released).to.deep.equal([]);
  });

  it("forgets the oldest commands, and its timer when disposed", () => {
    filter.addCommand("first");
    filter.interrupt();
    for (let id = 0; id < 300; id++) filter.addCommand(`${id}`);
    filter.interrupt();
    filter.dispose();
    expect(clock.pending).to.equal(0);
    expect(filter.admits(event("avatar.transcription", "first"))).to.equal(true);
  });
});
