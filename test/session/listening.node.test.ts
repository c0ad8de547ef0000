/** A session that hears by itself: what is heard, when it is asked, and that everything is given back. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { before, describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import { AvatarSession, type AvatarSessionConfig } from "../../src/session/index.js";
import {
  FakeAudioSource,
  FakeClock,
  FakeFace,
  FakeLLM,
  FakeMicSource,
  FakeRealtimeSTT,
  FakeRenderer,
  recordEvents,
} from "../../src/testing/index.js";
import { outcome } from "./support.js";

type Config = Partial<AvatarSessionConfig>;

/** A session that stands, with ears that have not begun to hear. */
async function standing(config: Config = {}) {
  const clock = (config.clock as FakeClock | undefined) ?? new FakeClock(1_000_000);
  const face = new FakeFace({ clock, kind: "sound", speechMs: 2000 });
  const llm = new FakeLLM({ clock });
  const stt = (config.realtimeSTT as FakeRealtimeSTT | undefined) ?? new FakeRealtimeSTT();
  const tts = { id: "voice", synthesize: (text: string) => Promise.resolve(new Blob([text])) };
  const session = new AvatarSession({ renderer: face, llm, tts, clock, realtimeSTT: stt, ...config });
  const log = recordEvents(session);
  const started = session.start();
  await clock.advance(0);
  await setImmediate();
  await clock.advance(0);
  await started;
  const source = new FakeAudioSource();
  /** Everything that happened since the last call. */
  let read = log.events.length;
  const fresh = (): string[] => {
    const events = log.events.slice(read);
    read = log.events.length;
    return events.map(({ name, args }) => `${name}${shown(args)}`);
  };
  const settle = async (ms = 0): Promise<void> => {
    await clock.advance(ms);
    await setImmediate();
    await clock.advance(0);
  };
  const listen = async (given: FakeAudioSource = source, options?: { muted?: boolean }): Promise<void> => {
    const listening = session.startListening(given, options);
    await settle();
    await listening;
    fresh();
  };
  /** The avatar answers, and is heard saying it. */
  const speak = async (answer: string): Promise<void> => {
    llm.plan([answer]);
    void session.sendMessage("Say something").catch(() => undefined);
    await settle(10);
    assert.equal(session.state, "speaking");
    fresh();
  };
  const asked = (): unknown[] => llm.requests.map(({ messages }) => messages.at(-1)?.content);
  const kept = (): string[] => session.messages.map(({ role, content }) => `${role}: ${String(content)}`);
  const heard = () => stt.connection;
  return { clock, face, llm, stt, session, log, source, fresh, settle, listen, speak, asked, kept, heard };
}

function shown(args: readonly unknown[]): string {
  const [first, options] = args;
  if (typeof first === "string" && typeof options === "object") {
    return `: ${first}${(options as { isFinal?: boolean }).isFinal ? "." : "…"}`;
  }
  if (LiveAvatarError.is(first)) return `: ${first.code}`;
  if (typeof first === "object" && first && "role" in first) {
    const { role, content } = first as { role: string; content: unknown };
    return `: ${role} ${String(content)}`;
  }
  return first === undefined || args.length > 1 ? (args.length > 1 ? `: ${String(first)}` : "") : `: ${String(first)}`;
}

const sound = (samples: number, value = 0.5): Float32Array => new Float32Array(samples).fill(value);

before(async () => {
  // The chunk is loaded once; from then on nothing waits for it.
  const { session, settle, source } = await standing();
  const listening = session.startListening(source);
  for (let tasks = 0; tasks < 200 && !session.listening; tasks += 1) await settle();
  await listening;
  session.destroy();
});

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

  it("leaves the conversation alone: a microphone that is denied is told once", async () => {
    const { session, settle, fresh, stt } = await standing();
    const mic = new FakeMicSource();
    mic.device = new LiveAvatarError("mic-denied", "The visitor said no.");
    fresh();
    const listening = session.startListening(mic);
    await settle();
    await listening;
    assert.deepEqual(fresh(), ["mic-change: asking", "mic-change: blocked", "error: mic-denied"]);
    assert.deepEqual([stt.connections.length, mic.listeners, session.signals.mic.get()], [0, 0, "blocked"]);
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

describe("words", () => {
  it("are told as they grow, and asked when they are final", async () => {
    const { listen, heard, fresh, session, settle, asked } = await standing();
    await listen();
    heard().speechStart();
    heard().partial("What time");
    assert.equal(session.signals.partialTranscript.get(), "What time");
    heard().partial("What time is it");
    heard().speechEnd();
    heard().final("What time is it?", { confidence: 0.9 });
    assert.equal(session.signals.partialTranscript.get(), "");
    assert.deepEqual(fresh(), [
      "user-speech-start",
      "transcript: What time…",
      "transcript: What time is it…",
      "user-speech-end",
      "transcript: What time is it?.",
      "message: user What time is it?",
      "state-change: thinking",
    ]);
    await settle(10);
    assert.deepEqual(asked(), ["What time is it?"]);
  });

  it("have a beginning and an end where the recogniser tells none", async () => {
    const { listen, heard, fresh } = await standing();
    await listen();
    heard().partial("Good");
    heard().final("Good morning");
    assert.deepEqual(fresh().slice(0, 4), [
      "user-speech-start",
      "transcript: Good…",
      "user-speech-end",
      "transcript: Good morning.",
    ]);
    const other = await standing();
    await other.listen();
    other.heard().final("Good morning");
    assert.deepEqual(other.fresh().slice(0, 3), ["user-speech-start", "user-speech-end", "transcript: Good morning."]);
  });

  it("are noise without a letter or a digit", async () => {
    const { listen, heard, fresh, session } = await standing();
    await listen();
    heard().final("…");
    heard().final("");
    heard().final(" ?! ");
    assert.deepEqual(
      fresh().filter((event) => !event.startsWith("user-")),
      ["transcript: ….", "transcript: .", "transcript:  ?! ."],
    );
    assert.equal(session.state, "ready");
    heard().final("7");
    assert.equal(session.state, "thinking");
  });

  it("of a renderer that converses are handed to it, and its echo of them is none of the visitor's", async () => {
    const clock = new FakeClock();
    const renderer = new FakeRenderer({ clock, ears: "conversational" });
    const { session, settle, heard, listen, kept } = await standing({
      renderer,
      llm: undefined,
      tts: undefined,
      clock,
    });
    const started = session.startListening();
    await clock.advance(0);
    await started;
    assert.equal(session.listening, true);
    await clock.advance(0);
    const source = new FakeAudioSource();
    const own = session.startListening(source);
    await clock.advance(0);
    await own;
    assert.equal(renderer.microphone?.audible, false, "one of them at a time");
    renderer.report({ type: "mic", mic: "blocked" }, { type: "user-speech-start" });
    assert.deepEqual([session.listening, session.signals.userSpeaking.get()], [true, false]);
    heard().final("Hello there");
    await clock.advance(0);
    assert.deepEqual(renderer.calls.slice(-1), ["respond:Hello there"]);
    renderer.report({ type: "user-transcript", text: "Hello there", isFinal: true });
    await session.stopListening();
    renderer.report({ type: "user-transcript", text: "Hello there", isFinal: true });
    renderer.report({ type: "reply-text", text: "Hi!" }, { type: "speech-start" }, { type: "speech-end" });
    assert.deepEqual(kept(), ["user: Hello there", "assistant: Hi!"]);
    void [settle, listen];
  });
});

describe("barge-in", () => {
  it("is for final words only, while it speaks", async () => {
    const { listen, speak, heard, fresh, session, face, settle, kept, asked, llm } = await standing();
    await listen();
    await speak("The weather is nice today. We could go out.");
    heard().partial("Wait a moment please");
    assert.deepEqual([session.state, face.interrupts], ["speaking", 0]);
    fresh();
    llm.plan(["Yes?"]);
    heard().final("Wait a moment please");
    assert.deepEqual(fresh(), [
      "user-speech-end",
      "transcript: Wait a moment please.",
      "speech-end: turn-1",
      "message: user Wait a moment please",
      "state-change: thinking",
    ]);
    assert.equal(face.interrupts, 1);
    await settle(10_000);
    assert.deepEqual(asked().slice(1), ["Say something\n\nWait a moment please"]);
    assert.deepEqual(kept(), ["user: Say something", "user: Wait a moment please", "assistant: Yes?"]);
  });

  it("is for the time in which it thinks, too", async () => {
    const { listen, heard, session, settle, kept } = await standing();
    await listen();
    void session.sendMessage("First").catch(() => undefined);
    await settle();
    assert.equal(session.state, "thinking");
    const turn = session.signals.turnId.get();
    heard().final("Second");
    assert.notEqual(session.signals.turnId.get(), turn);
    assert.deepEqual(kept(), ["user: First", "user: Second"]);
  });

  it("wants some length while it speaks, and none when it is ready", async () => {
    const { listen, speak, heard, fresh, session } = await standing();
    await listen();
    await speak("The weather is nice today. We could go out.");
    heard().final("a ");
    assert.deepEqual(fresh(), ["user-speech-start", "user-speech-end", "transcript: a ."]);
    assert.equal(session.state, "speaking");
    session.interrupt();
    heard().final("7");
    assert.equal(session.state, "thinking");
    const long = await standing({ voice: { bargeInMinLength: 10 } });
    await long.listen();
    await long.speak("The weather is nice today. We could go out.");
    long.heard().final("Hold on.");
    assert.equal(long.session.state, "speaking");
    long.heard().final("Hold on, please.");
    assert.equal(long.session.state, "thinking");
  });

  it("can be switched off: then words are only told while it answers", async () => {
    const { listen, speak, heard, fresh, session, kept } = await standing({ voice: { bargeIn: false } });
    await listen();
    await speak("The weather is nice today. We could go out.");
    heard().final("Wait a moment please");
    assert.deepEqual(fresh(), ["user-speech-start", "user-speech-end", "transcript: Wait a moment please."]);
    assert.deepEqual([session.state, kept()], ["speaking", ["user: Say something"]]);
    session.interrupt();
    heard().final("And now?");
    assert.equal(session.state, "thinking");
  });

  it("is not the avatar's own voice", async () => {
    const { listen, speak, heard, fresh, session, settle, kept } = await standing();
    await listen();
    await speak("Would you like to come on Monday or on Tuesday?");
    heard().speechStart();
    heard().partial("would you like");
    heard().partial("would you like to come on Monday");
    heard().speechEnd();
    heard().final("would you like to come on Monday or on Tuesday");
    assert.deepEqual(fresh(), []);
    heard().final("would you like to come on stop talking");
    assert.ok(fresh().includes("transcript: stop talking."));
    assert.equal(session.state, "thinking");
    session.interrupt();
    const loud = await standing({ voice: { dropEcho: false } });
    await loud.listen();
    await loud.speak("Would you like to come on Monday or on Tuesday?");
    loud.heard().final("would you like to come");
    assert.equal(loud.session.state, "thinking");
    void [settle, kept];
  });

  it("answers with the avatar's own words once it is silent", async () => {
    const { listen, speak, heard, session, settle, kept } = await standing();
    await listen();
    await speak("Would you like to come on Monday or on Tuesday?");
    await settle(2501);
    assert.equal(session.state, "ready");
    heard().speechStart();
    await settle(400);
    heard().final("Tuesday");
    assert.equal(session.state, "thinking");
    assert.equal(kept().at(-1), "user: Tuesday");
  });

  it("knows what a renderer that converses says by its reply", async () => {
    const clock = new FakeClock();
    const renderer = new FakeRenderer({ clock });
    const { session, heard, fresh } = await standing({ renderer, llm: undefined, tts: undefined, clock });
    const listening = session.startListening(new FakeAudioSource());
    await clock.advance(0);
    await listening;
    renderer.report({ type: "reply-chunk", text: "The weather is " }, { type: "speech-start" });
    renderer.report({ type: "reply-chunk", text: "nice today." });
    fresh();
    heard().final("the weather is nice today");
    assert.deepEqual(fresh(), []);
    heard().final("Tell me a joke");
    assert.equal(renderer.calls.at(-1), "respond:Tell me a joke");
  });
});

describe("the end of a turn", () => {
  it("is waited for after an unfinished sentence, longer with each piece", async () => {
    const { listen, heard, session, settle, kept, fresh } = await standing();
    await listen();
    heard().final("I would like a coffee and");
    assert.deepEqual([session.state, fresh().at(-1)], ["ready", "transcript: I would like a coffee and."]);
    await settle(1199);
    heard().final("a cake and");
    await settle(1799);
    assert.equal(session.state, "ready");
    await settle(1);
    assert.equal(session.state, "thinking");
    assert.deepEqual(kept(), ["user: I would like a coffee and a cake and"]);
  });

  it("comes with the rest, in one message", async () => {
    const { listen, heard, session, settle, kept } = await standing();
    await listen();
    heard().final("I would like a coffee and");
    await settle(1000);
    heard().speechStart();
    await settle(5000);
    assert.equal(session.state, "ready", "speech that goes on holds it");
    heard().speechEnd();
    heard().final("a cake.");
    assert.equal(session.state, "thinking");
    assert.deepEqual(kept(), ["user: I would like a coffee and a cake."]);
    await settle(20_000);
    assert.equal(kept().filter((message) => message.startsWith("user")).length, 1);
  });

  it("comes after ten seconds at last, and 1.2 s after speech without words", async () => {
    const { listen, heard, session, settle } = await standing();
    await listen();
    heard().final("And then");
    heard().partial("some");
    await settle(9999);
    assert.equal(session.state, "ready");
    await settle(1);
    assert.equal(session.state, "thinking");
    session.interrupt();
    heard().final("And then");
    heard().speechStart();
    await settle(5000);
    heard().speechEnd();
    await settle(1199);
    assert.equal(session.state, "ready");
    await settle(1);
    assert.equal(session.state, "thinking");
  });

  it("is waited for in silence: what was being said ends at once", async () => {
    const { listen, speak, heard, session, face, settle } = await standing();
    await listen();
    await speak("The weather is nice today. We could go out.");
    heard().final("Wait, I want to");
    assert.deepEqual([session.state, face.interrupts], ["ready", 1]);
    await settle(1200);
    assert.equal(session.state, "thinking");
  });

  it("is not waited for where that is switched off", async () => {
    const { listen, heard, session } = await standing({ voice: { waitForEndOfTurn: false } });
    await listen();
    heard().final("I would like a coffee and");
    assert.equal(session.state, "thinking");
  });

  it("comes at once when listening ends, and never after the session", async () => {
    const { listen, heard, session, kept } = await standing();
    await listen();
    heard().final("I would like a coffee and");
    await session.stopListening();
    assert.deepEqual([session.state, kept()], ["thinking", ["user: I would like a coffee and"]]);
    const other = await standing();
    await other.listen();
    other.heard().final("I would like a coffee and");
    other.session.destroy();
    assert.deepEqual(other.kept(), []);
    assert.equal(other.clock.pending, 0);
  });
});

describe("stopListening({ drain: true })", () => {
  it("closes the microphone at once and waits for the final words", async () => {
    const { listen, heard, session, settle, fresh, kept } = await standing();
    const mic = new FakeMicSource();
    await listen(mic);
    heard().partial("Good mor");
    fresh();
    let isOver = false;
    const ended = session.stopListening({ drain: true }).then(() => (isOver = true));
    assert.deepEqual([mic.isOpen, heard().finalized, heard().state], [false, 1, "open"]);
    assert.deepEqual(fresh(), ["mic-change: off", "listening-change: false", "user-speech-end"]);
    await settle(4999);
    assert.equal(isOver, false);
    heard().final("Good morning");
    await ended;
    assert.equal(heard().state, "closed");
    assert.equal(kept().at(0), "user: Good morning");
  });

  it("takes the last partial words after five seconds", async () => {
    const { listen, heard, session, settle, fresh, kept } = await standing();
    await listen();
    heard().partial("Good");
    heard().partial("Good morning");
    const ended = session.stopListening({ drain: true });
    fresh();
    await settle(5000);
    await ended;
    assert.ok(fresh().includes("transcript: Good morning."));
    assert.equal(kept().at(0), "user: Good morning");
    assert.equal(heard().state, "closed");
  });

  it("asks nothing when nothing was said", async () => {
    const { listen, session, settle, fresh } = await standing();
    await listen();
    const ended = session.stopListening({ drain: true });
    await settle(5000);
    await ended;
    assert.deepEqual(fresh(), ["mic-change: off", "listening-change: false"]);
  });

  it("is ended by a second stop, and shared by a second drain", async () => {
    const { listen, heard, session, kept } = await standing();
    await listen();
    heard().partial("Good morning");
    const ended = [session.stopListening({ drain: true }), session.stopListening({ drain: true })];
    await session.stopListening();
    await Promise.all(ended);
    assert.deepEqual([heard().state, kept()], ["closed", []]);
  });

  it("waits for the recogniser to come, and gives it everything first", async () => {
    const { session, stt, source, settle, heard, kept } = await standing();
    stt.plan("hold");
    void session.startListening(source);
    await settle();
    source.push(sound(100));
    await settle();
    const ended = session.stopListening({ drain: true });
    await settle(1000);
    heard().answer();
    await settle();
    assert.deepEqual([heard().samples, heard().finalized], [100, 1]);
    heard().final("Good morning");
    await ended;
    assert.equal(kept().at(0), "user: Good morning");
  });

  it("counts what was said when another source comes, or the recogniser gives up", async () => {
    const { listen, heard, session, stt, kept, settle } = await standing();
    await listen();
    heard().partial("Good morning");
    const ended = session.stopListening({ drain: true });
    await listen(new FakeAudioSource());
    await ended;
    assert.deepEqual([kept().at(0), stt.open, session.listening], ["user: Good morning", 1, true]);
    heard().partial("Second");
    const second = session.stopListening({ drain: true });
    heard().drop();
    await second;
    await settle();
    assert.ok(kept().includes("user: Second"));
  });

  it("waits for words that belong to what was said last", async () => {
    const { listen, heard, session, clock } = await standing();
    await listen();
    heard().speechStart();
    await clock.advance(1000);
    heard().speechEnd();
    heard().speechStart();
    const ended = session.stopListening({ drain: true });
    heard().final("First");
    assert.equal(heard().state, "open");
    await clock.advance(500);
    heard().final("Second");
    await ended;
    assert.equal(heard().state, "closed");
  });
});

describe("late words", () => {
  it("stand before the question that followed them, and open nothing", async () => {
    const { listen, heard, session, settle, kept, log } = await standing();
    await listen();
    heard().final("What is two and two?");
    await settle(10);
    const { state } = session;
    const turn = session.signals.turnId.get();
    heard().final("One more thing", { isLate: true });
    heard().final("And another", { isLate: true });
    assert.deepEqual([session.state, session.signals.turnId.get()], [state, turn]);
    assert.deepEqual(kept().slice(0, 3), ["user: One more thing", "user: And another", "user: What is two and two?"]);
    assert.equal(log.events.filter(({ name }) => name === "message").length >= 3, true);
    await settle(20_000);
    heard().final("Late again", { isLate: true });
    assert.equal(kept()[2], "user: Late again");
    assert.equal(session.state, "ready");
    const times = session.messages.map(({ createdAt }) => createdAt);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
  });

  it("come before words that still wait for their rest", async () => {
    const { listen, heard, settle, kept } = await standing();
    await listen();
    heard().final("I want to");
    heard().final("Hello", { isLate: true });
    await settle(1200);
    assert.deepEqual(kept().slice(0, 2), ["user: Hello", "user: I want to"]);
  });
});

describe("push-to-talk with own ears", () => {
  it("is the microphone's", async () => {
    const { listen, heard, session, fresh, kept } = await standing();
    const mic = new FakeMicSource();
    await listen(mic, { muted: true });
    await session.startPushToTalk();
    heard().partial("I want to");
    await session.stopPushToTalk();
    assert.deepEqual([mic.calls.slice(1), heard().finalized], [["talk", "release"], 1]);
    heard().final("I want to");
    assert.deepEqual([session.state, kept()], ["thinking", ["user: I want to"]]);
    assert.ok(fresh().includes("listening-change: false"));
  });

  it("is silence for a plain source, and opens the one of last time", async () => {
    const { listen, heard, session, source, settle, stt } = await standing();
    await listen();
    await session.stopListening();
    const pressed = session.startPushToTalk();
    await settle();
    await pressed;
    assert.equal(stt.connections.length, 2);
    source.push(sound(1));
    await settle();
    await session.stopPushToTalk();
    source.push(sound(1));
    await settle();
    assert.deepEqual(
      heard().frames.map(([first]) => first),
      [0.5, 0],
    );
    assert.deepEqual([heard().finalized, session.signals.mic.get()], [1, "muted"]);
  });

  it("asks at once what waited", async () => {
    const { listen, heard, session } = await standing();
    await listen();
    await session.startPushToTalk();
    heard().final("I want to");
    assert.equal(session.state, "ready");
    await session.stopPushToTalk();
    assert.equal(session.state, "thinking");
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

  it("but not with another renderer: the ears are the session's", async () => {
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
