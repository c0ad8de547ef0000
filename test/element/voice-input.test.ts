/** What an avatar without a microphone of its own hears with: which recogniser, with which sound, loaded when. */
import { expect } from "chai";
import { assemble, preload } from "../../src/element/assembly/assemble.js";
import { CHUNKS } from "../../src/element/assembly/part.js";
import { consoleLogger } from "../../src/element/console-logger.js";
import { hears, type Settings, settingsOf } from "../../src/element/settings.js";
import { systemClock } from "../../src/core/clock.js";
import type { LLMProvider } from "../../src/core/ports/language-model.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { clear, find, place, settled, TalkingRenderer, until } from "./support.js";
import { converse, Recogniser, giveChunks, Mic, micButton, micState, takeChunksBack } from "./voice-support.js";

type Options = Readonly<Record<string, unknown>>;

/** Recognisers that keep what they were made with. */
function recognisers(isBrowserAble = true) {
  const made: [name: string, options: Options][] = [];
  const named = (name: string, capture: "frames" | "own" = "frames") =>
    class extends Recogniser {
      static isAvailable = () => isBrowserAble;
      constructor(options: Options = {}) {
        super(capture);
        made.push([name, options]);
      }
    };
  giveChunks({
    realtime: { OpenAIRealtimeSTT: named("realtime") },
    openai: { OpenAISTT: named("stt") },
    utterances: { UtteranceSTT: named("utterance") },
    energyVAD: { EnergyVAD: named("vad") },
    speechRecognition: { SpeechRecognitionSTT: named("browser", "own") },
  });
  return made;
}

const llm: LLMProvider = new FakeLLM({ clock: systemClock });
const settings = (changes: Partial<Settings> = {}): Settings => ({
  ...settingsOf(document.createElement("live-avatar"), "de", consoleLogger),
  ...{ llm, renderer: new FakeFace({ clock: systemClock, kind: "voice" }) },
  ...changes,
});
const make = (changes: Partial<Settings> = {}) => assemble(settings(changes), new AbortController().signal);
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error: unknown) => (error as { code: unknown }).code,
  );

afterEach(async () => {
  await clear();
  takeChunksBack();
});

describe("an avatar without a microphone of its own", () => {
  it("hears with the page's recogniser first", async () => {
    const made = recognisers();
    const assembly = await make({ realtimeSTT: new Recogniser(), sttTokenEndpoint: "/stt", sttBaseUrl: "/m" });
    expect([made, assembly.hears]).to.deep.equal([[], true]);
  });

  it("then with a service in real time, whose tokens the site mints", async () => {
    const made = recognisers();
    await make({ sttTokenEndpoint: "/stt-token", sttBaseUrl: "https://stt.example/v1", sttModel: "transcriber" });
    const [[name, options] = [], ...others] = made;
    expect([name, others]).to.deep.equal(["realtime", []]);
    expect(options).to.include({ baseURL: "https://stt.example/v1", model: "transcriber", language: "de" });
    const asked: (string | undefined)[] = [];
    const original = window.fetch.bind(window);
    window.fetch = (input, init) => {
      asked.push(new URL(input as string, location.href).pathname, init?.method);
      return Promise.resolve(Response.json({ client_secret: { value: "t" } }));
    };
    try {
      const token = options?.token as (options: { readonly signal: AbortSignal }) => Promise<unknown>;
      expect(await token({ signal: new AbortController().signal })).to.deep.equal({ client_secret: { value: "t" } });
      expect(asked).to.deep.equal(["/stt-token", "POST"]);
    } finally {
      window.fetch = original;
    }
  });

  it("then with recordings of what was said, cut by a detector that loads nothing or by the page's", async () => {
    const made = recognisers();
    await make({ sttBaseUrl: "/api/model", sttModel: "transcriber" });
    expect(made.map(([name]) => name).sort()).to.deep.equal(["stt", "utterance", "vad"]);
    const options = Object.fromEntries(made);
    expect(options.stt).to.include({ baseURL: "/api/model", model: "transcriber" });
    expect(options.utterance).to.include({ language: "de" });
    const vad = {
      id: "own",
      process: () => undefined,
      reset: () => undefined,
      on: () => () => undefined,
      dispose: () => undefined,
    };
    made.length = 0;
    await make({ sttBaseUrl: "/api/model", sttModel: "transcriber", vad });
    expect(made.map(([name]) => name).sort()).to.deep.equal(["stt", "utterance"]);
    expect(Object.fromEntries(made).utterance?.vad).to.equal(vad);
  });

  it("then with the browser's own recognition, else not at all", async () => {
    if (!hears(settings())) Object.assign(window, { webkitSpeechRecognition: Recogniser });
    const made = recognisers();
    expect((await make()).hears).to.equal(true);
    expect(made).to.deep.equal([["browser", { language: "de" }]]);
    recognisers(false);
    expect((await make()).hears).to.equal(false);
  });

  it("needs no recogniser where it has one", async () => {
    const made = recognisers();
    const assembly = await make({ renderer: new TalkingRenderer(), sttBaseUrl: "/m", sttModel: "transcriber" });
    expect([made, assembly.hears]).to.deep.equal([[], true]);
  });

  it("needs the name of a model, as its server calls it", async () => {
    giveChunks();
    expect(await codeOf(make({ sttBaseUrl: "/api/model" }))).to.equal("config-missing");
  });
});

describe("the addresses of voice input", () => {
  for (const name of ["sttBaseUrl", "sttTokenEndpoint", "assetBase"] as const) {
    it(`are of this site or https: ${name}`, async () => {
      recognisers();
      for (const url of ["http://elsewhere.example/x", "https://me:secret@site.example/x"])
        expect(await codeOf(make({ [name]: url }))).to.equal("config-invalid");
      for (const url of ["/x", "https://elsewhere.example/x", "http://localhost:1/x"])
        expect(await codeOf(make({ [name]: url, realtimeSTT: new Recogniser() }))).to.equal("fine");
    });
  }
});

describe("the chunks of voice input", () => {
  const loaded = (changes: Partial<Settings>): string[] => {
    const asked: string[] = [];
    for (const name of Object.keys(CHUNKS)) {
      Object.assign(CHUNKS, { [name]: () => Promise.resolve(void asked.push(name)) });
    }
    preload(settings(changes));
    return asked.filter((name) => name !== "portrait" && name !== "browser").sort();
  };
  const vad = {} as Settings["vad"];

  for (const [title, changes, chunks] of [
    ["a recogniser of the page", { realtimeSTT: new Recogniser() }, ["microphone"]],
    ["one that captures itself", { realtimeSTT: new Recogniser("own") }, []],
    ["a service in real time", { sttTokenEndpoint: "/t" }, ["microphone", "realtime"]],
    ["recordings", { sttBaseUrl: "/m" }, ["energyVAD", "microphone", "openai", "utterances"]],
    ["recordings and a detector", { sttBaseUrl: "/m", vad }, ["microphone", "openai", "utterances"]],
    ["a renderer with a microphone", { renderer: new TalkingRenderer(), sttBaseUrl: "/m" }, []],
  ] as const) {
    it(`are those that are needed, on intent: ${title}`, () => {
      expect(loaded(changes)).to.deep.equal(chunks);
    });
  }
});

describe("the start gate", () => {
  const hint = async (attributes: Readonly<Record<string, string>>, renderer?: TalkingRenderer) => {
    const element = await place({ "llm-base-url": "/llm", "llm-model": "m", ...attributes }, renderer);
    return find(element, ".hint") !== null;
  };

  it("says that a microphone will be asked for, where the avatar can hear", async () => {
    expect(await hint({ "stt-base-url": "/m", "stt-model": "s" })).to.equal(true);
    expect(await hint({ "stt-token-endpoint": "/m" })).to.equal(true);
    expect(await hint({}, new TalkingRenderer())).to.equal(true);
    expect(await hint({ "stt-base-url": "/m", microphone: "muted" })).to.equal(false);
    const isBrowserAble = "SpeechRecognition" in window || "webkitSpeechRecognition" in window;
    expect(await hint({})).to.equal(isBrowserAble);
  });
});

describe("what a visitor says", () => {
  beforeEach(() => giveChunks());

  it("is asked, and the answer ends no sooner than it should", async () => {
    const { element, recogniser, llm } = await converse();
    expect([micState(element), element.hasAttribute("listening"), Mic.newest.options.sampleRate]).to.deep.equal([
      "live",
      true,
      24_000,
    ]);
    expect(recogniser.connections[0]?.options?.signal?.aborted ?? false).to.equal(false);
    llm.plan(["At nine."]);
    recogniser.callbacks.onSpeechStart?.();
    await settled(element);
    expect(element.hasAttribute("user-speaking")).to.equal(true);
    recogniser.callbacks.onTranscript("When do you", { isFinal: false });
    await settled(element);
    expect(find(element, ".heard")?.textContent.trim()).to.equal("When do you");
    recogniser.callbacks.onSpeechEnd?.();
    recogniser.say("When do you open?");
    await until(() => element.messages.length === 2);
    expect(element.messages.map(({ content }) => content)).to.deep.equal(["When do you open?", "At nine."]);
    expect(element.hasAttribute("user-speaking")).to.equal(false);
    expect(recogniser.frames).to.be.greaterThan(0);
  });

  it("needs no microphone button where nobody hears", async () => {
    recognisers(false);
    const element = await place();
    element.renderer = new FakeFace({ clock: systemClock, kind: "voice" });
    element.llm = llm;
    await element.start();
    await settled(element);
    expect([micButton(element), micState(element)]).to.deep.equal([null, null]);
  });
});
