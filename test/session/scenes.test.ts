/** Renderers, models and voices of the page's own that do not keep their contract, and swaps that overtake one another. */
import { expect } from "chai";
import { Signal } from "signal-polyfill";
import { isAbortError } from "../../src/core/abort.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { AvatarRenderer } from "../../src/core/ports/avatar-renderer.js";
import { deferred } from "../../src/core/wait.js";
import { AvatarSession, type AvatarSessionConfig } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM, FakeRenderer, FakeTTS, recordEvents } from "../../src/testing/index.js";

const never = deferred<never>().promise;

const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "resolved",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : isAbortError(error) ? "AbortError" : String(error)),
  );

function setUp(config: Partial<AvatarSessionConfig> & { readonly clock: FakeClock }) {
  const { clock } = config;
  const renderer = config.renderer ?? new FakeFace({ clock });
  const llm = new FakeLLM({ clock });
  const tts = new FakeTTS({ clock });
  const logged: string[] = [];
  const note = (message: string): unknown => logged.push(message);
  const logger = { debug: () => undefined, warn: note, error: note };
  const session = new AvatarSession({ llm, tts, logger, ...config, renderer });
  return { session, llm, tts, logged, log: recordEvents(session) };
}

async function ready(config: Partial<AvatarSessionConfig> & { readonly clock: FakeClock }) {
  const made = setUp(config);
  const started = made.session.start();
  await config.clock.advance(0);
  await started;
  return made;
}

const throwing = (): never => {
  throw new Error("the page's own");
};

describe("a renderer that breaks its contract", () => {
  it("is mounted when mount() returns nothing (scene 1)", async () => {
    const clock = new FakeClock();
    const face = new FakeFace({ clock });
    face.mount = (() => undefined) as never;
    const { session } = await ready({ clock, renderer: face });
    expect(session.state).to.equal("ready");
    session.destroy();
  });

  it("fails the start with a code of its own when mount() and unmount() throw (scene 2)", async () => {
    const clock = new FakeClock();
    const face = new FakeFace({ clock });
    face.mount = throwing;
    face.unmount = throwing;
    const { session, log } = setUp({ clock, renderer: face });
    const started = outcome(session.start());
    await clock.advance(0);
    expect(await started).to.equal("renderer-failed");
    expect(session.state).to.equal("error");
    expect(log.names.slice(-2)).to.deep.equal(["state-change", "error"]);
    await session.stop();
    expect(clock.pending).to.equal(0);
  });

  it("fails the start when it does not stand in time, and is taken down when it stands late", async () => {
    const clock = new FakeClock();
    const face = new FakeFace({ clock });
    const mount = deferred();
    let unmounts = 0;
    face.mount = () => mount.promise;
    face.unmount = () => void (unmounts += 1);
    const { session } = setUp({ clock, renderer: face });
    const started = outcome(session.start());
    await clock.advance(90_000);
    expect([await started, unmounts]).to.deep.equal(["renderer-failed", 1]);
    mount.resolve();
    await clock.advance(0);
    expect([session.state, unmounts]).to.deep.equal(["error", 2]);
  });

  it("takes nothing along, whichever of its methods throws", async () => {
    const clock = new FakeClock();
    const face: FakeFace & Partial<AvatarRenderer> = new FakeFace({ clock });
    const { session, llm, log } = await ready({ clock, renderer: face });
    Object.assign(face, {
      ...{ interrupt: throwing, keepAlive: throwing, relocate: throwing, update: throwing, unmount: throwing },
      sound: { setMuted: throwing, setVolume: throwing, unlock: throwing },
      voice: { stop: throwing, setMuted: throwing, start: throwing },
    });
    session.setSound({ muted: true });
    session.keepAlive();
    session.attach(document.createElement("div"));
    session.updateControl({});
    session.setMicMuted(true);
    void session.stopListening();
    llm.plan(["One. Two."]);
    const sent = session.sendMessage("hi");
    await clock.advance(0);
    session.interrupt();
    await sent;
    await session.stop();
    expect([session.state, log.names.at(-1)]).to.deep.equal(["destroyed", "state-change"]);
  });

  it("does not keep stop() waiting for ever when unmount() hangs", async () => {
    const clock = new FakeClock();
    const face = new FakeFace({ clock });
    const { session } = await ready({ clock, renderer: face });
    Object.assign(face, { unmount: () => never });
    const stopped = outcome(session.stop());
    await clock.advance(20_000);
    expect(await stopped).to.equal("resolved");
  });

  it("fails the start that it reports as failed before it stands", async () => {
    const clock = new FakeClock();
    const renderer = new FakeRenderer({ clock, mountMs: 1000 });
    const { session } = setUp({ clock, renderer });
    const started = outcome(session.start());
    renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "gone") });
    await clock.advance(0);
    expect([await started, session.state, renderer.listeners]).to.deep.equal(["room-lost", "error", 0]);
  });
});

describe("swaps of the renderer", () => {
  it("lead back to the present one when that is named last (scene 3)", async () => {
    const clock = new FakeClock();
    const present = new FakeFace({ clock, id: "present" });
    const other = new FakeFace({ clock, id: "other", mountMs: 10 });
    const { session } = await ready({ clock, renderer: present });
    const away = outcome(session.setRenderer(other));
    const back = outcome(session.setRenderer(present));
    await clock.advance(100);
    expect([await away, await back]).to.deep.equal(["AbortError", "resolved"]);
    expect([present.mounted, other.mounted, clock.pending]).to.deep.equal([true, false, 0]);
  });

  it("take down a renderer that ignores its signal and stands up late (scene 4)", async () => {
    const clock = new FakeClock();
    const [present, stubborn, third] = [0, 1, 2].map(() => new FakeFace({ clock })) as [FakeFace, FakeFace, FakeFace];
    const { session } = await ready({ clock, renderer: present });
    const mount = stubborn.mount.bind(stubborn);
    const gate = deferred();
    stubborn.mount = async (container) => {
      await gate.promise;
      await mount(container);
    };
    const first = outcome(session.setRenderer(stubborn));
    const second = outcome(session.setRenderer(third));
    await clock.advance(10);
    expect([await first, await second, third.mounted]).to.deep.equal(["AbortError", "resolved", true]);
    gate.resolve();
    await clock.advance(10);
    expect([stubborn.mounted, third.mounted, present.mounted]).to.deep.equal([false, true, false]);
  });

  it("during a start are what the start waits for: ready is told with the new one in place", async () => {
    const clock = new FakeClock();
    const slow = new FakeFace({ clock, mountMs: 1000 });
    const next = new FakeFace({ clock, mountMs: 50 });
    const { session } = setUp({ clock, renderer: slow });
    const seen: unknown[] = [];
    session.on("state-change", (state) => seen.push([state, slow.mounted, next.mounted]));
    const started = outcome(session.start());
    await clock.advance(10);
    const swapped = outcome(session.setRenderer(next));
    await clock.advance(2000);
    expect([await started, await swapped]).to.deep.equal(["resolved", "resolved"]);
    expect(seen).to.deep.equal([
      ["connecting", false, false],
      ["ready", false, true],
    ]);
  });

  it("answer from the new renderer what a listener asks at ready", async () => {
    const clock = new FakeClock();
    const old = new FakeFace({ clock, speechMs: 5000 });
    const next = new FakeFace({ clock, mountMs: 50 });
    const { session, llm } = await ready({ clock, renderer: old });
    const swapped = session.setRenderer(next);
    llm.plan(["An old answer."], ["A new answer."]);
    void session.sendMessage("to the old one");
    await clock.advance(20);
    expect(session.state).to.equal("speaking");
    const off = session.on("state-change", (state) => {
      if (state !== "ready") return;
      off();
      void session.sendMessage("to the new one");
    });
    await clock.advance(1000);
    await swapped;
    expect([old.speeches.length, next.speeches.length]).to.deep.equal([1, 1]);
  });

  it("leave the page's own limit alone, and take the renderer's with them", async () => {
    const clock = new FakeClock();
    const after = async (swapped: Promise<void>): Promise<void> => {
      await clock.advance(0);
      await swapped;
    };
    const limited = new FakeRenderer({ clock, maxDurationSeconds: 60 });
    const made = await ready({ clock, renderer: limited });
    await after(made.session.setRenderer(new FakeFace({ clock })));
    await clock.advance(120_000);
    expect(made.session.state).to.equal("ready");

    const timed = await ready({ clock, maxDurationSeconds: 100 });
    await clock.advance(60_000);
    await after(timed.session.setRenderer(new FakeRenderer({ clock, maxDurationSeconds: 3600 })));
    await clock.advance(39_999);
    expect(timed.session.state).to.equal("ready");
    await clock.advance(1);
    expect([timed.session.state, timed.log.events.find(({ name }) => name === "ended")?.args[0]]).to.deep.equal([
      ...["destroyed", "max-duration"],
    ]);
  });
});

describe("a turn has patience, not for ever (scene 5)", () => {
  it("with a model that never yields", async () => {
    const clock = new FakeClock();
    const llm = { id: "silent", chat: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never }) }) };
    const { session } = await ready({ clock, llm });
    const sent = outcome(session.sendMessage("hi"));
    await clock.advance(14_999);
    expect(session.state).to.equal("thinking");
    await clock.advance(1);
    expect([await sent, session.state, session.messages.length]).to.deep.equal(["no-answer", "ready", 1]);
    expect(clock.pending).to.equal(0);
  });

  it("with a model that falls silent in mid-answer: nothing truncated is kept", async () => {
    const clock = new FakeClock();
    const { session, llm } = await ready({ clock });
    const sent = outcome(session.sendMessage("hi"));
    await clock.advance(0);
    llm.requests[0]?.push("One. Tw");
    await clock.advance(15_000);
    expect([await sent, session.state, session.messages.length]).to.deep.equal(["llm-timeout", "ready", 1]);
  });

  it("with a model that thinks, for as long as it gives signs of life", async () => {
    const clock = new FakeClock();
    const { session, llm } = await ready({ clock });
    const sent = session.sendMessage("hi");
    await clock.advance(0);
    for (let i = 0; i < 10; i += 1) {
      llm.requests[0]?.push("");
      await clock.advance(14_000);
    }
    llm.requests[0]?.push("At last.");
    llm.requests[0]?.end();
    await clock.advance(1000);
    await sent;
    expect(session.messages.at(-1)?.content).to.equal("At last.");
  });

  it("with a voice that never answers: its sentences fail, the answer is kept", async () => {
    const clock = new FakeClock();
    const tts = { id: "silent", synthesize: () => never };
    const { session, llm, log } = await ready({ clock, tts });
    llm.plan(["One. Two."]);
    const sent = outcome(session.sendMessage("hi"));
    await clock.advance(30_000);
    expect([await sent, session.state]).to.deep.equal(["resolved", "ready"]);
    const codes = log.events.flatMap(({ name, args }) => (name === "error" ? [(args[0] as LiveAvatarError).code] : []));
    expect(codes).to.deep.equal(["tts-timeout", "tts-timeout"]);
    expect(session.messages.at(-1)?.content).to.equal("One. Two.");
  });

  it("with a speak() that never ends: the sentence fails and is silenced, the next one sounds", async () => {
    const clock = new FakeClock();
    const face = new FakeFace({ clock });
    const { session, llm, log } = await ready({ clock, renderer: face });
    const speak = face.speak.bind(face);
    face.speak = () => {
      face.speak = speak;
      return never;
    };
    llm.plan(["One. Two."]);
    const sent = outcome(session.sendMessage("hi"));
    await clock.advance(30_000);
    expect([await sent, face.speeches.length, face.interrupts]).to.deep.equal(["resolved", 1, 1]);
    expect(log.names.filter((name) => name.startsWith("speech"))).to.deep.equal(["speech-start", "speech-end"]);
  });
});

describe("a session lasts", () => {
  it("as long as a limit above 2³¹ ms says (scene 6)", async () => {
    const clock = new FakeClock();
    const { session } = await ready({ clock, idleTimeoutSeconds: 9_999_999 });
    await clock.advance(5_000_000_000);
    expect(session.state).to.equal("ready");
    session.destroy();
  });
});

describe("signals", () => {
  it("are written before any event of their step is told", async () => {
    const clock = new FakeClock();
    const { session, llm } = await ready({ clock });
    const seen: unknown[] = [];
    const { state, turnId, messages, reply } = session.signals;
    session.on("message", ({ role }) => seen.push([role, state.get(), turnId.get(), messages.get().length]));
    session.on("chunk", (_text, accumulated) => seen.push(["chunk", reply.get() === accumulated]));
    session.on("state-change", (now) => seen.push([now, state.get() === now]));
    llm.plan(["Hi."]);
    const sent = session.sendMessage("hello");
    await clock.advance(1000);
    await sent;
    expect(seen).to.deep.equal([
      ["user", "thinking", "turn-1", 1],
      ["thinking", true],
      ["chunk", true],
      ["speaking", true],
      ["assistant", "ready", undefined, 2],
      ["ready", true],
    ]);
  });

  it("reach every watcher, though the page's own throws", async () => {
    const clock = new FakeClock();
    const { session, logged } = await ready({ clock });
    const told: string[] = [];
    const watch = (notify: () => void): void => {
      const watcher = new Signal.subtle.Watcher(notify);
      const read = new Signal.Computed(() => session.signals.state.get());
      watcher.watch(read);
      read.get();
    };
    watch(() => told.push("before"));
    watch(throwing);
    watch(() => told.push("between"));
    watch(throwing);
    watch(() => told.push("behind"));
    session.on("state-change", () => told.push("event"));
    void session.sendMessage("hello");
    expect(told).to.deep.equal(["before", "between", "behind", "event"]);
    expect(session.signals.state.get()).to.equal("thinking");
    expect(logged.filter((line) => line.includes("watcher"))).to.have.length(2);
    session.destroy();
  });

  it("and events go on when the page's logger throws", async () => {
    const clock = new FakeClock();
    const logger = { debug: throwing, warn: throwing, error: throwing };
    const { session } = await ready({ clock, logger });
    session.on("message", throwing);
    void session.sendMessage("hello");
    expect(session.state).to.equal("thinking");
    session.destroy();
  });
});
