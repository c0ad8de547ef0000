/** The element with the portrait, and with a language model of the page's own. */
import { expect } from "chai";
import { systemClock } from "../../src/core/clock.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { FakeFace, FakeLLM, FakeTTS } from "../../src/testing/index.js";
import { canvasIn } from "../portrait/support.js";
import { clear, event, find, nextTask, place, settled, TalkingRenderer, until } from "./support.js";

const clock = systemClock;
const original = window.fetch.bind(window);

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
  readonly body: Record<string, unknown>;
}

/** Answers for the site's own addresses; returns what they were asked. */
function site(answers: Readonly<Record<string, (asked: Asked) => Response | Promise<Response>>>): Asked[] {
  const all: Asked[] = [];
  window.fetch = async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input.toString(), location.href).pathname;
    const answer = answers[url];
    if (!answer) return original(input, init);
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    const asked = { url, init, body };
    all.push(asked);
    return answer(asked);
  };
  return all;
}

const streamed = (text: string): Response =>
  new Response(
    `data: ${JSON.stringify({ choices: [{ delta: { content: text }, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`,
    { headers: { "Content-Type": "text/event-stream" } },
  );

const card = (changes: object = {}): string =>
  JSON.stringify({
    spec: "chara_card_v3",
    spec_version: "3.0",
    data: { name: "Ada", description: "Keeps the <b>lighthouse</b>.", ...changes },
  });

const told = (element: LiveAvatarElement): string => find(element, "[part=message]")?.textContent ?? "";
const start = (element: LiveAvatarElement) => find<HTMLButtonElement>(element, ".start")!;
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error: unknown) => (error as { code: unknown }).code,
  );

/** Elements with these, a model and a face that only speaks. */
async function converse(
  attributes: Readonly<Record<string, string>> = {},
  face: FakeFace | TalkingRenderer = new FakeFace({ clock, kind: "voice", speechMs: 5 }),
) {
  const llm = new FakeLLM({ clock });
  const element = await place(attributes);
  element.renderer = face;
  element.llm = llm;
  await element.start();
  await settled(element);
  return { element, llm, face };
}

afterEach(async () => {
  window.fetch = original;
  await clear();
});

describe("an element in which nobody could answer", () => {
  it("says so, and Start cannot be pressed", async () => {
    const element = await place();
    await settled(element);
    expect(told(element)).to.equal("This page is not set up correctly. Please tell the people who run it.");
    expect(start(element).disabled).to.equal(true);
    expect(find(element, ".hint")).to.equal(null);
    expect(element.getAttribute("state")).to.equal("idle");
    expect(element.getAttribute("error-code")).to.equal("config-missing");
    expect(await codeOf(element.start())).to.equal("config-missing");
  });

  it("says it in German", async () => {
    const element = await place({ lang: "de" });
    expect(told(element)).to.match(/^Diese Seite ist nicht richtig eingerichtet/);
  });

  for (const [title, repair] of [
    ["a model by attribute", (element) => setAll(element, { "llm-base-url": "/llm", "llm-model": "m" })],
    ["a model by property", (element) => (element.llm = new FakeLLM({ clock }))],
    ["a token endpoint", (element) => setAll(element, { "token-endpoint": "/token" })],
    ["a token provider", (element) => (element.tokenProvider = () => Promise.resolve({}))],
    ["a renderer that converses", (element) => (element.renderer = new TalkingRenderer())],
  ] as readonly (readonly [string, (element: LiveAvatarElement) => unknown])[]) {
    it(`can be started as soon as there is ${title}`, async () => {
      const element = await place();
      repair(element);
      await settled(element);
      expect(start(element).disabled).to.equal(false);
      expect(told(element)).to.equal("");
      expect(element.hasAttribute("error-code")).to.equal(false);
    });
  }

  for (const [title, attributes] of [
    ["a model without a name", { "llm-base-url": "/llm" }],
    ["LiveAvatar without a token", { renderer: "liveavatar", "llm-base-url": "/llm", "llm-model": "m" }],
    ["the portrait with a token alone", { renderer: "portrait", "token-endpoint": "/token" }],
  ] as const) {
    it(`is also one with ${title}`, async () => {
      const element = await place(attributes);
      expect(start(element).disabled).to.equal(true);
      expect(await codeOf(element.start())).to.equal("config-missing");
    });
  }

  it("is also one with a face that only speaks", async () => {
    const element = await place();
    element.renderer = new FakeFace({ clock });
    await settled(element);
    expect(start(element).disabled).to.equal(true);
    expect(await codeOf(element.start())).to.equal("config-missing");
  });
});

function setAll(element: LiveAvatarElement, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

describe("a model of the page's own", () => {
  it("is told who it is, how to feel and how long to think", async () => {
    const { element, llm } = await converse({
      "system-prompt": "You keep a lighthouse.",
      emotions: "",
      "reasoning-effort": "low",
    });
    llm.plan(['<|ACT {"emotion":"happy"}|>Good evening.']);
    await element.sendMessage("Hello?");
    const { messages, options } = llm.requests[0]!;
    expect(messages[0]?.content).to.match(/^You keep a lighthouse\.[^]*ACT/);
    expect(options.reasoningEffort).to.equal("low");
    expect(element.messages.map(({ content }) => content)).to.deep.equal(["Hello?", "Good evening."]);
  });

  it("gets no word on effort and feelings by default, and none for a word that is none", async () => {
    const { element, llm } = await converse({ "reasoning-effort": "enormous" });
    llm.plan(["Yes."]);
    await element.sendMessage("Hello?");
    expect(llm.requests[0]?.messages).to.have.length(1);
    expect(llm.requests[0]?.options.reasoningEffort).to.equal(undefined);
  });

  it("answers in text only where the page wants that; say() speaks all the same", async () => {
    const { element, llm, face } = await converse({ "no-auto-speak": "" });
    llm.plan(["Just text."]);
    await element.sendMessage("Hello?");
    await element.say("Aloud.");
    expect((face as FakeFace).speeches.map(({ what }) => what)).to.deep.equal(["Aloud."]);
  });

  it("greets first", async () => {
    const face = new FakeFace({ clock, kind: "voice", speechMs: 5 });
    const element = await place({ greeting: "Good evening. I am Ada." });
    element.renderer = face;
    element.llm = new FakeLLM({ clock });
    const ended = event(element, "avatar-speech-end");
    await element.start();
    await ended;
    expect(face.speeches.map(({ what }) => what)).to.deep.equal(["Good evening.", "I am Ada."]);
  });

  it("speaks by the mouth of an avatar that could converse itself", async () => {
    const renderer = new TalkingRenderer();
    const { element, llm } = await converse({}, renderer);
    const asked = element.sendMessage("Hello?");
    await until(() => llm.requests.length === 1);
    llm.requests[0]!.push("Good evening.");
    llm.requests[0]!.end();
    await until(() => renderer.calls.includes("speakText:Good evening."));
    renderer.report({ type: "speech-start" }, { type: "speech-end" });
    await asked;
    expect(renderer.calls).to.include("speakText:Good evening.");
    expect(renderer.calls.filter((call) => call.startsWith("respond"))).to.deep.equal([]);
  });

  it("has its captions follow the voice and not the text, sentence by sentence", async () => {
    const face = new FakeFace({ clock, kind: "voice", speechMs: 10_000 });
    const { element, llm } = await converse({}, face);
    void element.sendMessage("Hello?");
    await until(() => llm.requests.length === 1);
    llm.requests[0]!.push("One and");
    await settled(element);
    expect(element.getAttribute("state")).to.equal("thinking");
    expect(find(element, ".captions"), "nothing is heard yet").to.equal(null);
    llm.requests[0]!.push(" a half. Two. Three.");
    await event(element, "avatar-segment");
    await settled(element);
    expect(find(element, ".captions")?.textContent.trim()).to.equal("One and a half.");
    element.interrupt();
    await settled(element);
    expect(find(element, ".captions")).to.equal(null);
  });

  it("is asked at the site's own address, without a key, with what fetchOptions say", async () => {
    const asked = site({
      "/model/chat/completions": () => streamed("Good evening."),
      "/model/audio/speech": () => new Response("no sound", { status: 404 }),
    });
    const face = new FakeFace({ clock });
    const element = await place({
      ...{ "llm-base-url": "/model", "llm-model": "talker", "tts-base-url": "/model" },
      ...{ "tts-model": "speaker", "tts-voice": "ada" },
    });
    element.renderer = face;
    const kinds: string[] = [];
    element.fetchOptions = (kind) => {
      kinds.push(kind);
      return Promise.resolve({ headers: { "X-Site": "yes" }, credentials: "omit" });
    };
    await element.start();
    await element.sendMessage("Hello?");
    const [chat, speech] = asked;
    expect(chat?.body).to.include({ model: "talker", stream: true });
    expect(speech?.body).to.include({ model: "speaker", voice: "ada", input: "Good evening." });
    for (const { init } of asked) {
      const headers = new Headers(init.headers);
      expect(headers.get("x-site")).to.equal("yes");
      expect(headers.has("authorization")).to.equal(false);
      expect(init.credentials).to.equal("omit");
    }
    expect(kinds).to.deep.equal(["llm", "tts"]);
    await settled(element);
    expect(find(element, "[data-key=tts-refused]"), "a voice that fails is told").not.to.equal(null);
    expect(element.getAttribute("state")).to.equal("ready");
  });

  it("of the page's script comes before the one of the attributes", async () => {
    const asked = site({ "/model/chat/completions": () => streamed("wrong") });
    const { element, llm } = await converse({ "llm-base-url": "/model", "llm-model": "talker" });
    llm.plan(["right"]);
    await element.sendMessage("Hello?");
    expect(element.messages.at(-1)?.content).to.equal("right");
    expect(asked).to.have.length(0);
  });

  for (const name of ["llm-base-url", "tts-base-url", "character-card"]) {
    it(`is refused over an insecure line: ${name}`, async () => {
      const element = await place({ "llm-base-url": "/llm", "llm-model": "m", [name]: "http://elsewhere.example/x" });
      const failed = event(element, "avatar-error");
      expect(await codeOf(element.start())).to.equal("config-invalid");
      expect((await failed).detail.error.message).to.match(new RegExp(`^${name} `));
    });
  }

  it("counts from the next start on", async () => {
    const { element, llm } = await converse();
    const other = new FakeLLM({ clock });
    element.llm = other;
    llm.plan(["first"]);
    await element.sendMessage("Hello?");
    await element.stop();
    await element.start();
    other.plan(["second"]);
    await element.sendMessage("Hello?");
    expect([llm.requests.length, other.requests.length]).to.deep.equal([1, 1]);
  });
});

describe("a character card", () => {
  const withCard = { "character-card": "/cards/ada.json", "system-prompt": "ignored" };

  it("is fetched once, on intent, and makes the prompt; what looks like mark-up stays text", async () => {
    const asked = site({ "/cards/ada.json": () => new Response(card()) });
    const llm = new FakeLLM({ clock });
    const element = await place({ ...withCard });
    element.renderer = new FakeFace({ clock, kind: "voice", speechMs: 5 });
    element.llm = llm;
    element.dispatchEvent(new PointerEvent("pointerenter"));
    element.dispatchEvent(new PointerEvent("pointerdown"));
    await element.start();
    llm.plan(["Good evening."]);
    await element.sendMessage("Hello?");
    expect(llm.requests[0]?.messages[0]?.content).to.contain("Keeps the <b>lighthouse</b>.");
    expect(llm.requests[0]?.messages[0]?.content).not.to.contain("ignored");
    expect(asked).to.have.length(1);
  });

  for (const [title, code, answer] of [
    ["is not there", "config-invalid", () => new Response(null, { status: 404 })],
    ["is no card", "config-invalid", () => new Response("<!doctype html>")],
    ["is too large", "config-invalid", () => new Response(new Uint8Array(9 * 1024 * 1024))],
    ["fails on the server", "load-failed", () => new Response(null, { status: 503 })],
    ["cannot be reached", "load-failed", () => Promise.reject(new TypeError("no network"))],
  ] as readonly (readonly [string, string, () => Response | Promise<Response>])[]) {
    it(`that ${title} ends the start with ${code}, and a second try asks again`, async () => {
      let isRepaired = false;
      site({ "/cards/ada.json": () => (isRepaired ? new Response(card()) : answer()) });
      const face = new FakeFace({ clock, kind: "voice" });
      const element = await place(withCard);
      element.renderer = face;
      element.llm = new FakeLLM({ clock });
      expect(await codeOf(element.start())).to.equal(code);
      await settled(element);
      expect(element.getAttribute("error-code")).to.equal(code);
      isRepaired = true;
      await element.start();
      expect(element.getAttribute("state")).to.equal("ready");
    });
  }

  it("that fails gives the token back that was asked for meanwhile", async () => {
    let hung: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (hung = resolve));
    site({
      "/cards/ada.json": () => new Response(null, { status: 404 }),
      "/site/stop": () => {
        hung();
        return new Response(null, { status: 204 });
      },
    });
    const element = await place({ ...withCard, "llm-base-url": "/llm", "llm-model": "m" });
    const started = { session_id: "s", livekit_url: "wss://room.example", livekit_client_token: "t" };
    element.tokenProvider = () =>
      Promise.resolve({ ...started, stop_endpoint: "/site/stop", keep_alive_endpoint: "/site/alive" });
    expect(await codeOf(element.start())).to.equal("config-invalid");
    await stopped;
  });

  it("that hangs does not hold up a visitor who gives up", async () => {
    site({ "/cards/ada.json": () => new Promise(() => undefined) });
    const element = await place(withCard);
    element.renderer = new FakeFace({ clock, kind: "voice" });
    element.llm = new FakeLLM({ clock });
    const outcome = element.start().catch((error: unknown) => (error as Error).name);
    await nextTask();
    await element.stop();
    expect(await outcome).to.equal("AbortError");
    await settled(element);
    expect(element.getAttribute("state")).to.equal("idle");
  });
});

describe("the portrait in the element", () => {
  const contexts: AudioContext[] = [];
  const { AudioContext: PlatformContext } = window;
  const synthesis = Object.getOwnPropertyDescriptor(window, "speechSynthesis")!;

  beforeEach(() => {
    contexts.length = 0;
    window.AudioContext = class extends PlatformContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        contexts.push(this);
      }
    };
  });
  afterEach(() => {
    window.AudioContext = PlatformContext;
    Object.defineProperty(window, "speechSynthesis", synthesis);
  });

  async function portrait(attributes: Readonly<Record<string, string>> = {}) {
    const llm = new FakeLLM({ clock });
    const tts = new FakeTTS({ clock });
    const element = await place(attributes);
    element.llm = llm;
    element.tts = tts;
    await element.start();
    await settled(element);
    return { element, llm, tts };
  }

  /** Firefox opens and closes its sound in a thread of its own, which takes it up to a second; the runner ends what hangs. */
  async function inTime(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await nextTask();
  }

  it("is drawn in the stage, speaks what the voice makes, and leaves nothing behind", async () => {
    const { element, llm, tts } = await portrait();
    expect(find(element, ".stage canvas")).not.to.equal(null);
    expect(find(element, ".mic"), "it does not hear").to.equal(null);
    llm.plan(["Good evening."]);
    const spoken = event(element, "avatar-speech-start");
    const asked = element.sendMessage("Hello?");
    await spoken;
    await settled(element);
    await inTime(() => element.getAttribute("audio-state") === "playing");
    await asked;
    expect(tts.requests.map(({ input }) => input.text)).to.deep.equal(["Good evening."]);
    expect(contexts, "the one of the press").to.have.length(1);
    await element.stop();
    await settled(element);
    expect(find(element, "canvas")).to.equal(null);
    await inTime(() => contexts[0]?.state === "closed");
  });

  it("lets go of the press's sound when the start fails", async () => {
    site({ "/cards/ada.json": () => new Response(null, { status: 404 }) });
    const element = await place({ "character-card": "/cards/ada.json" });
    element.llm = new FakeLLM({ clock });
    element.tts = new FakeTTS({ clock });
    await element.start().catch(() => undefined);
    await nextTask();
    expect(contexts).to.have.length(1);
    await inTime(() => contexts[0]?.state === "closed");
  });

  it("is muted and made quieter like any other avatar", async () => {
    const { element, llm } = await portrait({ muted: "", "no-captions": "" });
    llm.plan(["Good evening, and welcome."]);
    const heard = event(element, "avatar-segment");
    void element.sendMessage("Hello?");
    await heard;
    await settled(element);
    expect(find(element, ".captions")?.textContent, "shown while there is no sound").to.contain("Good evening");
    await inTime(() => element.getAttribute("audio-state") === "muted");
    element.muted = false;
    await settled(element);
    expect(element.getAttribute("audio-state")).to.equal("playing");
  });

  it("moves as the page asks, and only while there is a session", async () => {
    const bare = await place();
    expect(() => bare.updateControl({ avatar: { emotion: { label: "sad" } } })).to.throw(/start\(\)/);
    const face = new FakeFace({ clock, kind: "voice" });
    const { element } = await converse({}, face);
    element.updateControl({ avatar: { face: { mouth: { smile: 1 } } } });
    expect(face.controls).to.deep.equal([{ avatar: { face: { mouth: { smile: 1 } } } }]);
  });

  it("takes on the page's theme while it is there", async () => {
    const { element } = await portrait({ theme: "light" });
    const brightness = (): number => {
      const canvas = canvasIn(element.renderRoot);
      const pixels = canvas.getContext("2d")!.getImageData(4, 4, 1, 1).data;
      return pixels[0]! + pixels[1]! + pixels[2]!;
    };
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let left = 100; left > 0 && brightness() === 0; left -= 1) await frame();
    const light = brightness();
    element.theme = "dark";
    for (let left = 100; left > 0 && brightness() > light - 30; left -= 1) await frame();
    expect(brightness()).to.be.below(light - 30);
  });

  it("says on screen that it has no voice, and answers in writing", async () => {
    Object.defineProperty(window, "speechSynthesis", { configurable: true, value: undefined });
    const element = await place({ "llm-base-url": "/llm", "llm-model": "m" });
    const llm = new FakeLLM({ clock });
    element.llm = llm;
    await element.start();
    await settled(element);
    expect(find(element, "[data-key=voice]")?.textContent).to.contain("no voice");
    void element.sendMessage("Hello?");
    await until(() => llm.requests.length === 1);
    llm.requests[0]!.push("Good even");
    await settled(element);
    expect(find(element, ".captions")?.textContent, "as it is written").to.contain("Good even");
    llm.requests[0]!.push("ing.");
    llm.requests[0]!.end();
    await event(element, "avatar-message");
    expect(element.messages.at(-1)?.content).to.equal("Good evening.");
  });

  it("takes the browser's voice where there is no other", async () => {
    const said: string[] = [];
    const fake = Object.assign(new EventTarget(), {
      getVoices: () => speechSynthesisVoices(),
      cancel: () => undefined,
      resume: () => undefined,
      speak: (utterance: SpeechSynthesisUtterance) => {
        said.push(utterance.text);
        utterance.dispatchEvent(new Event("start"));
        utterance.dispatchEvent(new Event("end"));
      },
    });
    // An utterance takes only a real voice, and this browser has none: null is what stays.
    const speechSynthesisVoices = () => [
      { name: "Ada", voiceURI: "ada", lang: "en", localService: true, default: true },
    ];
    const setVoice = Object.getOwnPropertyDescriptor(SpeechSynthesisUtterance.prototype, "voice")!;
    Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", { configurable: true, set: () => undefined });
    Object.defineProperty(window, "speechSynthesis", { configurable: true, value: fake });
    try {
      const element = await place();
      const llm = new FakeLLM({ clock });
      element.llm = llm;
      await element.start();
      llm.plan(["Good evening. Come in."]);
      await element.sendMessage("Hello?");
      expect(said).to.deep.equal(["Good evening.", "Come in."]);
    } finally {
      Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", setVoice);
    }
  });
});

describe("an element with tools of its page", () => {
  const weather = {
    name: "weather",
    description: "The weather in a city.",
    parameters: { type: "object", properties: { city: { type: "string" } } },
    execute: ({ city }: Readonly<Record<string, unknown>>) => `20 degrees in ${String(city)}`,
  };

  it("lends them to its language model, and tells of each call", async () => {
    const llm = new FakeLLM({ clock });
    const element = await place();
    element.renderer = new FakeFace({ clock, kind: "voice", speechMs: 5 });
    Object.assign(element, { llm, tools: [weather] });
    await element.start();
    llm.plan([{ tool: "weather", args: { city: "Bonn" } }], ["It is warm."]);
    const details: unknown[] = [];
    element.addEventListener("avatar-tool-call", ({ detail }) => details.push(detail));
    element.addEventListener("avatar-tool-result", ({ detail }) => details.push(detail));
    element.session?.addContext("The visitor is on the page of Bonn.");
    await element.sendMessage("How is the weather?");
    expect(details).to.deep.equal([
      { id: "call1", name: "weather", args: { city: "Bonn" } },
      { id: "call1", name: "weather", result: "20 degrees in Bonn" },
    ]);
    expect(element.messages.at(-1)?.content).to.equal("It is warm.");
    expect(llm.requests[0]?.messages.at(-1)?.content).to.contain("[Context: The visitor is on the page of Bonn.]");
  });

  it("is told that LiveAvatar's own brain takes none", async () => {
    const element = await place();
    element.renderer = new TalkingRenderer();
    element.tools = [weather];
    expect(await codeOf(element.start())).to.equal("config-invalid");
  });

  it("shows a picture without words in its transcript", async () => {
    const { element, llm } = await converse();
    llm.plan(["A cat."]);
    await element.sendMessage("", { images: ["data:image/png;base64,AAAA"] });
    await settled(element);
    expect(find(element, ".message.user p")?.textContent).to.equal("(a picture)");
  });
});
