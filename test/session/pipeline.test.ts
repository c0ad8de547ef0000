import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { AvatarSession } from "../../src/session/index.js";
import type { AvatarSessionConfig } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM, FakeTTS, recordEvents } from "../../src/testing/index.js";
import type { FakeFaceOptions } from "../../src/testing/index.js";

interface Setting {
  readonly face?: Partial<FakeFaceOptions>;
  readonly config?: Partial<AvatarSessionConfig>;
  readonly ttsMs?: number;
}

async function ready({ face: faceOptions, config, ttsMs = 0 }: Setting = {}) {
  const clock = new FakeClock();
  const face = new FakeFace({ clock, ...faceOptions });
  const llm = new FakeLLM({ clock });
  const tts = new FakeTTS({ clock, latencyMs: ttsMs });
  const session = new AvatarSession({ renderer: face, llm, tts, clock, ...config });
  const log = recordEvents(session);
  const started = session.start();
  await clock.advance(0);
  await started;
  const said = (): (string | undefined)[] =>
    face.speeches.map(({ what }) => (typeof what === "string" ? what : tts.textOf(what)));
  return { clock, face, llm, tts, session, log, said };
}

const names = (log: { readonly names: readonly string[] }): string => log.names.join(" ");
const outcome = (promise: Promise<void>): Promise<string> =>
  promise.then(
    () => "resolved",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : String(error)),
  );

describe("the pipeline", () => {
  it("goes through a turn in the documented order", async () => {
    const { clock, llm, session, log } = await ready();
    const since = log.names.length;
    llm.plan(["Hello", " there. How are", " you?"]);
    const sent = session.sendMessage("hi");
    await clock.advance(1000);
    await sent;
    expect(log.names.slice(since).join(" ")).to.equal(
      "message state-change chunk chunk chunk state-change speech-start segment segment segment segment speech-end message state-change",
    );
    expect(session.messages.map(({ role, content }) => [role, content])).to.deep.equal([
      ["user", "hi"],
      ["assistant", "Hello there. How are you?"],
    ]);
    const segments = log.events.filter(({ name }) => name === "segment").map(({ args }) => args[0]);
    expect(segments).to.deep.equal([
      { turnId: "turn-1", index: 0, text: "Hello there.", phase: "start" },
      { turnId: "turn-1", index: 0, text: "Hello there.", phase: "end" },
      { turnId: "turn-1", index: 1, text: "How are you?", phase: "start" },
      { turnId: "turn-1", index: 1, text: "How are you?", phase: "end" },
    ]);
  });

  it("finds nothing odd in a reply of several sentences", async () => {
    const odd: string[] = [];
    const note = (text: string): unknown => odd.push(text);
    const logger = { debug: note, warn: note, error: note };
    const { clock, llm, session } = await ready({ config: { logger } });
    llm.plan(["One. Two. Three."]);
    const sent = session.sendMessage("hi");
    await clock.advance(1000);
    await sent;
    expect(odd).to.deep.equal([]);
  });

  it("hands a sentence to the voice as soon as it is complete, and speaks it while the model goes on", async () => {
    const { clock, llm, tts, session, said } = await ready();
    void session.sendMessage("hi");
    await clock.advance(0);
    llm.requests[0]?.push("One. T");
    await clock.advance(10);
    expect(tts.requests.map(({ input }) => input.text)).to.deep.equal(["One."]);
    expect(said()).to.deep.equal(["One."]);
    expect(session.state).to.equal("speaking");
  });

  it("prepares three sentences beyond the one that plays, and never more", async () => {
    const { clock, llm, tts, session } = await ready({ face: { speechMs: 1000 } });
    llm.plan(["A one. B two. C three. D four. E five. F six."]);
    void session.sendMessage("hi");
    await clock.advance(10);
    expect(tts.requests.length).to.equal(4);
    await clock.advance(1000);
    expect(tts.requests.length).to.equal(5);
  });

  it("prepares as many as it is told, and none", async () => {
    for (const [speakAhead, requests] of [
      [1, [2, 3, 4]],
      [0, [1, 2, 3]],
    ] as const) {
      const { clock, llm, tts, session } = await ready({ face: { speechMs: 1000 }, config: { speakAhead } });
      llm.plan(["A one. B two. C three. D four."]);
      void session.sendMessage("hi");
      await clock.advance(10);
      for (const count of requests) {
        expect(tts.requests.length, `${speakAhead} ahead`).to.equal(count);
        await clock.advance(1000);
      }
    }
    for (const speakAhead of [-1, NaN]) {
      const error = await ready({ config: { speakAhead } }).catch((reason: unknown) => reason);
      expect((error as LiveAvatarError).code, String(speakAhead)).to.equal("config-invalid");
    }
  });

  const busy = (retryAfter?: number, status = 429): LiveAvatarError =>
    new LiveAvatarError(status === 429 ? "tts-rate-limited" : "tts-failed", "busy", { status, retryAfter });

  it("asks a busy voice again when the sentence is needed, and leaves it alone till then", async () => {
    const { clock, llm, tts, session, log, said } = await ready({ face: { speechMs: 3000 } });
    tts.plan({}, { fail: busy(2) }, { fail: busy(2, 503) }, { fail: busy(2) });
    llm.plan(["One. Two. Three. Four. Five. Six."]);
    const sent = session.sendMessage("hi");
    await clock.advance(2900);
    expect(tts.requests.length).to.equal(4);
    await clock.advance(40_000);
    await sent;
    expect(said()).to.deep.equal(["One.", "Two.", "Three.", "Four.", "Five.", "Six."]);
    expect(log.names.includes("error")).to.equal(false);
  });

  it("waits as long as a busy voice wants, and no longer than a conversation can", async () => {
    const patient = await ready();
    patient.tts.plan({ fail: busy(5) });
    patient.llm.plan(["One."]);
    void patient.session.sendMessage("hi");
    await patient.clock.advance(4999);
    expect(patient.tts.requests.length).to.equal(1);
    await patient.clock.advance(1);
    expect(patient.tts.requests.length).to.equal(2);

    const hurried = await ready();
    hurried.tts.plan({ fail: busy(3600) });
    hurried.llm.plan(["One. Two."]);
    const sent = hurried.session.sendMessage("hi");
    await hurried.clock.advance(1000);
    await sent;
    expect(hurried.said()).to.deep.equal(["Two."]);
    expect(hurried.log.names.filter((name) => name === "error").length).to.equal(1);
  });

  it("gives a voice up that stays busy, sentence by sentence, and ends a wait with the turn", async () => {
    const { clock, llm, tts, session, log } = await ready();
    tts.plan(...Array.from({ length: 9 }, () => ({ fail: busy(1) })));
    llm.plan(["One. Two."], ["Three."]);
    const sent = session.sendMessage("hi");
    await clock.advance(10_000);
    await sent;
    expect(log.names.filter((name) => name === "error").length).to.equal(2);
    tts.plan({ fail: busy(10) });
    void session.sendMessage("more");
    await clock.advance(5000);
    session.interrupt();
    const { length } = tts.requests;
    await clock.advance(20_000);
    expect([tts.requests.length, clock.pending]).to.deep.equal([length, 0]);
  });

  it("plays in order, however long each synthesis takes", async () => {
    const { clock, llm, tts, session, said } = await ready();
    tts.plan({ waitMs: 900 }, { waitMs: 10 }, { waitMs: 400 });
    llm.plan(["First. Second. Third."]);
    const sent = session.sendMessage("hi");
    await clock.advance(2000);
    await sent;
    expect(said()).to.deep.equal(["First.", "Second.", "Third."]);
  });

  it("reports and skips a sentence that fails, in the voice or in the mouth", async () => {
    const { clock, face, llm, tts, session, log, said } = await ready();
    tts.plan({}, { fail: new Error("no voice") });
    face.speechErrors.push(new LiveAvatarError("tts-failed", "no decoder"));
    llm.plan(["First. Second. Third."]);
    const sent = session.sendMessage("hi");
    await clock.advance(2000);
    expect(await outcome(sent)).to.equal("resolved");
    expect(said()).to.deep.equal(["First.", "Third."]);
    const errors = log.events
      .filter(({ name }) => name === "error")
      .map(({ args }) => (args[0] as LiveAvatarError).code);
    expect(errors).to.deep.equal(["tts-failed", "tts-failed"]);
    expect(session.messages.at(-1)?.content).to.equal("First. Second. Third.");
    expect(session.state).to.equal("ready");
  });

  it("never has synthesised what holds no letter or digit", async () => {
    const { clock, llm, tts, session } = await ready();
    llm.plan(["Yes! 🎉🎉 ", "… \n\n---"]);
    const sent = session.sendMessage("hi");
    await clock.advance(2000);
    await sent;
    for (const { input } of tts.requests) expect(input.text).to.match(/[\p{L}\p{N}]/u);
    expect(tts.requests[0]?.input.text).to.contain("Yes!");
  });

  it("asks no voice where the renderer has one, near or far", async () => {
    for (const kind of ["voice", "remote-voice"] as const) {
      const { clock, face, llm, tts, session, log, said } = await ready({ face: { kind } });
      llm.plan(["One. Two."]);
      const sent = session.sendMessage("hi");
      await clock.advance(2000);
      await sent;
      expect([tts.requests.length, said()], kind).to.deep.equal([0, ["One.", "Two."]]);
      expect(
        log.names.filter((name) => name.startsWith("speech")),
        kind,
      ).to.deep.equal(["speech-start", "speech-end"]);
      expect(
        face.speeches.map(({ end }) => end),
        kind,
      ).to.deep.equal(["said", "said"]);
    }
  });

  it("answers in text alone with autoSpeak off, or without any voice; say() speaks all the same", async () => {
    const quiet = await ready({ config: { autoSpeak: false } });
    quiet.llm.plan(["One. Two."]);
    const sent = quiet.session.sendMessage("hi");
    await quiet.clock.advance(10);
    await sent;
    expect([quiet.said(), quiet.log.names.includes("speech-start")]).to.deep.equal([[], false]);
    expect(quiet.session.messages.at(-1)?.content).to.equal("One. Two.");
    const spoken = quiet.session.say("Three.");
    await quiet.clock.advance(500);
    await spoken;
    expect(quiet.said()).to.deep.equal(["Three."]);

    const mute = await ready({ config: { tts: undefined } });
    expect(await outcome(mute.session.say("x"))).to.equal("config-invalid");
  });

  it("shows an emotion when its sentence begins to sound, and keeps markers out of everything", async () => {
    const { clock, face, llm, tts, session, log } = await ready({
      config: { emotions: true },
      face: { speechMs: 500 },
    });
    llm.plan(['Well. <|ACT {"emotion":"happy","intensity":0.5}|>Great', " news! <|DELAY:300|>Bye."]);
    const sent = session.sendMessage("hi");
    await clock.advance(400);
    expect(face.controls).to.deep.equal([]);
    await clock.advance(200);
    expect(face.controls).to.deep.equal([{ avatar: { emotion: { label: "happy", intensity: 0.5 } } }]);
    await clock.advance(3000);
    await sent;
    expect(tts.requests.map(({ input }) => input.text)).to.deep.equal(["Well.", "Great news!", "Bye."]);
    expect(face.speeches.map(({ at }) => at)).to.deep.equal([0, 500, 1300]);
    expect(session.messages.at(-1)?.content).to.equal("Well. Great news! Bye.");
    expect(log.events.filter(({ name }) => name === "emotion").map(({ args }) => args[0])).to.deep.equal([
      { name: "happy", intensity: 0.5 },
    ]);
    const asked = llm.requests[0]?.messages[0];
    expect(asked?.role).to.equal("system");
    expect(asked?.content).to.contain("ACT");
  });

  it("takes markers out where emotions are off, and acts upon none", async () => {
    const { clock, face, llm, session, log } = await ready();
    llm.plan(['<|DELAY:9000|>Hm.<|ACT {"emotion":"happy"}|> Yes.<|im_', "end|>"]);
    const sent = session.sendMessage("hi");
    await clock.advance(500);
    await sent;
    expect(session.messages.at(-1)?.content).to.equal("Hm. Yes.");
    expect([face.controls, log.names.includes("emotion")]).to.deep.equal([[], false]);
  });

  it("speaks words and shows what the model wrote", async () => {
    const { clock, llm, tts, session, log } = await ready();
    const written = "# Hours\n\n**Mon**: 9-17. See [our site](https://a.example/b).\n\n```\nx = 1\n```\n* `milk` 🎉\n";
    llm.plan(written.match(/[^]{1,5}/g) ?? []);
    const sent = session.sendMessage("hi");
    await clock.advance(9000);
    await sent;
    const words = ["Hours", "Mon: 9-17.", "See our site.", "milk"];
    expect(tts.requests.map(({ input }) => input.text)).to.deep.equal(words);
    const segments = log.events.filter(({ name }) => name === "segment").map(({ args }) => args[0] as { text: string });
    expect([...new Set(segments.map(({ text }) => text))]).to.deep.equal(words);
    expect(session.messages.at(-1)?.content).to.equal(written);
    const chunks = log.events.filter(({ name }) => name === "chunk");
    expect(chunks.map(({ args }) => args[0]).join("")).to.equal(written);
  });

  it("says nothing of a reply that is all code, and keeps it", async () => {
    const { clock, llm, tts, session, log } = await ready();
    llm.plan(["```js\nfoo();\n```"]);
    const sent = session.sendMessage("hi");
    await clock.advance(500);
    await sent;
    expect([tts.requests.length, log.names.includes("speech-start")]).to.deep.equal([0, false]);
    expect(session.messages.at(-1)?.content).to.equal("```js\nfoo();\n```");
  });

  it("shows an emotion with its sentence, wherever signs stand between", async () => {
    const { clock, face, llm, session } = await ready({ config: { emotions: true }, face: { speechMs: 500 } });
    llm.plan(['See https://a.example.<|ACT {"emotion":"happy"}|> **Great', '<|ACT {"emotion":"sad"}|> news**!']);
    const sent = session.sendMessage("hi");
    await clock.advance(400);
    expect(face.controls).to.deep.equal([]);
    await clock.advance(200);
    expect(face.controls.map((control) => control.avatar?.emotion?.label)).to.deep.equal(["happy", "sad"]);
    await clock.advance(3000);
    await sent;
  });

  it("says given words verbatim", async () => {
    const { clock, tts, session } = await ready();
    const said = session.say("<speak>**a** * b</speak> <|DELAY:5|>x");
    await clock.advance(500);
    await said;
    expect(tts.requests.map(({ input }) => input.text).join(" ")).to.equal("<speak>**a** * b</speak> <|DELAY:5|>x");
  });

  it("says the greeting when it is ready and keeps it in the history", async () => {
    const { clock, session, said } = await ready({ config: { greeting: "*Welcome.* Ask [me](https://a.example)." } });
    await clock.advance(1000);
    expect(said()).to.deep.equal(["Welcome.", "Ask me."]);
    expect(session.messages.map(({ role, content }) => [role, content])).to.deep.equal([
      ["assistant", "*Welcome.* Ask [me](https://a.example)."],
    ]);
  });

  it("tells the model its role, its effort and the whole conversation, images included", async () => {
    const { clock, llm, session } = await ready({ config: { systemPrompt: "Be brief.", reasoningEffort: "low" } });
    llm.plan(["Aha."]);
    const sent = session.sendMessage("look", { images: ["data:image/png;base64,AA=="] });
    await clock.advance(1000);
    await sent;
    const request = llm.requests[0];
    expect(request?.messages.map(({ role, content }) => [role, content])).to.deep.equal([
      ["system", "Be brief."],
      [
        "user",
        [
          { type: "text", text: "look" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
        ],
      ],
    ]);
    expect(request?.options.reasoningEffort).to.equal("low");
    expect(await outcome(session.sendMessage("x", { images: ["javascript:alert(1)"] }))).to.equal("config-invalid");
  });
});

describe("an interrupt of the pipeline", () => {
  for (const [moment, ms] of [
    ["before the first chunk", 0],
    ["while the voice is asked", 60],
    ["in mid-sentence", 130],
    ["between two sentences", 220],
  ] as const) {
    it(`${moment}: silence in the same task, nothing later, nothing committed, requests ended`, async () => {
      const { clock, face, llm, tts, session, log } = await ready({ ttsMs: 50, face: { speechMs: 100 } });
      llm.plan([50, "One. ", 120, "Two. ", 300, "Three."]);
      const sent = session.sendMessage("hi");
      await clock.advance(ms);
      const before = log.names.length;
      session.interrupt();
      expect(session.state).to.equal("ready");
      expect(log.names.slice(before).filter((name) => name !== "speech-end")).to.deep.equal(["state-change"]);
      expect(face.speeches.every(({ end }) => end !== "open")).to.equal(true);
      const told = log.names.length;
      await clock.advance(5000);
      expect(await outcome(sent)).to.equal("resolved");
      expect(log.names.length, names(log)).to.equal(told);
      expect(session.messages.map(({ role }) => role)).to.deep.equal(["user"]);
      expect(llm.requests[0]?.state).to.equal("aborted");
      expect(tts.requests.filter(({ state }) => state === "open")).to.deep.equal([]);
      expect(clock.pending).to.equal(0);
    });
  }

  it("happens by itself when something newer is asked; the older promise resolves quietly", async () => {
    const { clock, llm, session, said } = await ready();
    llm.plan(["Old answer. And more."], ["New answer."]);
    const older = session.sendMessage("one");
    await clock.advance(10);
    const newer = session.sendMessage("two");
    await clock.advance(1000);
    expect([await outcome(older), await outcome(newer)]).to.deep.equal(["resolved", "resolved"]);
    expect(said().at(-1)).to.equal("New answer.");
    expect(session.messages.map(({ content }) => content)).to.deep.equal(["one", "two", "New answer."]);
  });
});

describe("a turn that fails", () => {
  it("is told with its code, in silence, with nothing committed; and the next one goes well", async () => {
    const { clock, face, llm, session, log } = await ready({ face: { speechMs: 500 } });
    llm.plan(["One. Tw", 100, new LiveAvatarError("llm-interrupted", "cable cut")], ["Better."]);
    const sent = session.sendMessage("hi");
    const result = outcome(sent);
    await clock.advance(200);
    expect(await result).to.equal("llm-interrupted");
    expect(face.speeches[0]?.end).to.equal("interrupted");
    expect(log.names.slice(-3)).to.deep.equal(["speech-end", "error", "state-change"]);
    expect(session.messages.length).to.equal(1);
    const again = session.sendMessage("again");
    await clock.advance(1000);
    await again;
    expect(session.messages.at(-1)?.content).to.equal("Better.");
  });
});

describe("a swap", () => {
  it("of the models counts from the next turn on; the running one goes on with its own", async () => {
    const { clock, llm, tts, session } = await ready();
    const other = new FakeLLM({ clock });
    const otherVoice = new FakeTTS({ clock });
    llm.plan(["One. ", 100, "Two."]);
    other.plan(["Three."]);
    const first = session.sendMessage("hi");
    await clock.advance(50);
    session.setLLM(other);
    session.setTTS(otherVoice);
    await clock.advance(1000);
    await first;
    expect([tts.requests.length, otherVoice.requests.length]).to.deep.equal([2, 0]);
    const second = session.sendMessage("and?");
    await clock.advance(1000);
    await second;
    expect([llm.requests.length, other.requests.length, otherVoice.requests.length]).to.deep.equal([1, 1, 1]);
  });

  it("of the renderer interrupts, brings the new one up and lets the old one go", async () => {
    const { clock, face, llm, session, log } = await ready({ face: { speechMs: 500 } });
    const next = new FakeFace({ clock, id: "next", mountMs: 100 });
    llm.plan(["Long story. And on."], ["Here."]);
    const sent = session.sendMessage("hi");
    await clock.advance(10);
    const swapped = session.setRenderer(next);
    await clock.advance(50);
    expect([session.state, face.mounted, next.mounted]).to.deep.equal(["ready", true, false]);
    await clock.advance(50);
    await Promise.all([swapped, sent]);
    expect([face.mounted, next.mounted]).to.deep.equal([false, true]);
    const again = session.sendMessage("again");
    await clock.advance(1000);
    await again;
    expect(next.speeches.length).to.equal(1);
    expect(log.names.includes("error")).to.equal(false);
    session.destroy();
    await clock.advance(0);
    expect([next.mounted, clock.pending]).to.deep.equal([false, 0]);
  });

  it("of the renderer that fails leaves the old one in place", async () => {
    const { clock, face, llm, session } = await ready();
    const next = new FakeFace({ clock, kind: "remote-voice" });
    next.mountError = new Error("no room");
    const swapped = outcome(session.setRenderer(next));
    await clock.advance(10);
    expect(await swapped).to.equal("renderer-failed");
    expect([session.state, face.mounted, next.mounted, next.listeners]).to.deep.equal(["ready", true, false, 0]);
    llm.plan(["Still here."]);
    const sent = session.sendMessage("hi");
    await clock.advance(1000);
    await sent;
    expect(face.speeches.length).to.equal(1);
  });

  it("of the renderer is given up by a newer one and by the end", async () => {
    const { clock, face, session } = await ready();
    const [a, b] = [new FakeFace({ clock, mountMs: 100 }), new FakeFace({ clock, mountMs: 100 })];
    const first = outcome(session.setRenderer(a));
    await clock.advance(10);
    const second = outcome(session.setRenderer(b));
    await clock.advance(10);
    session.destroy();
    await clock.advance(1000);
    expect([await first, await second].every((name) => name.startsWith("AbortError"))).to.equal(true);
    expect([face.mounted, a.mounted, b.mounted, clock.pending]).to.deep.equal([false, false, false, 0]);
  });

  it("of the renderer before the start counts from the start on", async () => {
    const clock = new FakeClock();
    const [first, second] = [new FakeFace({ clock }), new FakeFace({ clock })];
    const session = new AvatarSession({ renderer: first, llm: new FakeLLM({ clock }), clock });
    await session.setRenderer(second);
    const started = session.start();
    await clock.advance(0);
    await started;
    expect([first.mounted, second.mounted]).to.deep.equal([false, true]);
    session.destroy();
  });
});
