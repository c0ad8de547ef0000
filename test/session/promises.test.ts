/** What a session promises besides the course of a turn: its ends, its refusals, and what it hands on. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import type { AvatarRenderer, RendererReport } from "../../src/core/ports/avatar-renderer.js";
import { AvatarSession } from "../../src/session/index.js";
import type { AvatarSessionConfig } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM, FakeRenderer, FakeTTS, recordEvents } from "../../src/testing/index.js";
import type { FakeFaceOptions } from "../../src/testing/index.js";

const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "resolved",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : String(error)),
  );

const thrown = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    return LiveAvatarError.is(error) ? error.code : String(error);
  }
  return "nothing";
};

/** A face that notes what is asked of its sound and where it stands. */
class NotedFace extends FakeFace {
  readonly notes: string[] = [];
  readonly sound = {
    setMuted: (muted: boolean) => void this.notes.push(`muted ${String(muted)}`),
    setVolume: (volume: number) => void this.notes.push(`volume ${String(volume)}`),
    unlock: () => Promise.resolve(),
  };
  readonly relocate = (container: HTMLElement): void => void this.notes.push(`moved to ${container.id}`);

  override mount(...args: Parameters<FakeFace["mount"]>) {
    this.notes.push(`mounted in ${args[0]?.id ?? "nothing"}`);
    return super.mount(...args);
  }
}

const placeOf = (id: string): HTMLElement => Object.assign(document.createElement("div"), { id });

/** Lets both times go on until the promise is settled: modules are loaded by the platform's. */
async function taken(clock: FakeClock, promise: Promise<void>): Promise<void> {
  const open = new Set([promise]);
  const end = (): void => void open.delete(promise);
  promise.then(end, end);
  while (open.size > 0) {
    await clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve));
  }
  await promise;
}

async function ready(config: Partial<AvatarSessionConfig> = {}, face: Partial<FakeFaceOptions> = {}) {
  const clock = new FakeClock();
  const noted = new NotedFace({ clock, ...face });
  const llm = new FakeLLM({ clock });
  const tts = new FakeTTS({ clock });
  const session = new AvatarSession({ renderer: noted, llm, tts, clock, ...config });
  const log = recordEvents(session);
  const started = session.start();
  await clock.advance(0);
  await started;
  const ask = async (text: string): Promise<void> => {
    await taken(clock, session.sendMessage(text));
  };
  return { clock, face: noted, llm, tts, session, log, ask };
}

describe("a session is made", () => {
  const clock = new FakeClock();
  const llm = new FakeLLM({ clock });

  for (const [title, config, code] of [
    ["without a renderer", { llm }, "config-missing"],
    ["without anything", undefined, "config-missing"],
    ["without anybody who answers", { renderer: new FakeFace({ clock }) }, "config-invalid"],
    ["with a negative limit", { renderer: new FakeFace({ clock }), llm, idleTimeoutSeconds: -1 }, "config-invalid"],
    [
      "with a limit that is no number",
      { renderer: new FakeFace({ clock }), llm, maxDurationSeconds: NaN },
      "config-invalid",
    ],
  ] as const) {
    it(`never ${title}`, () => {
      expect(thrown(() => new AvatarSession(config as unknown as AvatarSessionConfig))).to.equal(code);
    });
  }
});

describe("a session hands on", () => {
  it("the container of its start, and the next one by attach; it needs none", async () => {
    const { session, face } = await ready();
    session.attach(placeOf("other"));
    expect(face.notes).to.deep.equal(["mounted in nothing", "moved to other"]);
    session.destroy();
    session.attach(placeOf("late"));
    expect(face.notes).to.have.length(2);
  });

  it("the place where the avatar stands to the one that takes over", async () => {
    const { session, clock } = await ready();
    session.attach(placeOf("other"));
    const next = new NotedFace({ clock });
    await taken(clock, session.setRenderer(next));
    expect(next.notes[0]).to.equal("mounted in other");
    const last = new NotedFace({ clock });
    await taken(clock, session.setRenderer(last, placeOf("third")));
    expect(last.notes[0]).to.equal("mounted in third");
  });

  it("loudness, also to an avatar that takes over", async () => {
    const { session, face, clock } = await ready();
    session.setSound({ muted: true });
    session.setSound({ volume: 0.3 });
    expect(face.notes.slice(1)).to.deep.equal(["muted true", "volume 0.3"]);
    const next = new NotedFace({ clock });
    await taken(clock, session.setRenderer(next));
    // Before it is mounted: nothing of it may be heard by somebody who has muted it.
    expect(next.notes).to.deep.equal(["muted true", "volume 0.3", "mounted in nothing"]);
  });

  it("loudness to a renderer that was changed before the start", async () => {
    const clock = new FakeClock();
    const [first, second] = [new NotedFace({ clock }), new NotedFace({ clock })];
    const session = new AvatarSession({ renderer: first, llm: new FakeLLM({ clock }), clock });
    session.setSound({ muted: true, volume: 1 });
    await taken(clock, session.setRenderer(second));
    expect(second.notes).to.deep.equal(["muted true", "volume 1"]);
  });

  it("what the avatar shall look like, to the one that is there", async () => {
    const { session, face, clock } = await ready();
    const smile = { avatar: { face: { mouth: { smile: 0.5 } } } };
    session.updateControl(smile);
    const next = new NotedFace({ clock });
    await taken(clock, session.setRenderer(next));
    session.updateControl({ scene: { world: { ambientLight: 1 } } });
    expect(face.controls).to.deep.equal([smile]);
    expect(next.controls).to.deep.equal([{ scene: { world: { ambientLight: 1 } } }]);
  });

  it("what the renderer tells of the world, as events and as signals", async () => {
    const { session, face, log } = await ready({}, { kind: "remote-voice" });
    const since = log.events.length;
    const reports: RendererReport[] = [
      { type: "connection", connection: "poor" },
      { type: "connection", connection: "poor" },
      { type: "audio", audio: "blocked" },
      { type: "mic", mic: "live" },
      { type: "mic", mic: "muted" },
      { type: "user-speech-start" },
      { type: "user-speech-end" },
      { type: "problem", error: new LiveAvatarError("video-stalled", "No new picture.") },
    ];
    for (const report of reports) face.report(report);
    expect(log.events.slice(since).map(({ name, args }) => [name, String(args[0])])).to.deep.equal([
      ["connection-change", "poor"],
      ["audio-change", "blocked"],
      ["mic-change", "live"],
      ["listening-change", "true"],
      ["mic-change", "muted"],
      ["listening-change", "false"],
      ["user-speech-start", "undefined"],
      ["user-speech-end", "undefined"],
      ["error", "LiveAvatarError: No new picture."],
    ]);
    const { connection, audio, mic, error } = session.signals;
    expect([connection.get(), audio.get(), mic.get(), error.get()?.code]).to.deep.equal([
      ...["poor", "blocked", "muted", "video-stalled"],
    ]);
    face.report({ type: "connection", connection: "good" });
    expect(session.signals.error.get()).to.equal(undefined);
    await session.stop();
    expect([connection.get(), audio.get(), mic.get()]).to.deep.equal(["unknown", "off", "off"]);
  });
});

describe("what is heard", () => {
  it("interrupts as a final transcript alone, and is answered", async () => {
    const { session, face, llm, clock, log } = await ready({}, { kind: "remote-voice", speechMs: 5000 });
    llm.plan(["A long story."], ["Five o'clock."]);
    const story = session.sendMessage("Tell me a story");
    await clock.advance(100);
    face.report({ type: "user-speech-start" });
    face.report({ type: "user-transcript", text: "what", isFinal: false });
    await clock.advance(100);
    expect([session.state, face.interrupts]).to.deep.equal(["speaking", 0]);
    face.report({ type: "user-transcript", text: "  ", isFinal: true });
    expect(face.interrupts).to.equal(0);
    face.report({ type: "user-transcript", text: "What is the time?", isFinal: true });
    expect(face.interrupts).to.equal(1);
    await story;
    await clock.advance(10_000);
    expect(session.messages.map(({ content }) => content)).to.deep.equal([
      ...["Tell me a story", "What is the time?", "Five o'clock."],
    ]);
    const heard = log.events.filter(({ name }) => name === "transcript").map(({ args }) => args);
    expect(heard.map(([text]) => text)).to.deep.equal(["what", "  ", "What is the time?"]);
  });
});

describe("who the model is", () => {
  it("can be changed and taken back, and so can its voice", async () => {
    const { session, llm, tts, ask } = await ready({ systemPrompt: "You are Bo." });
    const data = { name: "Ada", description: "I am {{char}}." };
    const card = parseCharacterCard(JSON.stringify({ spec: "chara_card_v3", spec_version: "3.0", data }));
    llm.plan(["One."], ["Two."], ["Three."]);
    await ask("1");
    session.setCharacterCard(card);
    session.setTTS(undefined);
    await ask("2");
    session.setCharacterCard(undefined);
    session.setTTS(tts);
    await ask("3");
    expect(llm.requests.map(({ messages }) => messages[0]?.content)).to.deep.equal([
      ...["You are Bo.", "I am Ada.", "You are Bo."],
    ]);
    expect(tts.requests.map(({ input }) => input.text)).to.deep.equal(["One.", "Three."]);
    expect(session.messages).to.have.length(6);
  });
});

describe("words to be said", () => {
  it("are said and kept as they are, markers and all", async () => {
    const { session, clock, tts, log } = await ready({ emotions: true });
    const text = 'Write <|ACT {"emotion":"happy"}|> for a smile.';
    const said = session.say(text);
    await clock.advance(5000);
    await said;
    expect(tts.requests.map(({ input }) => input.text).join("")).to.equal(text);
    expect(session.messages.map(({ content }) => content)).to.deep.equal([text]);
    expect(log.names).not.to.include("emotion");
  });

  it("are refused before the start, when they are empty, and with pictures that are none", async () => {
    const clock = new FakeClock();
    const llm = new FakeLLM({ clock });
    const idle = new AvatarSession({ renderer: new FakeFace({ clock }), llm, clock });
    expect(await outcome(idle.sendMessage("Hello"))).to.equal("wrong-state");
    const { session } = await ready({ tts: undefined });
    expect(await outcome(session.sendMessage(" \n"))).to.equal("config-invalid");
    expect(await outcome(session.sendMessage("Look", { images: ["javascript:alert(1)"] }))).to.equal("config-invalid");
    expect(await outcome(session.say("Nobody can speak this."))).to.equal("config-invalid");
    expect([session.state, session.messages]).to.deep.equal(["ready", []]);
  });

  it("make a new list of messages each time", async () => {
    const { session, llm, ask } = await ready();
    const empty = session.messages;
    llm.plan(["Hi."]);
    await ask("Hello");
    expect([empty.length, session.messages.length]).to.deep.equal([0, 2]);
    expect(new Set(session.messages.map(({ id }) => id)).size).to.equal(2);
  });
});

describe("an error", () => {
  it("that ends a turn is shown until the next one begins", async () => {
    const { session, llm, ask } = await ready();
    llm.plan([new LiveAvatarError("llm-refused", "No.")], ["Yes."]);
    expect(await outcome(ask("1"))).to.equal("llm-refused");
    expect([session.state, session.signals.error.get()?.code]).to.deep.equal(["ready", "llm-refused"]);
    await ask("2");
    expect(session.signals.error.get()).to.equal(undefined);
  });
});

describe("the end", () => {
  it("before a start is quiet: no ended, and nothing to start any more", async () => {
    const clock = new FakeClock();
    const session = new AvatarSession({ renderer: new FakeFace({ clock }), llm: new FakeLLM({ clock }), clock });
    const log = recordEvents(session);
    await session.stop();
    expect([session.state, log.names]).to.deep.equal(["destroyed", ["state-change"]]);
    expect(await outcome(session.start())).to.equal("wrong-state");
  });

  it("by destroy() closes the open speech, settles what waits, and says no ended", async () => {
    const { session, llm, clock, log, face } = await ready({}, { speechMs: 5000 });
    llm.plan(["A long story."]);
    const sent = session.sendMessage("Tell me a story");
    await clock.advance(100);
    session.destroy();
    expect(log.names.slice(-2)).to.deep.equal(["speech-end", "state-change"]);
    expect([session.state, face.mounted]).to.deep.equal(["destroyed", false]);
    expect(await outcome(sent)).to.equal("resolved");
    expect([session.messages.length, clock.pending]).to.deep.equal([1, 0]);
  });

  it("comes when the renderer's time is up, warned 20 s ahead", async () => {
    const clock = new FakeClock();
    const session = new AvatarSession({ renderer: new FakeRenderer({ clock, maxDurationSeconds: 60 }), clock });
    const log = recordEvents(session);
    const started = session.start();
    await clock.advance(0);
    await started;
    await clock.advance(40_000);
    expect(log.events.at(-1)).to.deep.equal({ name: "idle-warning", args: [20, "max-duration"] });
    session.keepAlive();
    await clock.advance(20_000);
    expect(log.events.find(({ name }) => name === "ended")?.args[0]).to.equal("max-duration");
    expect([session.state, clock.pending]).to.deep.equal(["destroyed", 0]);
  });

  it("leaves nothing that could still be changed", async () => {
    const { session, llm, tts, clock } = await ready();
    session.destroy();
    const other: AvatarRenderer = new FakeFace({ clock });
    expect(thrown(() => session.setLLM(llm))).to.equal("wrong-state");
    expect(thrown(() => session.setTTS(tts))).to.equal("wrong-state");
    expect(thrown(() => session.setCharacterCard(undefined))).to.equal("wrong-state");
    expect(thrown(() => session.updateControl({}))).to.equal("wrong-state");
    expect(await outcome(session.setRenderer(other))).to.equal("wrong-state");
    expect(await outcome(session.startPushToTalk())).to.equal("wrong-state");
    expect(await outcome(session.stopPushToTalk())).to.equal("wrong-state");
    for (const quiet of ["interrupt", "keepAlive", "stopListening", "leave", "destroy"] as const) {
      expect(
        thrown(() => void session[quiet]()),
        quiet,
      ).to.equal("nothing");
    }
    session.setMicMuted(true);
    session.setSound({ muted: true, volume: 0 });
  });
});

describe("a session in which the renderer converses", () => {
  it("has no models to change, and takes no renderer that only speaks", async () => {
    const clock = new FakeClock();
    const session = new AvatarSession({ renderer: new FakeRenderer({ clock }), clock });
    expect(thrown(() => session.setLLM(new FakeLLM({ clock })))).to.equal("config-invalid");
    expect(thrown(() => session.setTTS(undefined))).to.equal("config-invalid");
    expect(thrown(() => session.setCharacterCard(undefined))).to.equal("config-invalid");
    expect(await outcome(session.setRenderer(new FakeFace({ clock })))).to.equal("config-invalid");
    const started = session.start();
    await clock.advance(0);
    await started;
    expect(await outcome(session.sendMessage("Look", { images: ["https://a.example/b.png"] }))).to.equal(
      "config-invalid",
    );
    expect(await outcome(session.startListening())).to.equal("config-invalid");
  });
});

describe("listeners", () => {
  it("leave by off and by what on returned, and are heard in their order until then", async () => {
    const { session } = await ready();
    const heard: string[] = [];
    const [first, second] = [() => heard.push("first"), () => heard.push("second")];
    session.on("state-change", first);
    const off = session.on("state-change", second);
    const turn = session.sendMessage("Hello");
    session.off("state-change", first);
    session.interrupt();
    off();
    off();
    await turn;
    await session.stop();
    expect(heard).to.deep.equal(["first", "second", "second"]);
  });
});
