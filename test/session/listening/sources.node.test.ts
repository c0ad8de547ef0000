/** What a session hears by itself, and that everything is given back. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { LiveAvatarError } from "../../../src/core/errors.js";
import { AvatarSession } from "../../../src/session/index.js";
import {
  FakeAudioSource,
  FakeClock,
  FakeFace,
  FakeLLM,
  FakeMicSource,
  FakeRealtimeSTT,
  FakeRenderer,
} from "../../../src/testing/index.js";
import { outcome } from "../support.js";
import { loadListening, sound, standing } from "./support.js";

before(loadListening);

describe("listening to a source", () => {
  it("sends its frames to the recogniser, and says so", async () => {
    const { session, source, settle, fresh, heard, log } = await standing({ locale: "en-GB" });
    fresh();
    const listening = session.startListening(source);
    await settle();
    await listening;
    assert.deepEqual(fresh(), ["mic-change: live", "listening-change: true"]);
    assert.equal(heard().options.language, "en-GB");
    source.push(sound(512));
    source.push(sound(100, 0.25));
    await settle();
    assert.deepEqual(
      heard().frames.map(({ length }) => length),
      [512, 100],
    );
    assert.equal(heard().frames[1]?.[0], 0.25);
    await session.stopListening();
    assert.deepEqual(fresh(), ["mic-change: off", "listening-change: false"]);
    assert.deepEqual([source.released, heard().state, session.listening], [1, "closed", false]);
    heard().final("too late");
    log.assertNoMore(log.events.length);
  });

  it("resamples where the recogniser wants another rate", async () => {
    const stt = new FakeRealtimeSTT({ sampleRate: 24_000 });
    const { source, settle, listen, heard } = await standing({ realtimeSTT: stt });
    await listen();
    for (let index = 0; index < 10; index += 1) source.push(sound(1600));
    await settle();
    assert.ok(Math.abs(heard().samples - 24_000) < 200, `${heard().samples} samples`);
  });

  it("takes any plain async iterable, and leaves its loop", async () => {
    const { session, settle, heard } = await standing();
    let left = false;
    async function* frames() {
      try {
        yield sound(10);
        yield "nonsense" as unknown as Float32Array;
        yield sound(20);
        await new Promise(() => undefined);
      } finally {
        left = true;
      }
    }
    void session.startListening(frames());
    await settle();
    assert.deepEqual(
      heard().frames.map(({ length }) => length),
      [10, 20],
    );
    session.destroy();
    await settle();
    assert.equal(heard().state, "closed");
    assert.equal(left, false, "a generator that waits for ever cannot be left");
  });

  it("keeps what is said while the recogniser connects, and no more than ten seconds of it", async () => {
    const { session, stt, source, settle, heard } = await standing();
    stt.plan("hold");
    const listening = session.startListening(source);
    await settle();
    assert.equal(session.listening, true);
    source.push(sound(8000, 0.1));
    for (let index = 0; index < 10; index += 1) source.push(sound(16_000));
    await settle();
    heard().answer();
    await listening;
    assert.deepEqual([heard().frames.length, heard().frames[0]?.[0]], [10, 0.5]);
  });

  it("shows a microphone as it reports itself, and hands on what is asked of it", async () => {
    const { session, settle, fresh, listen } = await standing();
    const mic = new FakeMicSource();
    mic.device = "hangs";
    fresh();
    const listening = session.startListening(mic, { deviceId: "usb", muted: true });
    await settle();
    assert.deepEqual(fresh(), ["mic-change: asking"]);
    mic.grant();
    await settle();
    await listening;
    assert.deepEqual(fresh(), ["mic-change: muted"]);
    session.setMicMuted(false);
    assert.deepEqual(fresh(), ["mic-change: live", "listening-change: true"]);
    await session.setDevice("microphone", "other");
    mic.report("interrupted");
    assert.deepEqual(fresh(), ["mic-change: interrupted", "listening-change: false"]);
    mic.report("live");
    // The same source once more: only the options count.
    await listen(mic, { muted: true });
    assert.deepEqual(mic.calls, ["start", "unmute", "device:other", "mute"]);
    await session.stopListening();
    assert.deepEqual([mic.isOpen, mic.listeners, mic.released], [false, 0, 1]);
  });

  it("sends silence while a plain source is muted", async () => {
    const { session, source, settle, fresh, listen, heard } = await standing();
    await listen(source, { muted: true });
    source.push(sound(4));
    await settle();
    session.setMicMuted(false);
    source.push(sound(4));
    await settle();
    assert.deepEqual(
      heard().frames.map(([first]) => first),
      [0, 0.5],
    );
    assert.deepEqual(fresh(), ["mic-change: live", "listening-change: true"]);
  });

  it("ends with the source, which still has its last words", async () => {
    const { source, settle, fresh, listen, heard, session } = await standing();
    await listen();
    heard().partial("Good");
    source.end();
    await settle();
    assert.deepEqual([heard().finalized, session.listening, heard().state], [1, false, "open"]);
    heard().final("Good morning");
    await settle(10);
    assert.equal(heard().state, "closed");
    assert.ok(fresh().includes("message: user Good morning"));
  });

  it("ends with a source that breaks", async () => {
    const { source, settle, fresh, listen, heard, session } = await standing();
    await listen();
    source.fail(new Error("cable"));
    await settle(5000);
    assert.deepEqual(fresh(), ["error: mic-interrupted", "mic-change: off", "listening-change: false"]);
    assert.deepEqual([heard().state, session.state], ["closed", "ready"]);
  });
});

describe("what cannot be heard", () => {
  it("is refused with a sentence", async () => {
    const { session, source } = await standing();
    assert.equal(await outcome(session.startListening()), "config-invalid");
    assert.equal(
      await outcome(session.startListening({ muted: true } as unknown as FakeAudioSource)),
      "config-invalid",
    );
    const { session: deaf } = await standing({ realtimeSTT: undefined });
    for (const call of [() => deaf.startListening(source), () => deaf.startListening(), () => deaf.startPushToTalk()]) {
      const error: unknown = await call().catch((reason: unknown) => reason);
      assert.ok(LiveAvatarError.is(error) && error.code === "config-invalid" && error.message.endsWith("."));
    }
    const { session: own } = await standing({ realtimeSTT: new FakeRealtimeSTT({ capture: "own" }) });
    assert.equal(await outcome(own.startListening(source)), "config-invalid");
    session.destroy();
    assert.equal(await outcome(session.startListening(source)), "wrong-state");
    assert.equal(await outcome(session.stopListening()), "resolved");
    assert.equal(await outcome(session.stopListening({ drain: true })), "resolved");
  });

  it("is refused in the configuration", () => {
    const clock = new FakeClock();
    const make = (config: object) => () =>
      new AvatarSession({ renderer: new FakeFace({ clock }), llm: new FakeLLM({ clock }), clock, ...config });
    for (const config of [
      { realtimeSTT: {} },
      { stt: { connect: () => undefined } },
      { vad: { id: "x" } },
      { voice: { bargeInMinLength: -1 } },
      { voice: { bargeInMinLength: Number.NaN } },
    ]) {
      assert.throws(make(config), (error) => LiveAvatarError.is(error) && error.code === "config-invalid");
    }
  });

  it("leaves the conversation alone: a recogniser that does not connect", async () => {
    for (const failure of [new LiveAvatarError("stt-refused", "The key is wrong."), new Error("bang")]) {
      const { session, stt, source, settle, fresh } = await standing();
      fresh();
      stt.plan(failure);
      const listening = outcome(session.startListening(source));
      await settle();
      assert.equal(await listening, "resolved");
      const code = failure instanceof LiveAvatarError ? failure.code : "stt-failed";
      const off = ["mic-change: off", "listening-change: false"];
      assert.deepEqual(fresh(), ["mic-change: live", "listening-change: true", ...off, `error: ${code}`]);
      assert.deepEqual([session.state, source.released, stt.open], ["ready", 1, 0]);
      assert.equal(session.signals.error.get()?.fatal, false);
    }
  });

  it("leaves the conversation alone: one that never answers, throws at once, or gives no connection", async () => {
    const { session, stt, source, settle, fresh, clock } = await standing();
    stt.plan("deaf");
    void session.startListening(source);
    await settle(29_999);
    fresh();
    await settle(1);
    assert.deepEqual(fresh(), ["mic-change: off", "listening-change: false", "error: stt-timeout"]);
    stt.connection.answer();
    await settle();
    assert.equal(stt.connection.state, "closed", "what comes late is closed");
    for (const connect of [
      () => {
        throw new Error("at once");
      },
      () => undefined,
      () => Promise.resolve({}),
    ]) {
      const {
        session: other,
        fresh: told,
        settle: wait,
        source: its,
      } = await standing({
        realtimeSTT: { id: "broken", connect: connect as unknown as FakeRealtimeSTT["connect"] },
      });
      const listening = other.startListening(its);
      await wait();
      await listening;
      assert.ok(told().includes("error: stt-failed"));
      other.destroy();
    }
    session.destroy();
    assert.equal(clock.pending, 0);
  });

  it("leaves the conversation alone: a microphone that is denied is told once, and heard when it is allowed", async () => {
    const { session, settle, fresh, stt, clock } = await standing();
    const mic = new FakeMicSource();
    mic.device = new LiveAvatarError("mic-denied", "The visitor said no.");
    fresh();
    const listening = session.startListening(mic);
    await settle();
    await listening;
    assert.deepEqual(fresh(), ["mic-change: asking", "mic-change: blocked", "error: mic-denied"]);
    assert.deepEqual([stt.connections.length, mic.readers, session.signals.mic.get()], [0, 0, "blocked"]);
    mic.report("live");
    await settle();
    assert.deepEqual(fresh(), ["mic-change: live", "listening-change: true"]);
    assert.deepEqual([stt.open, mic.readers], [1, 1]);
    await session.stopListening();
    assert.deepEqual([stt.open, mic.listeners, clock.pending], [0, 0, 0]);
  });

  it("is asked for once more with the same microphone", async () => {
    const { session, settle, stt } = await standing();
    const mic = new FakeMicSource();
    mic.device = new LiveAvatarError("mic-denied", "The visitor said no.");
    for (const device of [mic.device, "granted"] as const) {
      mic.device = device;
      const listening = session.startListening(mic);
      await settle();
      await listening;
    }
    assert.deepEqual([session.signals.mic.get(), stt.open, mic.listeners], ["live", 1, 1]);
    mic.report("interrupted", new LiveAvatarError("mic-interrupted", "The cable was pulled."));
    const again = session.startListening(mic);
    await settle();
    await again;
    assert.deepEqual([session.signals.mic.get(), stt.open, mic.listeners], ["live", 1, 1]);
    await session.stopListening();
  });

  it("gives the recogniser back when the permission is withdrawn, after the last words", async () => {
    const { session, settle, fresh, stt, clock, listen, heard, asked } = await standing();
    const mic = new FakeMicSource();
    await listen(mic);
    heard().partial("What time");
    mic.report("blocked", new LiveAvatarError("mic-denied", "The visitor took it back."));
    assert.deepEqual([heard().finalized, stt.open], [1, 1]);
    heard().final("What time is it");
    await settle(5000);
    assert.deepEqual([asked(), stt.open, mic.listeners], [["What time is it"], 0, 1]);
    fresh();
    mic.report("live");
    await settle();
    assert.deepEqual(fresh(), ["mic-change: live", "listening-change: true"]);
    mic.push(sound(2));
    await settle();
    assert.deepEqual([stt.connections.length, stt.open, heard().frames.length], [2, 1, 1]);
    // Back before its words came: it is the same connection.
    mic.report("blocked");
    mic.report("live");
    await settle(6000);
    assert.deepEqual([stt.connections.length, stt.open], [2, 1]);
    // A drain while nobody can be heard waits for nothing.
    mic.report("blocked");
    await settle(5000);
    await session.stopListening({ drain: true });
    assert.deepEqual([stt.open, mic.listeners, mic.isOpen, clock.pending], [0, 0, false, 0]);
  });

  it("takes its time with a microphone that is refused while the recogniser connects", async () => {
    const { session, settle, stt, clock } = await standing();
    const mic = new FakeMicSource();
    stt.plan("hold");
    const listening = session.startListening(mic);
    await settle();
    mic.report("blocked");
    stt.connection.answer();
    await listening;
    await settle(5000);
    assert.equal(stt.open, 0);
    mic.report("live");
    await settle();
    stt.connection.drop(new LiveAvatarError("stt-failed", "It was not for long."));
    assert.deepEqual([stt.open, mic.isOpen, session.listening, clock.pending], [0, false, false, 0]);
  });

  it("goes on after a problem, and ends when the recogniser gives up", async () => {
    const { listen, heard, fresh, session, source } = await standing();
    await listen();
    heard().problem();
    assert.deepEqual([fresh(), session.listening], [["error: stt-failed"], true]);
    heard().speechStart();
    heard().partial("and in the mid");
    fresh();
    heard().drop(new LiveAvatarError("stt-interrupted", "The line was cut."));
    assert.deepEqual(fresh(), [
      "user-speech-end",
      "mic-change: off",
      "listening-change: false",
      "error: stt-interrupted",
    ]);
    assert.deepEqual([source.released, session.state, session.signals.partialTranscript.get()], [1, "ready", ""]);
  });

  it("is told that push-to-talk is over before it is muted, where it captures itself", async () => {
    const { session, heard, settle } = await standing({ realtimeSTT: new FakeRealtimeSTT({ capture: "own" }) });
    const talking = session.startPushToTalk();
    await settle();
    await talking;
    const calls: string[] = [];
    heard().finalize = () => void calls.push("finalize");
    heard().setMuted = (muted) => void calls.push(muted ? "mute" : "unmute");
    await session.stopPushToTalk();
    assert.deepEqual(calls, ["finalize", "mute"]);
    session.destroy();
  });

  it("is told by its own microphone where it has one", async () => {
    const stt = new FakeRealtimeSTT({ capture: "own" });
    const { session, settle, fresh, heard } = await standing({ realtimeSTT: stt });
    stt.plan("hold");
    fresh();
    const listening = session.startListening(undefined, { muted: true });
    await settle();
    heard().mic("asking");
    heard().mic("muted");
    heard().answer();
    await listening;
    session.setMicMuted(false);
    assert.deepEqual(fresh(), [
      "mic-change: asking",
      "mic-change: muted",
      "mic-change: live",
      "listening-change: true",
    ]);
    assert.equal(heard().isMuted, false);
    const ended = session.stopListening({ drain: true });
    assert.deepEqual([heard().finalized, heard().isMuted], [1, true]);
    heard().final("Bye");
    await ended;
    assert.deepEqual([heard().state, heard().frames.length], ["closed", 0]);
  });
});

describe("everything is given back", () => {
  type Act = (session: AvatarSession, face: FakeFace) => unknown;
  const ENDS: readonly [string, Act][] = [
    ["stopListening", (session) => session.stopListening()],
    ["destroy", (session) => session.destroy()],
    ["stop", (session) => session.stop()],
    ["leave", (session) => session.leave()],
  ];
  for (const [what, end] of ENDS) {
    it(`${what}: at the visitor's question, while it connects, and in mid-speech`, async () => {
      for (const phase of ["asking", "connecting", "hearing", "draining"] as const) {
        const { session, stt, settle, face, clock, log } = await standing();
        const mic = new FakeMicSource();
        if (phase === "asking") mic.device = "hangs";
        if (phase === "connecting") stt.plan("hold");
        const listening = outcome(session.startListening(mic));
        await settle();
        if (phase === "hearing" || phase === "draining") stt.connection.partial("hello");
        if (phase === "draining") void session.stopListening({ drain: true });
        await end(session, face);
        const count = log.events.length;
        mic.grant();
        for (const connection of stt.connections) {
          connection.answer();
          connection.final("too late");
        }
        await settle(60_000);
        const label = `${what} while ${phase}`;
        if (phase === "asking" || phase === "connecting") assert.match(await listening, /AbortError/, label);
        assert.deepEqual([mic.isOpen, mic.listeners, stt.open, session.listening], [false, 0, 0, false], label);
        assert.equal(log.events.length, count, `${label}: ${log.names.slice(count).join()}`);
        session.destroy();
        assert.equal(clock.pending, 0, label);
      }
    });
  }

  it("also where a recogniser talks on after its end", async () => {
    const stt = new FakeRealtimeSTT({ tellsAfterClose: true });
    const { listen, heard, session, log } = await standing({ realtimeSTT: stt });
    await listen();
    await session.stopListening();
    const count = log.events.length;
    heard().speechStart();
    heard().partial("a");
    heard().final("a b");
    heard().problem();
    heard().drop(new LiveAvatarError("stt-failed", "Too late."));
    assert.equal(log.events.length, count);
  });

  it("when the renderer fails", async () => {
    const clock = new FakeClock();
    const renderer = new FakeRenderer({ clock });
    const { session, stt, heard } = await standing({ renderer, llm: undefined, tts: undefined, clock });
    const mic = new FakeMicSource();
    const listening = session.startListening(mic);
    await clock.advance(0);
    await listening;
    heard().partial("Hello");
    renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "The room is gone.") });
    assert.deepEqual([session.state, mic.isOpen, stt.open, session.listening], ["error", false, 0, false]);
    assert.equal(session.signals.partialTranscript.get(), "");
    session.destroy();
  });

  it("but not with another renderer: the session hears", async () => {
    const { listen, heard, session, settle, clock, fresh, asked } = await standing();
    await listen();
    heard().partial("Hello");
    const swapped = session.setRenderer(new FakeFace({ clock, id: "other" }));
    await settle();
    await swapped;
    assert.deepEqual([session.listening, session.signals.partialTranscript.get()], [true, "Hello"]);
    assert.ok(!fresh().some((event) => event.startsWith("mic-change")));
    heard().final("Hello");
    await settle(10);
    assert.deepEqual(asked(), ["Hello"]);
  });

  it("of a source that another one takes the place of", async () => {
    const { listen, session, source, stt, settle } = await standing();
    await listen();
    const other = new FakeAudioSource();
    await listen(other);
    assert.deepEqual([source.released, stt.open, stt.connections.length, other.readers], [1, 1, 2, 1]);
    const third = new FakeMicSource();
    third.device = "hangs";
    const pending = outcome(session.startListening(third));
    await settle();
    await listen(other);
    assert.match(await pending, /AbortError/);
    assert.deepEqual([third.isOpen, stt.open], [false, 1]);
  });

  it("whatever the page's code throws", async () => {
    const { session, settle, log, clock, stt } = await standing();
    const bang = (): never => {
      throw new Error("bang");
    };
    const nasty = {
      sampleRate: Number.NaN,
      subscribe: () => bang,
      start: () => Promise.resolve(),
      stop: bang,
      setMuted: bang,
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined), return: bang }),
    };
    const listening = session.startListening(nasty as never);
    await settle();
    await listening;
    Object.assign(stt.connection, { send: bang, finalize: bang, close: bang, setMuted: bang });
    session.setMicMuted(true);
    const ended = session.stopListening({ drain: true });
    await settle(5000);
    await ended;
    assert.equal(session.listening, false);
    session.destroy();
    assert.equal(clock.pending, 0);
    assert.equal(log.names.includes("error"), false);
  });

  it("also when a listener ends it in the middle of an event", async () => {
    for (const name of ["transcript", "user-speech-start", "mic-change", "message", "listening-change"] as const) {
      for (const end of [
        (session: AvatarSession) => void session.stopListening(),
        (session: AvatarSession) => session.destroy(),
        (session: AvatarSession) => void session.stopListening({ drain: true }),
      ]) {
        const { session, stt, settle, clock } = await standing();
        session.on(name, () => end(session));
        const mic = new FakeMicSource();
        void session.startListening(mic).catch(() => undefined);
        await settle();
        stt.connections.at(-1)?.partial("Hello");
        stt.connections.at(-1)?.final("Hello and");
        await settle(12_000);
        assert.deepEqual([mic.isOpen, mic.listeners, stt.open], [false, 0, 0], name);
        session.destroy();
        await settle(60_000);
        assert.equal(clock.pending, 0, name);
      }
    }
  });
});
