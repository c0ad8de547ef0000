import { expect } from "chai";
import { isAbortError } from "../../src/core/abort.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { AvatarSession, type AvatarSessionConfig } from "../../src/session/index.js";
import { FakeClock, FakeRenderer, recordEvents } from "../../src/testing/index.js";

function setUp(config: Partial<AvatarSessionConfig> = {}, mountMs = 0) {
  const clock = new FakeClock();
  const renderer = new FakeRenderer({ clock, mountMs });
  const session = new AvatarSession({ renderer, clock, ...config });
  return { clock, renderer, session, log: recordEvents(session) };
}

async function ready(config: Partial<AvatarSessionConfig> = {}) {
  const kit = setUp(config);
  const started = kit.session.start();
  await kit.clock.advance(0);
  await started;
  return { ...kit, since: kit.log.events.length };
}

const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "resolved",
    (error: unknown) => error,
  );

describe("AvatarSession", () => {
  it("tells a typed turn in order and resolves when the reply is in the history", async () => {
    const { session, renderer, log, since } = await ready();
    const sent = session.sendMessage("hello");
    renderer.report({ type: "speech-start" }, { type: "reply-chunk", text: "Hi" }, { type: "reply-text", text: "Hi!" });
    renderer.report({ type: "speech-end" });
    await sent;
    expect(log.names.slice(since)).to.deep.equal([
      "message",
      "state-change",
      "state-change",
      "speech-start",
      "chunk",
      "chunk",
      "speech-end",
      "message",
      "state-change",
    ]);
    expect(session.messages.map(({ role, content }) => [role, content])).to.deep.equal([
      ["user", "hello"],
      ["assistant", "Hi!"],
    ]);
  });

  it("commits the chunks when the speech ends without a whole text, and nothing when there was none", async () => {
    const { session, renderer } = await ready();
    renderer.report(
      { type: "speech-start" },
      { type: "reply-chunk", text: "Wel" },
      { type: "reply-chunk", text: "come" },
      { type: "speech-end" },
    );
    renderer.report({ type: "speech-start" }, { type: "speech-end" });
    expect(session.state).to.equal("ready");
    expect(session.messages.map(({ content }) => content)).to.deep.equal(["Welcome"]);
  });

  it("interrupts in the same task and commits nothing", async () => {
    const { session, renderer, log } = await ready();
    const sent = session.sendMessage("hello");
    renderer.report({ type: "speech-start" }, { type: "reply-chunk", text: "Hi" });
    const since = log.events.length;
    session.interrupt();
    expect(session.state).to.equal("ready");
    expect(log.names.slice(since)).to.deep.equal(["speech-end", "state-change"]);
    expect(renderer.calls.at(-1)).to.equal("interrupt");
    expect(await outcome(sent)).to.equal("resolved");
    expect(session.messages.map(({ role }) => role)).to.deep.equal(["user"]);
  });

  it("lets the newest message win; the older promise resolves quietly", async () => {
    const { session, renderer } = await ready();
    const older = session.sendMessage("one");
    const newer = session.sendMessage("two");
    expect(await outcome(older)).to.equal("resolved");
    expect(session.state).to.equal("thinking");
    renderer.report({ type: "speech-start" }, { type: "reply-text", text: "2" }, { type: "speech-end" });
    expect(await outcome(newer)).to.equal("resolved");
  });

  it("gives up after 15 s without an answer", async () => {
    const { session, clock } = await ready();
    const sent = outcome(session.sendMessage("hello"));
    await clock.advance(14_999);
    expect(session.state).to.equal("thinking");
    await clock.advance(1);
    expect(session.state).to.equal("ready");
    expect(((await sent) as LiveAvatarError).code).to.equal("no-answer");
  });

  it("ends a turn and a conversation although the renderer throws", async () => {
    const { session, renderer, clock } = setUp();
    const starting = session.start();
    await clock.advance(0);
    await starting;
    const sent = session.sendMessage("hello");
    renderer.interrupt = () => {
      throw new Error("no");
    };
    renderer.unmount = () => {
      throw new Error("no");
    };
    session.interrupt();
    expect(session.state).to.equal("ready");
    await sent;
    await session.stop();
    expect(session.state).to.equal("destroyed");
  });

  it("releases a failed start and starts again", async () => {
    const { session, renderer, clock, log } = setUp();
    renderer.mountError = new LiveAvatarError("avatar-missing", "x");
    const failed = outcome(session.start());
    await clock.advance(0);
    expect(((await failed) as LiveAvatarError).code).to.equal("avatar-missing");
    expect([session.state, renderer.listeners, clock.pending]).to.deep.equal(["error", 0, 0]);
    expect(log.names).to.include("error");
    renderer.mountError = undefined;
    const again = session.start();
    await clock.advance(0);
    await again;
    expect(session.state).to.equal("ready");
  });

  it("goes back to idle when stopped in mid-start, without error or ended", async () => {
    const { session, renderer, clock, log } = setUp({}, 100);
    const started = outcome(session.start());
    expect(session.start()).to.equal(session.start());
    await session.stop();
    expect(isAbortError(await started)).to.equal(true);
    expect([session.state, renderer.listeners, clock.pending]).to.deep.equal(["idle", 0, 0]);
    expect(log.names).to.deep.equal(["state-change", "state-change"]);
  });

  it("settles a start that a destroy overtook in a listener", async () => {
    const { session, renderer, clock } = setUp();
    renderer.mountError = new Error("x");
    let second: Promise<unknown> | undefined;
    session.on("error", () => {
      session.destroy();
      second = outcome(session.start());
    });
    const first = outcome(session.start());
    await clock.advance(0);
    await first;
    expect(isAbortError(await second)).to.equal(true);
  });

  for (const [type, state] of [
    ["ended", "destroyed"],
    ["failed", "error"],
  ] as const) {
    it(`follows a report of "${type}" to ${state} and closes the open speech`, async () => {
      const { session, renderer, log, clock } = await ready();
      const sent = outcome(session.sendMessage("hello"));
      renderer.report({ type: "speech-start" });
      renderer.report(
        type === "ended"
          ? { type, reason: "no-credits", raw: "X" }
          : { type, error: new LiveAvatarError("room-lost", "x") },
      );
      await sent;
      expect([session.state, renderer.listeners, clock.pending]).to.deep.equal([state, 0, 0]);
      expect(log.names.filter((name) => name === "speech-end")).to.have.length(1);
      expect(log.names.filter((name) => name === "ended")).to.have.length(type === "ended" ? 1 : 0);
    });
  }

  it("after the end refuses every call but stop and destroy", async () => {
    const { session } = await ready();
    await session.stop();
    const calls = [
      session.start(),
      session.sendMessage("a"),
      session.say("a"),
      session.startListening(),
      session.startAudio(),
      session.setDevice("microphone", "x"),
    ];
    for (const result of await Promise.all(calls.map(outcome)))
      expect((result as LiveAvatarError).code).to.equal("wrong-state");
    await session.stop();
    session.destroy();
  });

  it("leaves in one task and says so to the renderer", async () => {
    const { session, renderer, log } = await ready();
    session.leave();
    expect([session.state, renderer.calls.at(-1)]).to.deep.equal(["destroyed", "unmount:leaving"]);
    expect(log.events.find(({ name }) => name === "ended")?.args[0]).to.equal("page-left");
  });

  it("warns once 20 s ahead of the idle end; keepAlive extends it", async () => {
    const { session, clock, log } = await ready({ idleTimeoutSeconds: 60 });
    await clock.advance(39_000);
    session.keepAlive();
    await clock.advance(39_000);
    expect(log.names).not.to.include("idle-warning");
    await clock.advance(1000);
    expect(log.events.at(-1)).to.deep.equal({ name: "idle-warning", args: [20, "idle-timeout"] });
    await clock.advance(20_000);
    expect(session.state).to.equal("destroyed");
  });

  it("does not count listening as idleness: the idle time begins when the avatar is silent", async () => {
    const { session, renderer, clock, log } = await ready({ idleTimeoutSeconds: 60 });
    renderer.report({ type: "reply-chunk", text: "Once upon a time" });
    renderer.report({ type: "speech-start" });
    await clock.advance(100_000);
    session.keepAlive();
    await clock.advance(200_000);
    expect([session.state, log.names.includes("idle-warning")]).to.deep.equal(["speaking", false]);
    renderer.report({ type: "reply-text", text: "Once upon a time" });
    renderer.report({ type: "speech-end" });
    await clock.advance(39_000);
    expect([session.state, log.names.includes("idle-warning")]).to.deep.equal(["ready", false]);
    await clock.advance(2000);
    expect(log.events.at(-1)).to.deep.equal({ name: "idle-warning", args: [20, "idle-timeout"] });
    await clock.advance(20_000);
    expect([session.state, clock.pending]).to.deep.equal(["destroyed", 0]);
  });

  it("does not count the answer to a listener of the first ready as idleness either", async () => {
    const { session, clock, log } = setUp({ idleTimeoutSeconds: 60, noAnswerTimeoutMs: 300_000 });
    session.on("state-change", (now, previous) => {
      if (now === "ready" && previous === "connecting") void session.sendMessage("hello");
    });
    void session.start();
    await clock.advance(200_000);
    expect([session.state, log.names.includes("idle-warning")]).to.deep.equal(["thinking", false]);
    session.destroy();
  });

  it("passes on the warning of a service that is about to end the session, and its id", async () => {
    const { session, renderer, log } = await ready();
    renderer.report({ type: "idle-warning", secondsLeft: 20 });
    expect(log.events.at(-1)).to.deep.equal({ name: "idle-warning", args: [20, "idle-timeout"] });
    expect(session.id).to.equal(null);
    Object.assign(renderer, { sessionId: "s-1" });
    session.destroy();
    expect(session.id).to.equal("s-1");
  });

  it("survives a listener that throws", async () => {
    const { session } = await ready();
    session.on("message", () => {
      throw new Error("a stranger's");
    });
    void session.sendMessage("hello");
    expect(session.state).to.equal("thinking");
    session.destroy();
  });
});
