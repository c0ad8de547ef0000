/** What becomes of the words that a session hears by itself. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { LiveAvatarError } from "../../../src/core/errors.js";
import { FakeAudioSource, FakeClock, FakeMicSource, FakeRenderer } from "../../../src/testing/index.js";
import { loadListening, sound, standing } from "./support.js";

before(loadListening);

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
      ["transcript: ….", "transcript:  ?! ."],
    );
    assert.equal(session.state, "ready");
    heard().final("7");
    assert.equal(session.state, "thinking");
  });

  it("of a renderer that converses are handed to it, and its echo of them is none of the visitor's", async () => {
    const clock = new FakeClock();
    const renderer = new FakeRenderer({ clock, interaction: "conversational" });
    const { session, heard, kept } = await standing({
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
    const { listen, speak, heard, fresh, session } = await standing();
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

  it("ends when the recogniser says that nothing was said, which is no transcript", async () => {
    const { listen, heard, session, fresh, clock } = await standing();
    await listen();
    heard().speechStart();
    heard().speechEnd();
    fresh();
    const ended = session.stopListening({ drain: true });
    heard().final("");
    await ended;
    assert.deepEqual(fresh(), ["mic-change: off", "listening-change: false"]);
    assert.deepEqual([heard().state, clock.pending], ["closed", 0]);
  });

  it("ends in the call where the recogniser says so at once", async () => {
    const { listen, heard, session, fresh, clock } = await standing();
    await listen();
    heard().finalize = () => {
      heard().final("");
    };
    await session.stopListening({ drain: true });
    assert.deepEqual(fresh(), ["mic-change: off", "listening-change: false"]);
    assert.deepEqual([heard().state, clock.pending], ["closed", 0]);
  });

  it("goes on where words without words were of an utterance before the last one", async () => {
    const { listen, heard, session, clock, kept } = await standing();
    await listen();
    heard().speechStart();
    heard().partial("Hm");
    await clock.advance(1000);
    heard().speechEnd();
    heard().speechStart();
    const ended = session.stopListening({ drain: true });
    heard().final("");
    assert.equal(heard().state, "open");
    await clock.advance(500);
    heard().final("Second");
    await ended;
    assert.deepEqual(kept(), ["user: Second"]);
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

describe("push-to-talk of a session that hears by itself", () => {
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

  it("is not heard after a release that came while it was being opened", async () => {
    const { listen, session, settle, stt } = await standing();
    const mic = new FakeMicSource();
    await listen(mic);
    await session.stopListening();
    mic.device = "hangs";
    const pressed = session.startPushToTalk().catch((error: unknown) => (error as Error).name);
    await settle();
    await session.stopPushToTalk();
    mic.grant();
    await settle();
    assert.deepEqual([await pressed, mic.calls.includes("talk"), stt.open], ["AbortError", false, 1]);
  });

  it("says so where it cannot be had", async () => {
    const { listen, session, settle, stt } = await standing();
    await listen();
    await session.stopListening();
    stt.plan(new LiveAvatarError("stt-refused", "Nobody is heard here."));
    const pressed = session.startPushToTalk().catch((error: unknown) => (error as LiveAvatarError).code);
    await settle();
    assert.equal(await pressed, "stt-refused");
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
