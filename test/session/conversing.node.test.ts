/** A renderer that converses, as a session hears it: words out of order, sounds that are no words, a connection that is away. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { RendererReport } from "../../src/core/ports/avatar-renderer.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeRenderer, recordEvents } from "../../src/testing/index.js";

const PATIENCE_MS = 15_000;

async function ready() {
  const clock = new FakeClock();
  const renderer = new FakeRenderer({ clock, interaction: "conversational" });
  const session = new AvatarSession({ renderer, clock });
  const started = session.start();
  await clock.advance(0);
  await started;
  const log = recordEvents(session);
  const report = (...reports: RendererReport[]) => {
    renderer.report(...reports);
  };
  const history = () => session.messages.map(({ role, content }) => `${role}: ${content as string}`);
  const errors = () =>
    log.events.filter(({ name }) => name === "error").map(({ args }) => (args[0] as Error & { code: string }).code);
  return { clock, renderer, session, log, report, history, errors };
}

const outcome = (promise: Promise<unknown>): { value: string } => {
  const result = { value: "pending" };
  promise.then(
    () => (result.value = "resolved"),
    (error: unknown) => (result.value = LiveAvatarError.is(error) ? error.code : String(error)),
  );
  return result;
};

const begins: RendererReport = { type: "user-speech-start" };
const stops: RendererReport = { type: "user-speech-end" };
const words = (text = "What is the time?", isFinal = true): RendererReport => ({
  type: "user-transcript",
  text,
  isFinal,
});
const chunk = (text: string): RendererReport => ({ type: "reply-chunk", text });
const whole = (text: string): RendererReport => ({ type: "reply-text", text });
const speaks: RendererReport = { type: "speech-start" };
const ends: RendererReport = { type: "speech-end" };

describe("words of the visitor that come after their answer has begun", () => {
  const ASKED = ["user: What is the time?", "assistant: It is noon."];
  const orders: [name: string, reports: RendererReport[]][] = [
    ["after its first words", [begins, stops, chunk("It is"), words(), speaks, whole("It is noon."), ends]],
    ["after its voice", [begins, stops, speaks, words(), whole("It is noon."), ends]],
    ["between voice and end", [begins, stops, chunk("It is noon."), speaks, whole("It is noon."), words(), ends]],
    ["right after its end", [begins, stops, chunk("It is noon."), speaks, whole("It is noon."), ends, words()]],
    ["after its end, with chunks only", [begins, stops, chunk("It is"), chunk(" noon."), speaks, ends, words()]],
    ["after its end, before its text", [begins, stops, speaks, ends, words(), whole("It is noon.")]],
    ["after its end and its text", [begins, stops, speaks, ends, whole("It is noon."), words()]],
    ["in parts", [begins, stops, speaks, whole("It is noon."), ends, words("What", false), words()]],
    ["without the end of the sound", [begins, chunk("It is noon."), speaks, ends, words()]],
  ];
  for (const [name, reports] of orders) {
    it(`${name}: they are put before it, and open no turn`, async () => {
      const { session, log, report, history, clock } = await ready();
      report(...reports);
      assert.deepEqual(history(), ASKED);
      assert.equal(session.state, "ready");
      await clock.advance(60_000);
      assert.deepEqual(history(), ASKED);
      assert.deepEqual(
        log.names.filter((event) => event === "error"),
        [],
      );
      const told = log.events.filter(({ name: event }) => event === "message");
      assert.equal(told.length, 2, "each is told once");
      assert.deepEqual(
        session.messages.map(({ createdAt }) => createdAt),
        session.messages.map(({ createdAt }) => createdAt).sort((one, other) => one - other),
      );
    });
  }

  it("long after, too: the time that they take is no reason", async () => {
    const { clock, report, history, session } = await ready();
    report(begins, stops, chunk("It is noon."), speaks, ends);
    await clock.advance(20_000);
    report(words());
    assert.deepEqual([history(), session.state], [ASKED, "ready"]);
  });

  it("and after the next question was typed: that one goes on", async () => {
    const { clock, report, history, session } = await ready();
    report(begins, stops, speaks, whole("It is noon."), ends);
    const typed = outcome(session.sendMessage("And tomorrow?"));
    report(words());
    assert.equal(session.state, "thinking");
    report(chunk("Noon as well."), speaks, words("What is the time?", false));
    report(whole("Noon as well."), ends);
    await clock.advance(0);
    assert.equal(typed.value, "resolved");
    assert.deepEqual(history(), [...ASKED, "user: And tomorrow?", "assistant: Noon as well."]);
  });

  it("and after their answer was interrupted: nobody thinks about them again", async () => {
    const { report, history, session, clock, errors } = await ready();
    report(begins, stops, chunk("It is"), speaks);
    session.interrupt();
    report(words());
    await clock.advance(60_000);
    assert.deepEqual([history(), session.state, errors()], [["user: What is the time?"], "ready", []]);
  });

  it("but those of the next utterance open a turn", async () => {
    const { report, history, session } = await ready();
    report(begins, stops, speaks, whole("It is noon."), ends);
    report(begins, stops, words("And now?"));
    assert.equal(session.state, "thinking");
    assert.deepEqual(history(), ["assistant: It is noon.", "user: And now?"]);
  });

  it("and the answer that came first is none that the visitor cut into", async () => {
    const { report, history } = await ready();
    // No text is whole before the end, and the words are still missing.
    report(begins, stops, chunk("It is noon."), speaks, ends);
    assert.deepEqual(history(), ["assistant: It is noon."]);
  });

  it("blank ones say nothing", async () => {
    const { report, history, session } = await ready();
    report(begins, stops, speaks, whole("It is noon."), ends, words(" "));
    assert.deepEqual([history(), session.state], [["assistant: It is noon."], "ready"]);
  });
});

describe("a sound of the visitor that is no words", () => {
  it("stops an answer that was begun: the question can be asked again, and no half answer is kept (scene 14c)", async () => {
    const { clock, report, history, session, errors } = await ready();
    const typed = outcome(session.sendMessage("Who are you?"));
    report(chunk("You "), begins, stops);
    await clock.advance(PATIENCE_MS / 3);
    assert.deepEqual([session.state, typed.value, errors()], ["ready", "no-answer", ["no-answer"]]);
    assert.deepEqual(history(), ["user: Who are you?"]);
  });

  it("stops a question that was not yet answered: likewise", async () => {
    const { clock, report, session } = await ready();
    const typed = outcome(session.sendMessage("Who are you?"));
    report(begins, stops);
    await clock.advance(PATIENCE_MS / 3);
    assert.deepEqual([session.state, typed.value], ["ready", "no-answer"]);
  });

  for (const [name, reports] of [
    ["before their voice", [chunk("Wel"), begins, stops]],
    ["into their voice", [chunk("Wel"), speaks, begins, ends, stops]],
    ["into their voice, whose end is told first", [speaks, chunk("Wel"), begins, stops, ends]],
    ["before, and its end comes later", [chunk("Wel"), begins, chunk("come"), stops]],
  ] as const) {
    it(`stops opening words, ${name}: nothing is left thinking, and nobody is told of an error`, async () => {
      const { clock, report, history, session, errors } = await ready();
      report(...reports);
      await clock.advance(PATIENCE_MS / 3);
      assert.deepEqual([session.state, history(), errors()], ["ready", [], []]);
      await clock.advance(60_000);
      assert.deepEqual([session.state, history(), errors()], ["ready", [], []]);
    });
  }

  it("that the service ignores changes nothing", async () => {
    const { clock, report, history, session } = await ready();
    const typed = outcome(session.sendMessage("Who are you?"));
    report(chunk("Your "), begins, stops);
    await clock.advance(PATIENCE_MS / 3 - 1);
    report(chunk("avatar."));
    await clock.advance(PATIENCE_MS - 1);
    report(speaks, whole("Your avatar."), ends);
    await clock.advance(0);
    assert.deepEqual([typed.value, history()], ["resolved", ["user: Who are you?", "assistant: Your avatar."]]);
  });

  it("whose end is never told is met by the whole patience, and keeps no half answer either", async () => {
    const { clock, report, history, session } = await ready();
    const typed = outcome(session.sendMessage("Who are you?"));
    report(chunk("You "), begins);
    await clock.advance(PATIENCE_MS);
    assert.deepEqual([typed.value, history()], ["no-answer", ["user: Who are you?"]]);
  });

  it("and turns out to be words is a question", async () => {
    const { clock, report, session } = await ready();
    void session.sendMessage("Who are you?");
    report(chunk("You "), begins, stops, words("Stop."));
    await clock.advance(PATIENCE_MS - 1);
    assert.equal(session.state, "thinking");
  });
});

describe("what is asked while the renderer reconnects", () => {
  it("has its patience from when the connection is back", async () => {
    const { clock, report, session, history } = await ready();
    report({ type: "connection", connection: "reconnecting" });
    const typed = outcome(session.sendMessage("Are you there?"));
    await clock.advance(40_000);
    assert.deepEqual([session.state, typed.value], ["thinking", "pending"]);
    report({ type: "connection", connection: "poor" });
    await clock.advance(PATIENCE_MS - 1);
    assert.equal(session.state, "thinking");
    report(speaks, whole("I am."), ends);
    await clock.advance(0);
    assert.deepEqual([typed.value, history()], ["resolved", ["user: Are you there?", "assistant: I am."]]);
  });

  it("likewise when it was asked before", async () => {
    const { clock, report, session } = await ready();
    const typed = outcome(session.sendMessage("Are you there?"));
    await clock.advance(10_000);
    report({ type: "connection", connection: "reconnecting" });
    await clock.advance(10_000);
    report({ type: "connection", connection: "good" });
    await clock.advance(PATIENCE_MS - 1);
    assert.equal(session.state, "thinking");
    await clock.advance(1);
    assert.equal(typed.value, "no-answer");
  });

  it("is given up in the end by a renderer that never says how it came out", async () => {
    const { clock, report, session } = await ready();
    report({ type: "connection", connection: "reconnecting" });
    const typed = outcome(session.sendMessage("Are you there?"));
    await clock.advance(PATIENCE_MS + 60_000);
    assert.deepEqual([session.state, typed.value], ["ready", "no-answer"]);
  });

  it("a connection that was only poor is no new beginning", async () => {
    const { clock, report, session } = await ready();
    const typed = outcome(session.sendMessage("Are you there?"));
    await clock.advance(10_000);
    report({ type: "connection", connection: "poor" }, { type: "connection", connection: "good" });
    await clock.advance(5000);
    assert.deepEqual([session.state, typed.value], ["ready", "no-answer"]);
  });
});

describe("a microphone that is gone in mid-word (scene 14f)", () => {
  for (const mic of ["off", "muted", "missing", "interrupted", "blocked"] as const) {
    it(`${mic}: the visitor is not heard any more, and the service's own end is not told twice`, async () => {
      const { report, session, log } = await ready();
      report({ type: "mic", mic: "live" }, begins);
      assert.equal(session.signals.userSpeaking.get(), true);
      report({ type: "mic", mic });
      assert.equal(session.signals.userSpeaking.get(), false);
      report(stops);
      const told = log.names.filter((name) => name.startsWith("user-speech"));
      assert.deepEqual(told, ["user-speech-start", "user-speech-end"]);
    });
  }
});
