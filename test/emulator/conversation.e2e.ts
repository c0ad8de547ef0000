/** The emulated session in a real room, met by a visitor without a browser: order of events, queue, interrupt, ends. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { SERVICE_END_REASONS } from "../../src/backend/rest-protocol.js";
import { sharedStand, type Stand } from "../support/stand.js";
import { Visitor } from "../support/visitor.js";

let stand: Stand;
const visitors: Visitor[] = [];
/** The session of every visitor so far. */
const met = new Set<string>();

const scenario = (name: string, more: Readonly<Record<string, string>> = {}) => ({
  dynamic_variables: { scenario: name, ...more },
});

async function enter(config: Parameters<typeof Visitor.enter>[1] = {}): Promise<Visitor> {
  const visitor = await Visitor.enter(stand.emulator.url, config);
  visitors.push(visitor);
  met.add(visitor.id);
  return visitor;
}

async function converse(config: Parameters<typeof Visitor.enter>[1] = {}): Promise<Visitor> {
  const visitor = await Visitor.converse(stand.emulator.url, config);
  visitors.push(visitor);
  met.add(visitor.id);
  return visitor;
}

const sessionOf = async ({ id }: Visitor) => (await stand.sessions()).find((session) => session.id === id);

/** Everything up to now, then a marker that is answered by the service itself: nothing earlier can still be on its way. */
async function settled(visitor: Visitor): Promise<void> {
  const marker = `marker ${crypto.randomUUID()}`;
  await visitor.command("avatar.speak_text", marker);
  await visitor.until(() => visitor.texts("avatar.transcription").includes(marker));
}

before(async () => {
  stand = await sharedStand();
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((visitor) => visitor.leave()));
});
after(async () => {
  assert.deepEqual(
    (await stand.sessions()).filter(({ id, state }) => met.has(id) && state === "running").map(({ id }) => id),
    [],
    "nothing runs on",
  );
});

describe("a turn", () => {
  it("answers typed text: a chunk, the voice, more chunks, the whole text, the end", async () => {
    const visitor = await converse();
    assert.deepEqual(visitor.present, ["heygen", `liveavatar-agent-${visitor.id}`]);
    assert.deepEqual(visitor.tracks.sort(), ["heygen audio", "heygen video"]);
    const id = await visitor.command("avatar.speak_response", "What time do you open?");
    await visitor.event("avatar.speak_ended");
    const types = visitor.types.filter((type, index, all) => type !== all[index - 1]);
    assert.deepEqual(types, [
      "avatar.transcription.chunk",
      "avatar.speak_started",
      "avatar.transcription.chunk",
      "avatar.transcription",
      "avatar.speak_ended",
    ]);
    const [text] = visitor.texts("avatar.transcription");
    assert.match(text ?? "", /nine in the morning/);
    assert.equal(visitor.texts("avatar.transcription.chunk").join(""), text);
    for (const event of visitor.events) {
      assert.equal(typeof event.event_id, "string");
      assert.equal(event.session_id, visitor.id);
      assert.equal(event.source_event_id, id);
      assert.equal(event.from, `liveavatar-agent-${visitor.id}`);
    }
    assert.ok(Math.max(...visitor.loudness) > 0.02, "the answer is heard");
    assert.deepEqual(
      (await sessionOf(visitor))?.transcript.map(({ role }) => role),
      ["user", "avatar"],
    );
  });

  it("says a text verbatim, transcribed at once and without chunks", async () => {
    const visitor = await converse();
    await visitor.command("avatar.speak_text", "-v is where this sentence begins.");
    await visitor.event("avatar.speak_ended");
    assert.deepEqual(visitor.types, ["avatar.transcription", "avatar.speak_started", "avatar.speak_ended"]);
    assert.deepEqual(visitor.texts("avatar.transcription"), ["-v is where this sentence begins."]);
  });

  it("quotes the topic of a question that it does not know", async () => {
    const visitor = await converse();
    await visitor.command("avatar.speak_response", "Tell me about otters");
    assert.match((await visitor.event("avatar.transcription")).text ?? "", /otters/);
  });

  it("speaks the opening text by itself", async () => {
    const visitor = await converse({ dynamic_variables: { opening_text: "Welcome in." } });
    await visitor.until(() => visitor.texts("avatar.transcription").includes("Welcome in."));
  });

  it("shrugs at packets that are no commands", async () => {
    const visitor = await converse();
    const send = (text: string) =>
      visitor.room.localParticipant?.publishData(new TextEncoder().encode(text), {
        reliable: true,
        topic: "agent-control",
      });
    for (const text of ["", "{", "null", "[]", '{"event_type":"avatar.dance"}', '{"event_type":"toString"}'])
      await send(text);
    await settled(visitor);
    assert.deepEqual(visitor.texts("avatar.transcription").length, 1);
  });
});

const LONG =
  "This is a rather long sentence, so that there is time enough to interrupt it before it has come to its end.";

async function interrupted(name: string): Promise<Visitor> {
  const visitor = await converse(name === "" ? {} : scenario(name));
  await visitor.command("avatar.speak_response", LONG);
  await visitor.command("avatar.speak_response", "And one more that waits.");
  await visitor.event("avatar.speak_started");
  await visitor.until(() => visitor.loudness.slice(-20).some((level) => level > 0.02));
  await visitor.command("avatar.interrupt");
  return visitor;
}

describe("an interrupt", () => {
  it("empties the queue, is silent within half a second, and the next command is spoken", async () => {
    const visitor = await interrupted("");
    await visitor.event("avatar.speak_ended");
    const at = visitor.loudness.length;
    await visitor.until(() => visitor.loudness.length > at + 150);
    assert.ok(Math.max(...visitor.loudness.slice(at + 50)) < 0.01, "silent, though one more was waiting");
    await visitor.command("avatar.speak_text", "Next.");
    await visitor.event("avatar.speak_ended", 2);
    assert.equal(visitor.types.filter((type) => type === "avatar.speak_started").length, 2);
    assert.deepEqual(visitor.texts("avatar.transcription"), ["Next."], "the cut reply has no whole text");
  });

  for (const [name, ends] of [
    ["interrupt-silent", 0],
    ["interrupt-twice", 2],
  ] as const) {
    it(`${name}: ${String(ends)} closing events`, async () => {
      const visitor = await interrupted(name);
      await settled(visitor);
      const before = visitor.types.slice(0, visitor.types.lastIndexOf("avatar.transcription"));
      assert.equal(before.filter((type) => type === "avatar.speak_ended").length, ends);
    });
  }

  it("interrupt-late: the closing event comes after the next turn began", async () => {
    const visitor = await interrupted("interrupt-late");
    await visitor.command("avatar.speak_response", LONG);
    await visitor.event("avatar.speak_ended");
    assert.equal(visitor.types.filter((type) => type === "avatar.speak_started").length, 2);
  });

  it("interrupt-trailing: chunks and text of the old turn come after it", async () => {
    const visitor = await interrupted("interrupt-trailing");
    await visitor.event("avatar.speak_ended");
    assert.deepEqual(visitor.types.slice(-3), [
      "avatar.transcription.chunk",
      "avatar.transcription",
      "avatar.speak_ended",
    ]);
  });
});

describe("switches for what nobody could verify", () => {
  it("events from the avatar, from the server, or lossy", async () => {
    for (const [name, from] of [
      ["events-from-avatar", () => "heygen"],
      ["events-from-server", () => undefined],
      ["events-lossy", (id: string) => `liveavatar-agent-${id}`],
    ] as const) {
      const visitor = await converse(scenario(name));
      await visitor.command("avatar.speak_text", "Who says so?");
      assert.equal((await visitor.event("avatar.transcription")).from, from(visitor.id));
    }
  });

  it("no source id, no chunks, an echo of typed words, the text after the voice", async () => {
    const visitor = await converse(scenario("no-source-event-id+no-chunks+typed-echo+text-after-speech"));
    await visitor.command("avatar.speak_response", "Can you help me?");
    await visitor.event("avatar.transcription");
    assert.deepEqual(visitor.types, [
      "user.transcription",
      "avatar.speak_started",
      "avatar.speak_ended",
      "avatar.transcription",
    ]);
    assert.deepEqual(visitor.texts("user.transcription"), ["Can you help me?"]);
    assert.ok(visitor.events.every(({ source_event_id: source }) => source === null));
  });
});

describe("who is there", () => {
  it("a missing agent, then a late avatar", async () => {
    const missing = await enter(scenario("agent-missing"));
    await missing.until(() => missing.present.includes("heygen"));
    assert.deepEqual(missing.present, ["heygen"]);
    const late = await enter(scenario("avatar-late"));
    await late.until(() => late.present.length === 1);
    assert.deepEqual(late.present, [`liveavatar-agent-${late.id}`]);
    await late.until(() => late.tracks.length === 2);
  });

  it("an agent that leaves and returns still answers", async () => {
    const visitor = await converse(scenario("agent-returns"));
    await visitor.until(() => visitor.present.length === 1);
    await visitor.until(() => visitor.present.length === 2);
    await visitor.command("avatar.speak_text", "Back again.");
    await visitor.event("avatar.speak_ended");
  });

  it("an avatar whose tracks are on their way speaks when they are there", async () => {
    const visitor = await enter(scenario("late-tracks"));
    await visitor.until(() => visitor.present.length === 2);
    assert.deepEqual(visitor.tracks, []);
    await visitor.command("avatar.speak_text", "Not lost.");
    await visitor.event("avatar.speak_ended");
    assert.deepEqual(visitor.types, ["avatar.transcription", "avatar.speak_started", "avatar.speak_ended"]);
  });

  it("an avatar that leaves and returns brings its tracks again", async () => {
    const visitor = await converse(scenario("avatar-returns"));
    await visitor.until(() => visitor.present.length === 1);
    await visitor.until(() => visitor.tracks.length === 2);
    await visitor.command("avatar.speak_text", "Back again.");
    await visitor.event("avatar.speak_ended");
  });

  it("a stranger with tracks and forged events", async () => {
    const visitor = await enter(scenario("decoy"));
    await visitor.until(() => visitor.tracks.filter((track) => track.startsWith("stranger")).length === 2);
    await visitor.until(() => visitor.events.some(({ from }) => from === "stranger"));
  });

  it("packets that nobody should trip over", async () => {
    const visitor = await enter(scenario("noise"));
    await visitor.until(() => visitor.texts("user.transcription").filter((text) => text === "said once").length === 2);
    assert.ok(visitor.garbage.length > 0);
    assert.ok(visitor.events.some(({ session_id: id }) => id !== visitor.id));
    const ids = visitor.events.filter(({ text }) => text === "said once").map(({ event_id: id }) => id);
    assert.deepEqual([ids.length, new Set(ids).size], [2, 1]);
  });
});

describe("an end", () => {
  for (const [name, reason, fields] of [
    ["ends-no-credits", "NO_CREDITS", ["end_reason", "stop_reason"]],
    ["ends-with-end-reason-only", "AGENT_HANG_UP", ["end_reason"]],
    ["ends-with-stop-reason-only", "AGENT_HANG_UP", ["stop_reason"]],
    ["short-idle", "IDLE_TIMEOUT", ["end_reason", "stop_reason"]],
    ["short-session", "MAX_DURATION_REACHED", ["end_reason", "stop_reason"]],
  ] as const) {
    it(`${name}: says ${fields.join(" and ")}, then the room closes`, async () => {
      const visitor = await enter(scenario(name));
      const stopped = await visitor.event("session.stopped");
      assert.deepEqual(
        Object.keys(stopped).filter((key) => key.endsWith("_reason")),
        fields,
      );
      assert.equal(stopped.end_reason ?? stopped.stop_reason, reason);
      await visitor.until(() => !visitor.room.isConnected);
      assert.equal((await sessionOf(visitor))?.endReason, reason);
    });
  }

  it("without a word", async () => {
    const visitor = await enter(scenario("ends-without-event"));
    await visitor.until(() => !visitor.room.isConnected);
    assert.ok(!visitor.types.includes("session.stopped"));
  });

  it("has a scenario for every reason", async () => {
    const { SCENARIOS } = await import("../../src/emulator/index.js");
    for (const reason of SERVICE_END_REASONS) {
      assert.equal(SCENARIOS[`ends-${reason.toLowerCase().replaceAll("_", "-")}`]?.end?.reason, reason);
    }
  });

  it("serves many at once and ends each alone", async () => {
    const [first, second] = await Promise.all([converse(), converse()]);
    await first.leave();
    assert.equal((await sessionOf(first))?.state, "ended");
    assert.equal((await sessionOf(second))?.state, "running");
    await second.command("avatar.speak_text", "Still here.");
    await second.event("avatar.speak_ended");
    assert.equal(first.texts("avatar.transcription").length, 0);
  });
});
