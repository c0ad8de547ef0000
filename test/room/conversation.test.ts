import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { RendererReport } from "../../src/core/ports/avatar-renderer.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { Conversation } from "../../src/room/conversation.js";
import { decodeCommand, encodeEvent } from "../../src/room/event-codec.js";
import type { AgentEvent, EventType } from "../../src/room/protocol.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

describe("conversation", () => {
  let clock: FakeClock;
  let sent: { event_type: string; event_id?: string; text?: string }[];
  let reports: RendererReport[];
  let silenced: boolean[];
  let stopped: (string | undefined)[];
  let publish: () => Promise<void>;
  let conversation: Conversation;

  const receive = (event_type: EventType, more: object = {}) =>
    conversation.handlePacket(encodeEvent({ event_id: crypto.randomUUID(), event_type, ...more } as AgentEvent));
  const fate = (promise: Promise<unknown>) => {
    const result = { value: "pending" };
    promise.then(
      () => (result.value = "done"),
      (error: unknown) => (result.value = LiveAvatarError.is(error) ? error.code : (error as Error).name),
    );
    return result;
  };
  const lastId = () => sent.at(-1)?.event_id;

  beforeEach(() => {
    clock = new FakeClock();
    [sent, reports, silenced, stopped] = [[], [], [], []];
    publish = () => Promise.resolve();
    conversation = new Conversation({
      sessionId: "s",
      clock,
      logger: silentLogger,
      quietMs: 1500,
      pushToTalkTimeoutMs: 5000,
      publish: (packet) => {
        const command = decodeCommand(packet);
        if ("value" in command) sent.push(command.value);
        return publish();
      },
      report: (report) => reports.push(report),
      setSilenced: (value) => silenced.push(value),
      handleStopped: (raw) => stopped.push(raw),
    });
  });

  it("turns every event into its report", () => {
    receive("user.speak_started");
    receive("user.transcription.chunk", { text: "Hel" });
    receive("user.speak_ended");
    receive("user.transcription", { text: "Hello" });
    receive("avatar.transcription.chunk", { text: " " });
    receive("avatar.speak_started");
    receive("avatar.transcription", { text: "Hi" });
    receive("avatar.speak_ended");
    receive("session.stopped", { stop_reason: "B" });
    receive("session.stopped", { end_reason: "A", stop_reason: "B" });
    expect(reports).to.deep.equal([
      { type: "user-speech-start" },
      { type: "user-transcript", text: "Hel", isFinal: false },
      { type: "user-speech-end" },
      { type: "user-transcript", text: "Hello", isFinal: true },
      { type: "reply-chunk", text: " " },
      { type: "speech-start" },
      { type: "reply-text", text: "Hi" },
      { type: "speech-end" },
    ]);
    expect(stopped).to.deep.equal(["B", "A"]);
  });

  it("pairs the beginnings and ends of speech, and leaves empty words out", () => {
    receive("avatar.speak_ended");
    receive("avatar.speak_started");
    receive("avatar.speak_started");
    receive("avatar.transcription.chunk", { text: "" });
    receive("avatar.transcription", { text: " " });
    receive("user.transcription", { text: "\n" });
    conversation.handleSpeechLost();
    receive("avatar.speak_ended");
    conversation.handlePacket(new Uint8Array([1]));
    expect(reports).to.deep.equal([{ type: "speech-start" }, { type: "speech-end" }]);
  });

  it("hands words over and takes their echo for what it is", async () => {
    const handed = fate(conversation.respond("What time is it?"));
    await clock.advance(0);
    expect(handed.value).to.equal("done");
    expect(sent[0]).to.include({ event_type: "avatar.speak_response", text: "What time is it?" });
    receive("user.transcription", { text: "What time is it? " });
    receive("user.transcription", { text: "time", source_event_id: lastId() });
    expect(reports).to.deep.equal([]);
    await clock.advance(10_000);
    receive("user.transcription", { text: "What time is it?" });
    expect(reports.length, "said aloud later").to.equal(1);
  });

  it("knows by id when a text has been said", async () => {
    const first = fate(conversation.speakText("One."));
    await clock.advance(0);
    const id = lastId();
    const second = fate(conversation.speakText("Two."));
    await clock.advance(0);
    receive("avatar.speak_started", { source_event_id: id });
    receive("avatar.speak_ended", { source_event_id: id });
    await clock.advance(0);
    expect([first.value, second.value]).to.deep.equal(["done", "pending"]);
  });

  it("knows by order where there is no id, replies included", async () => {
    await conversation.respond("Question?");
    const said = fate(conversation.speakText("Text."));
    await clock.advance(0);
    receive("avatar.speak_started");
    receive("avatar.speak_ended");
    await clock.advance(0);
    expect(said.value).to.equal("pending");
    receive("avatar.speak_started");
    receive("avatar.speak_ended");
    await clock.advance(0);
    expect(said.value).to.equal("done");
  });

  describe("a command that nobody answers leaves no ghost that takes the next speech for itself", () => {
    const ghosts: [name: string, make: () => Promise<unknown>][] = [
      [
        "refused by the room",
        () => {
          publish = () => Promise.reject(new Error("no channel"));
          return conversation.respond("Ghost?");
        },
      ],
      [
        "not handed over in time",
        async () => {
          publish = () => new Promise(() => undefined);
          const handed = conversation.respond("Ghost?");
          await clock.advance(15_000);
          return handed;
        },
      ],
      [
        "a text that is refused",
        () => {
          publish = () => Promise.reject(new Error("no channel"));
          return conversation.speakText("Ghost.");
        },
      ],
      [
        "kept, and then not wanted",
        () => {
          const controller = new AbortController();
          conversation.commands.hold();
          const handed = conversation.respond("Ghost?", controller.signal);
          controller.abort();
          conversation.commands.release();
          return handed;
        },
      ],
      [
        "handed over, and given up for want of an answer",
        async () => {
          const controller = new AbortController();
          await conversation.respond("Ghost?", controller.signal);
          controller.abort();
        },
      ],
      [
        "a text that was handed over and given up",
        async () => {
          const controller = new AbortController();
          const said = conversation.speakText("Ghost.", controller.signal);
          await clock.advance(0);
          controller.abort();
          return said;
        },
      ],
    ];
    for (const [name, make] of ghosts) {
      it(name, async () => {
        await make().catch(() => undefined);
        publish = () => Promise.resolve();
        await clock.advance(0);
        const said = fate(conversation.speakText("Real."));
        await clock.advance(0);
        receive("avatar.speak_started");
        receive("avatar.speak_ended");
        await clock.advance(0);
        expect(said.value).to.equal("done");
      });
    }
  });

  it("words that were not handed over are no echo when they are said aloud", async () => {
    publish = () => Promise.reject(new Error("no channel"));
    await conversation.respond("Hello?").catch(() => undefined);
    receive("user.transcription", { text: "Hello?" });
    expect(reports.map(({ type }) => type)).to.deep.equal(["user-transcript"]);
  });

  it("a command that was not handed over does not let an interrupted reply begin again", async () => {
    receive("avatar.speak_started");
    conversation.interrupt();
    publish = () => Promise.reject(new Error("no channel"));
    await conversation.respond("Hello?").catch(() => undefined);
    receive("avatar.speak_started");
    await clock.advance(1500);
    expect(reports.map(({ type }) => type)).to.deep.equal(["speech-start"]);
  });

  describe("when events of speech are lost", () => {
    const hear = async (ms: number) => {
      conversation.handleSound(true);
      await clock.advance(ms);
      conversation.handleSound(false);
      await clock.advance(1500);
    };
    const types = () => reports.map(({ type }) => type);

    it("the sound says that it speaks, and lifts the silence of an interrupt", async () => {
      receive("avatar.transcription.chunk", { text: "Welcome" });
      await hear(3000);
      expect(types()).to.deep.equal(["reply-chunk", "speech-start", "speech-end"]);
      expect(silenced).to.deep.equal([false]);
    });

    it("a text that was to be said is said with the sound", async () => {
      const said = fate(conversation.speakText("Text."));
      await clock.advance(0);
      await hear(2000);
      expect(said.value).to.equal("done");
    });

    it("the end of a speech whose beginning was lost, and which was not heard, is both", () => {
      receive("avatar.transcription.chunk", { text: "Yes." });
      receive("avatar.speak_ended");
      receive("avatar.speak_ended");
      expect(types()).to.deep.equal(["reply-chunk", "speech-start", "speech-end"]);
    });

    it("an interrupted reply that still sounds is no new one, and stays silent", async () => {
      receive("avatar.speak_started");
      conversation.handleSound(true);
      conversation.interrupt();
      await clock.advance(5000);
      await hear(5000);
      expect(types()).to.deep.equal(["speech-start"]);
      expect(silenced).to.deep.equal([false, true]);
    });

    it("a speech goes on in a room that was joined anew, and what was to be said is said with its end", async () => {
      const said = fate(conversation.speakText("A long text."));
      await clock.advance(0);
      receive("avatar.speak_started");
      conversation.handleRejoined();
      await clock.advance(1000);
      conversation.handleSound(true);
      await clock.advance(20_000);
      expect([said.value, types()]).to.deep.equal(["pending", ["speech-start"]]);
      receive("avatar.speak_ended");
      await clock.advance(0);
      expect([said.value, types()]).to.deep.equal(["done", ["speech-start", "speech-end"]]);
    });
  });

  it("has the avatar take and leave the pose of a listener", async () => {
    conversation.setListening(true);
    conversation.setListening(false);
    await clock.advance(0);
    expect(sent.map(({ event_type: type }) => type)).to.deep.equal(["avatar.start_listening", "avatar.stop_listening"]);
  });

  it("interrupts at once: sound, waiting speech and what is still to be sent", async () => {
    const said = fate(conversation.speakText("Long."));
    await clock.advance(0);
    receive("avatar.speak_started");
    conversation.commands.hold();
    const waiting = fate(conversation.respond("Later."));
    conversation.interrupt();
    expect(silenced).to.deep.equal([false, true]);
    await clock.advance(0);
    expect([said.value, waiting.value]).to.deep.equal(["done", "AbortError"]);
    conversation.commands.release();
    await clock.advance(0);
    expect(sent.map(({ event_type: type }) => type)).to.deep.equal(["avatar.speak_text", "avatar.interrupt"]);
    receive("avatar.speak_ended");
    receive("avatar.speak_started");
    expect(silenced).to.deep.equal([false, true, false]);
    expect(reports.map(({ type }) => type)).to.deep.equal(["speech-start", "speech-start"]);
  });

  it("keeps words while nobody would hear them, until they are not wanted any more", async () => {
    conversation.commands.hold();
    const controller = new AbortController();
    const kept = fate(conversation.respond("Kept."));
    const dropped = fate(conversation.respond("Dropped.", controller.signal));
    controller.abort();
    await clock.advance(0);
    expect([kept.value, dropped.value, sent.length]).to.deep.equal(["pending", "AbortError", 0]);
    conversation.commands.release();
    await clock.advance(0);
    expect([kept.value, sent.length]).to.deep.equal(["done", 1]);
    expect(fate(conversation.respond("No.", controller.signal)).value).to.equal("pending");
    const aborted = fate(conversation.speakText("No.", controller.signal));
    await clock.advance(0);
    expect(aborted.value).to.equal("AbortError");
  });

  it("names a command that cannot be handed over", async () => {
    publish = () => Promise.reject(new Error("no channel"));
    const refused = fate(conversation.respond("A"));
    await clock.advance(0);
    publish = () => new Promise(() => undefined);
    const hanging = fate(conversation.speakText("B"));
    await clock.advance(15_000);
    expect([refused.value, hanging.value]).to.deep.equal(["command-timeout", "command-timeout"]);
  });

  it("lets nobody wait for ever when it is over", async () => {
    const said = fate(conversation.speakText("Text."));
    const talk = fate(conversation.pushToTalk.request("start"));
    await clock.advance(0);
    conversation.commands.hold();
    const kept = fate(conversation.respond("Kept."));
    conversation.dispose(new DOMException("over", "AbortError"));
    const late = fate(conversation.respond("Late."));
    conversation.interrupt();
    await clock.advance(0);
    expect([said, talk, kept, late].map(({ value }) => value)).to.deep.equal(Array(4).fill("AbortError"));
    await clock.advance(1500);
    expect(clock.pending).to.equal(0);
  });

  describe("push-to-talk", () => {
    it("opens and closes in order, each on its acknowledgement", async () => {
      const start = fate(conversation.pushToTalk.request("start"));
      const stop = fate(conversation.pushToTalk.request("stop"));
      await clock.advance(0);
      receive("user.push_to_talk_stopped");
      await clock.advance(0);
      expect([start.value, sent.length]).to.deep.equal(["pending", 1]);
      receive("user.push_to_talk_started");
      await clock.advance(0);
      expect([start.value, stop.value, sent.at(-1)?.event_type]).to.deep.equal([
        "done",
        "pending",
        "user.stop_push_to_talk",
      ]);
      receive("user.push_to_talk_stopped");
      await clock.advance(0);
      expect(stop.value).to.equal("done");
      expect(clock.pending).to.equal(0);
    });

    it("is refused, unanswered, or not wanted any more", async () => {
      const refused = fate(conversation.pushToTalk.request("start"));
      await clock.advance(0);
      receive("user.push_to_talk_start_failed");
      const silent = fate(conversation.pushToTalk.request("start"));
      await clock.advance(5000);
      const failedStop = fate(conversation.pushToTalk.request("stop"));
      await clock.advance(0);
      receive("user.push_to_talk_stop_failed");
      await clock.advance(0);
      const controller = new AbortController();
      const aborted = fate(conversation.pushToTalk.request("start", controller.signal));
      await clock.advance(0);
      controller.abort();
      await clock.advance(0);
      const never = fate(conversation.pushToTalk.request("start", controller.signal));
      await clock.advance(0);
      expect([refused, silent, failedStop, aborted, never].map(({ value }) => value)).to.deep.equal([
        "push-to-talk-refused",
        "command-timeout",
        "push-to-talk-refused",
        "AbortError",
        "AbortError",
      ]);
    });
  });
});
