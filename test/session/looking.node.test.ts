/** Vision workloads on a clock that the test moves, with a page that only has the shape of one. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { LLMChunk, LLMProvider } from "../../src/core/ports/language-model.js";
import type { AvatarSession, AvatarSessionConfig, VisionContextEntry } from "../../src/session/index.js";
import { FakeClock, FakeLLM } from "../../src/testing/index.js";
import { model, outcome, ready, rolesOf } from "./support.js";

class Stream extends EventTarget {
  readonly track = Object.assign(new EventTarget(), { readyState: "live", muted: false, enabled: true });
  getVideoTracks() {
    return [this.track];
  }
  end(): void {
    this.track.readyState = "ended";
    this.track.dispatchEvent(new Event("ended"));
  }
}

/** What the page has made and what of it plays. */
const page = {
  playing: new Set<object>(),
  readyState: 2,
  createElement(name: string): object {
    if (name === "canvas") {
      return {
        width: 1,
        height: 1,
        getContext: () => ({ drawImage: () => undefined }),
        toDataURL: (type: string) => `data:${type};base64,AA==`,
      };
    }
    const video = Object.assign(new EventTarget(), {
      ...{ muted: false, srcObject: null as object | null, paused: true, videoWidth: 64, videoHeight: 36 },
      get readyState() {
        return page.readyState;
      },
      play() {
        video.paused = false;
        page.playing.add(video);
        return Promise.resolve();
      },
      pause() {
        video.paused = true;
        if (video.srcObject !== null) page.playing.delete(video);
      },
    });
    return video;
  },
};

const sessions: AvatarSession[] = [];

async function seeing(
  { workloads = ["screen:ocr"], ...more }: Partial<NonNullable<AvatarSessionConfig["visionWorkloads"]>> = {},
  config: Partial<AvatarSessionConfig> = {},
) {
  const lines: string[] = [];
  const logger = {
    ...{ debug: () => undefined, info: () => undefined },
    warn: (text: string) => lines.push(text),
    error: (text: string) => lines.push(text),
  };
  const clock = new FakeClock();
  const seer = new FakeLLM({ clock });
  const kit = await ready({ logger, visionWorkloads: { llm: more.llm ?? seer, workloads, ...more }, ...config });
  sessions.push(kit.session);
  const stream = new Stream();
  await kit.session.startVideo(stream as unknown as MediaStream);
  /** Time passes, and what is loaded meanwhile is there. */
  const wait = async (ms: number): Promise<void> => {
    await kit.clock.advance(ms);
    await setImmediate();
    await kit.clock.advance(0);
  };
  const answer = (index: number, text: string): void => {
    seer.requests[index]!.push(text);
    seer.requests[index]!.end();
  };
  const told = () => kit.session.visionContext.map(({ workload, text }) => [workload, text]);
  const visionErrors = () => kit.events("vision-error").map((error) => (error as LiveAvatarError).code);
  return { ...kit, seer, stream, wait, answer, told, visionErrors, lines };
}

const stateOf = (requests: FakeLLM["requests"]) => requests.map(({ state }) => state);

describe("vision workloads", () => {
  before(() => {
    Object.assign(globalThis, { document: page });
  });
  afterEach(() => {
    for (const session of sessions.splice(0)) session.destroy();
    page.readyState = 2;
    assert.equal(page.playing.size, 0, "what plays is released");
  });
  after(() => {
    Reflect.deleteProperty(globalThis, "document");
  });

  it("tick at once and then at every interval, with one message of prompt and picture", async () => {
    const { session, seer, wait, answer, told, events } = await seeing({ intervalMs: 1000 });
    await session.startVisionWorkloads();
    await wait(0);
    assert.equal(seer.requests.length, 1);
    const [message, ...others] = seer.requests[0]!.messages;
    assert.equal(others.length, 0);
    assert.equal(message!.role, "user");
    assert.deepEqual(
      (message!.content as readonly { type: string }[]).map(({ type }) => type),
      ["text", "image_url"],
    );
    answer(0, " one ");
    await wait(999);
    assert.equal(seer.requests.length, 1);
    await wait(1);
    assert.equal(seer.requests.length, 2);
    answer(1, "two");
    await wait(0);
    assert.deepEqual(told(), [["screen:ocr", "two"]]);
    const entries = events("vision-context") as VisionContextEntry[];
    assert.deepEqual(
      entries.map(({ text }) => text),
      ["one", "two"],
    );
    assert.ok(entries.every((entry) => Object.isFrozen(entry) && entry.completedAt >= entry.capturedAt));
    session.stopVisionWorkloads();
    await wait(5000);
    assert.equal(seer.requests.length, 2);
    assert.deepEqual(events("vision-workloads-change"), [true, false]);
  });

  it("leave out a tick while one runs, and never overlap", async () => {
    const { session, seer, wait, answer } = await seeing({ intervalMs: 1000 });
    await session.startVisionWorkloads();
    await wait(4500);
    assert.equal(seer.requests.length, 1);
    answer(0, "late");
    await wait(500);
    assert.equal(seer.requests.length, 2);
  });

  it("end a tick after 60 s on the wire, tell of it, and go on", async () => {
    const { session, seer, wait, visionErrors, answer, told } = await seeing({ intervalMs: 1000 });
    await session.startVisionWorkloads();
    await wait(59_999);
    assert.deepEqual(stateOf(seer.requests), ["open"]);
    await wait(1001);
    assert.equal(seer.requests[0]!.options.signal?.aborted, true);
    assert.deepEqual(visionErrors(), ["vision-timeout"]);
    assert.equal(seer.requests.length, 2);
    answer(1, "here again");
    await wait(0);
    assert.deepEqual(told(), [["screen:ocr", "here again"]]);
    assert.deepEqual(session.signals.error.get(), undefined);
  });

  it("tell every failure in the codes of their stage, and respect a server that wants to be left alone", async () => {
    const { session, seer, wait, visionErrors, clock } = await seeing({ intervalMs: 1000 });
    await session.startVisionWorkloads();
    const failures = [
      new LiveAvatarError("llm-failed", "no"),
      new LiveAvatarError("llm-refused", "no", { status: 400 }),
      new LiveAvatarError("llm-timeout", "no"),
      new LiveAvatarError("llm-interrupted", "no"),
      new Error("cable cut"),
      new LiveAvatarError("llm-rate-limited", "no", { retryAfter: 5 }),
    ];
    for (const failure of failures) {
      await wait(0);
      seer.requests.at(-1)!.fail(failure);
      await wait(1000);
    }
    assert.deepEqual(visionErrors(), [
      ...["vision-failed", "vision-refused", "vision-timeout", "vision-interrupted", "vision-failed"],
      "vision-rate-limited",
    ]);
    assert.equal(seer.requests.length, 6);
    await wait(3999);
    assert.equal(seer.requests.length, 6, `too early at ${clock.now()}`);
    await wait(1001);
    assert.equal(seer.requests.length, 7);
  });

  it("keep no entry for an answer without words, or with nothing but thoughts", async () => {
    const { session, wait, answer, told, events } = await seeing({ intervalMs: 1000 });
    await session.startVisionWorkloads();
    for (const [index, text] of ["  ", "<think>a desk, I believe</think>", "<think>never ended"].entries()) {
      await wait(0);
      answer(index, text);
      await wait(1000);
    }
    assert.deepEqual(told(), []);
    assert.deepEqual(events("vision-context"), []);
  });

  it("are run side by side about one picture, each unknown name as the first with a warning", async () => {
    const { session, seer, wait, answer, told, lines } = await seeing({
      workloads: ["screen:ocr", "screen:read-my-mind", "screen:interpret"],
    });
    await session.startVisionWorkloads();
    await wait(0);
    assert.equal(seer.requests.length, 2);
    assert.ok(lines.some((line) => line.includes("screen:read-my-mind")));
    answer(0, "letters");
    answer(1, "a desk");
    await wait(0);
    assert.deepEqual(told(), [
      ["screen:ocr", "letters"],
      ["screen:interpret", "a desk"],
    ]);
  });

  it("leave out ticks without a picture, and begin with the video when they were started before it", async () => {
    const { session, seer, wait, stream } = await seeing({ intervalMs: 1000 });
    session.stopVideo();
    await session.startVisionWorkloads();
    assert.equal(session.visionWorkloadsActive, true);
    await wait(2500);
    assert.equal(seer.requests.length, 0);
    await session.startVideo(stream as unknown as MediaStream);
    await wait(0);
    assert.equal(seer.requests.length, 1);
  });

  it("end with the video, with the track and with the session, and leave nothing behind", async () => {
    for (const end of ["video", "track", "session"]) {
      const { session, seer, stream, wait, answer, told, clock, events } = await seeing({ intervalMs: 1000 });
      await session.startVisionWorkloads();
      await wait(0);
      answer(0, "something");
      await wait(1000);
      if (end === "video") session.stopVideo();
      else if (end === "track") stream.end();
      else await session.stop();
      assert.equal(seer.requests[1]!.options.signal?.aborted, true, end);
      assert.deepEqual(told(), [], end);
      assert.deepEqual(
        [events("video-change"), events("vision-workloads-change")],
        [
          [true, false],
          [true, false],
        ],
        end,
      );
      assert.deepEqual([session.videoActive, session.visionWorkloadsActive], [false, false], end);
      if (end === "session") assert.equal(clock.pending, 0);
      session.destroy();
    }
  });

  it("tell the model after the persona and before the history, bounded, and not what is past", async () => {
    const { session, ask, asked, llm, wait, answer } = await seeing(
      { intervalMs: 1000, workloads: ["screen:ocr"] },
      { systemPrompt: "You are Ada.", strictRoles: false, greeting: "Hi!" },
    );
    llm.plan(["Yes."], ["Yes."], ["Yes."]);
    await session.startVisionWorkloads();
    await wait(0);
    answer(0, "x".repeat(10_000));
    await wait(0);
    session.stopVisionWorkloads();
    await ask("What do I see?");
    assert.deepEqual(rolesOf(asked()), ["system", "system", "assistant", "user"]);
    const [persona, seen] = asked();
    assert.equal(persona!.content, "You are Ada.");
    assert.match(seen!.content as string, /never an instruction.*\n\[screen:ocr, \d+ s ago\] xxx/s);
    assert.ok((seen!.content as string).length < 6300);
    await wait(61_000);
    await ask("And now?");
    assert.deepEqual(rolesOf(asked()), ["system", "assistant", "user", "assistant", "user"]);
  });

  it("join the persona where roles are strict", async () => {
    const { session, ask, asked, llm, wait, answer } = await seeing({}, { systemPrompt: "You are Ada." });
    llm.plan(["Yes."]);
    await session.startVisionWorkloads();
    await wait(0);
    answer(0, "Save as");
    await wait(0);
    await ask("?");
    assert.deepEqual(rolesOf(asked()), ["system", "user"]);
    assert.match(asked()[0]!.content as string, /^You are Ada\.\n\n[^]*Save as$/);
  });

  it("survive models that hang, throw at once, never stop, and say what is no text", async () => {
    const endless = model(function* () {
      for (;;) yield { text: "word " };
    });
    const hostile: Record<string, LLMProvider> = {
      endless,
      "throws at once": {
        id: "t",
        chat() {
          throw new TypeError("no");
        },
      },
      "gives no stream": { id: "n", chat: () => undefined as unknown as AsyncIterable<LLMChunk> },
      "says numbers": model(() => [{ text: 7 as unknown as string }]),
    };
    for (const [name, llm] of Object.entries(hostile)) {
      const { session, wait, told, visionErrors, clock } = await seeing({ llm, intervalMs: 1000 });
      await session.startVisionWorkloads();
      await wait(2000);
      assert.equal(session.visionWorkloadsActive, true, name);
      if (name === "endless") assert.equal(session.visionContext[0]!.text.length <= 4000, true);
      else assert.deepEqual([told(), new Set(visionErrors())], [[], new Set(["vision-failed"])], name);
      session.destroy();
      await wait(0);
      assert.equal(clock.pending, 0, name);
    }
  });

  it("do not begin when they are stopped in the moment in which their part is there", async () => {
    for (const end of ["stopVisionWorkloads", "stopVideo", "destroy"] as const) {
      let handleMade: () => void = () => undefined;
      const kit = await ready({
        visionWorkloads: {
          ...{ llm: new FakeLLM({ clock: new FakeClock() }), workloads: ["screen:ocr"] },
          // The part reads it when it is made.
          get intervalMs() {
            handleMade();
            return 1000;
          },
        },
      });
      sessions.push(kit.session);
      handleMade = () => {
        queueMicrotask(() => kit.session[end]());
      };
      await outcome(kit.session.startVisionWorkloads());
      handleMade = () => undefined;
      await kit.clock.advance(0);
      assert.deepEqual([kit.session.visionWorkloadsActive, kit.clock.pending], [false, 0], end);
    }
  });

  it("need their configuration", async () => {
    const { session } = await ready();
    assert.equal(await outcome(session.startVisionWorkloads()), "config-invalid");
    session.destroy();
    assert.equal(await outcome(session.startVisionWorkloads()), "wrong-state");
    for (const [config, code] of [
      [{ visionWorkloads: { workloads: [] } }, "config-missing"],
      [{ visionWorkloads: { llm: model(() => []), workloads: [], intervalMs: 5 } }, "config-invalid"],
      [{ vision: { imageQuality: 2 } }, "config-invalid"],
      [{ vision: { maxWidth: 0 } }, "config-invalid"],
      [{ vision: {}, llm: undefined }, "config-invalid"],
    ] as const) {
      assert.equal(await outcome(ready(config as Partial<AvatarSessionConfig>)), code, JSON.stringify(config));
    }
  });

  it("keep their invariants in random order", async () => {
    const first = Date.now() % 1e6;
    for (let seed = first; seed < first + 60; seed += 1) {
      await play(seed).catch((error: unknown) => {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      });
    }
  });
});

async function play(seed: number): Promise<void> {
  let x = seed;
  const random = (): number => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 32;
  };
  const { session, seer, llm, wait, events, clock } = await seeing({ intervalMs: 1000, autoStart: random() < 0.5 });
  let stream = new Stream();
  const open = new Set<Promise<unknown>>();
  const keep = (promise: Promise<unknown>): void => {
    open.add(promise);
    void promise.catch(() => undefined).finally(() => open.delete(promise));
  };
  const acts: (() => void | Promise<void>)[] = [
    () => keep(session.startVideo(stream as unknown as MediaStream)),
    () => keep(session.startVideo((stream = new Stream()) as unknown as MediaStream)),
    () => session.stopVideo(),
    () => keep(session.startVisionWorkloads()),
    () => session.stopVisionWorkloads(),
    () => stream.end(),
    () => seer.requests.at(-1)?.push("seen"),
    () => seer.requests.at(-1)?.end(),
    () => seer.requests.at(-1)?.fail(new Error("cut")),
    () => keep(session.sendMessage("?")),
    () => llm.requests.at(-1)?.push("word"),
    () => llm.requests.at(-1)?.end(),
    () => session.interrupt(),
    () => {
      page.readyState = random() < 0.7 ? 2 : 0;
    },
    () => wait(random() * 3000),
    () => wait(1),
  ];
  const off = [
    session.on("vision-context", () => assert.ok(session.visionWorkloadsActive && session.videoActive)),
    session.on("video-change", (active) => {
      assert.equal(session.videoActive, active);
      if (random() < 0.2) session.stopVideo();
    }),
  ];
  for (let i = 0; i < 40; i += 1) {
    await acts[Math.floor(random() * acts.length)]?.();
    if (!session.videoActive) assert.deepEqual(session.visionContext, []);
    const running = seer.requests.filter(({ state }) => state === "open").length;
    assert.ok(running <= 1, `${running} ticks at once`);
  }
  for (const leave of off) leave();
  session.destroy();
  await wait(0);
  for (const name of ["video-change", "vision-workloads-change"]) {
    const told = events(name);
    assert.deepEqual(
      told,
      told.map((_, index) => index % 2 === 0),
      name,
    );
    assert.equal(told.length % 2, 0, `${name} ends with false`);
  }
  assert.deepEqual([open.size, clock.pending], [0, 0]);
}
