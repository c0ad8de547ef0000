/** One press: what it waits for, how it is given up, and that the element tells one history of it. */
import { expect } from "chai";
import { CardLoader } from "../../src/backend/card-loader.js";
import { abortError } from "../../src/core/abort.js";
import { systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import * as intent from "../../src/element/assembly/assemble.js";
import { CHUNKS } from "../../src/element/assembly/part.js";
import { consoleLogger } from "../../src/element/console-logger.js";
import { SessionController } from "../../src/element/controllers/session-controller.js";
import { type Settings, settingsOf } from "../../src/element/settings.js";
import type { IntentChunk } from "../../src/element/start.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM, FakeTTS } from "../../src/testing/index.js";
import { clear, event, find, nextTask, place, settled, talk, TalkingRenderer, until } from "./support.js";

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const live = (): AbortSignal => new AbortController().signal;
const nameOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "fine",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : (error as Error).name),
  );

const settings = (changes: Partial<Settings>): Settings => ({
  ...settingsOf(document.createElement("live-avatar"), "en", consoleLogger),
  ...changes,
});

/** A service whose backend starts the session itself, and answers when the test says so. */
function startedByBackend() {
  const stops: string[] = [];
  let answer: (value: unknown) => void = () => undefined;
  const asked = new Promise<unknown>((resolve) => (answer = resolve));
  const original = window.fetch.bind(window);
  window.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input.toString(), location.href).pathname;
    if (url !== "/site/stop") return original(input, init);
    stops.push(url);
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  return {
    stops,
    tokenProvider: () => asked,
    answer: () => {
      const room = { session_id: "s", livekit_url: "wss://room.example", livekit_client_token: "t" };
      answer({ ...room, stop_endpoint: "/site/stop", keep_alive_endpoint: "/site/alive" });
    },
    restore: () => {
      window.fetch = original;
    },
  };
}

/** A controller with a host of its own, whose intent chunk is what the test says. */
function controlled(load: () => Promise<IntentChunk>, changes: Partial<Settings> = {}, clock = new FakeClock()) {
  const host = Object.assign(document.createElement("div"), { requestUpdate: () => undefined });
  const changed: string[] = [];
  host.addEventListener("avatar-state-change", (e) => changed.push(e.detail.state));
  const sessions = new SessionController(host, {
    ...{ clock, load },
    stage: () => host,
    settings: () => settings({ renderer: new TalkingRenderer(), ...changes }),
    sound: () => ({ muted: false, volume: 1 }),
  });
  return { host, changed, sessions, clock };
}

afterEach(clear);

describe("a start that is given up", () => {
  it("is idle at once while the intent chunk hangs, and what comes late starts nothing", async () => {
    let come: (parts: IntentChunk) => void = () => undefined;
    const renderer = new TalkingRenderer();
    const { sessions, changed } = controlled(() => new Promise((resolve) => (come = resolve)), { renderer });
    const outcome = nameOf(sessions.start());
    expect(sessions.state).to.equal("connecting");
    void sessions.stop();
    expect(sessions.state).to.equal("idle");
    expect(await outcome).to.equal("AbortError");
    come(intent);
    await nextTask();
    expect(changed).to.deep.equal(["connecting", "idle"]);
    expect(renderer.calls).to.deep.equal([]);
  });

  it("fails with load-failed after 15 s of an intent chunk that never comes", async () => {
    const { sessions, changed, clock } = controlled(never);
    const outcome = nameOf(sessions.start());
    await clock.advance(14_999);
    expect(sessions.state).to.equal("connecting");
    await clock.advance(1);
    expect(await outcome).to.equal("load-failed");
    expect(changed).to.deep.equal(["connecting", "error"]);
    expect(clock.pending).to.equal(0);
  });

  for (const [chunk, changes] of [
    ["room", { tokenProvider: never }],
    ["portrait", { llm: new FakeLLM({ clock: new FakeClock() }), tts: new FakeTTS({ clock: new FakeClock() }) }],
    ["voice", { llm: new FakeLLM({ clock: new FakeClock() }) }],
    ["openai", { llmBaseUrl: "/llm", llmModel: "m", renderer: new FakeFace({ clock: new FakeClock() }) }],
    // Some file that is there: what is in it is never looked at.
    ["characters", { characterCard: "/package.json", renderer: new TalkingRenderer() }],
  ] as readonly (readonly [keyof typeof CHUNKS, Partial<Settings>])[]) {
    const chunks = { ...CHUNKS, [chunk]: never };
    const cards = new CardLoader(async () => (await chunks.characters()).parseCharacterCard);

    it(`does not wait for the ${chunk} chunk`, async () => {
      const controller = new AbortController();
      const outcome = nameOf(intent.assemble(settings(changes), controller.signal, { chunks, cards }));
      await nextTask();
      controller.abort();
      expect(await outcome).to.equal("AbortError");
    });

    if (chunk === "characters") continue; // the card has patience of its own
    it(`has 15 s of patience with the ${chunk} chunk`, async () => {
      const clock = new FakeClock();
      const outcome = nameOf(intent.assemble(settings(changes), live(), { chunks, cards, clock }));
      await until(() => clock.pending > 0);
      await nextTask();
      await clock.advance(15_000);
      expect(await outcome).to.equal("load-failed");
      expect(clock.pending).to.equal(0);
    });
  }

  it("is idle at once while the avatar is mounted, by Cancel and by removal", async () => {
    for (const giveUp of [
      (element: LiveAvatarElement) => find(element, "[part=cancel-button]")?.click(),
      (element: LiveAvatarElement) => {
        element.remove();
      },
    ]) {
      const renderer = new TalkingRenderer(1e6);
      const element = await place({}, renderer);
      const outcome = nameOf(element.start());
      await until(() => renderer.calls.includes("mount"));
      await settled(element);
      giveUp(element);
      await settled(element);
      expect(element.getAttribute("state")).to.equal("idle");
      expect(await outcome).to.equal("AbortError");
      expect(element.session).to.equal(null);
      expect(renderer.listeners).to.equal(0);
    }
  });
});

describe("a session that the site's backend has started", () => {
  let site: ReturnType<typeof startedByBackend>;
  beforeEach(() => {
    site = startedByBackend();
  });
  afterEach(() => {
    site.restore();
  });

  for (const [title, chunks] of [
    ["while LiveKit is on its way", { ...CHUNKS, room: never<Awaited<ReturnType<typeof CHUNKS.room>>> }],
    ["as LiveKit fails to load", { ...CHUNKS, room: () => Promise.reject(new TypeError("no network")) }],
  ] as const) {
    it(`is stopped once when nobody wants it any more, given up ${title}`, async () => {
      const controller = new AbortController();
      const { tokenProvider } = site;
      const outcome = nameOf(intent.assemble(settings({ tokenProvider }), controller.signal, { chunks }));
      await nextTask();
      controller.abort();
      expect(await outcome).to.be.oneOf(["AbortError", "load-failed"]);
      expect(site.stops).to.have.length(0);
      site.answer();
      await until(() => site.stops.length > 0);
      await nextTask();
      expect(site.stops).to.have.length(1);
    });
  }

  it("is stopped once when it answers after Cancel, whoever has the token then", async () => {
    await CHUNKS.room();
    const element = await place({ "api-url": location.origin });
    element.tokenProvider = site.tokenProvider;
    const outcome = nameOf(element.start());
    // The renderer has it by now.
    await until(() => element.session?.state === "connecting");
    await element.stop();
    expect(await outcome).to.equal("AbortError");
    site.answer();
    await until(() => site.stops.length > 0);
    await nextTask();
    expect(site.stops).to.have.length(1);
  });
});

describe("start() inside a listener", () => {
  const restart = async (
    name: "avatar-ended" | "avatar-state-change" | "avatar-error",
    element: LiveAvatarElement,
    when: () => boolean = () => true,
  ): Promise<void> => {
    let again: Promise<void> | undefined;
    element.addEventListener(name, () => {
      if (!again && when()) again = element.start();
    });
    await until(() => again !== undefined);
    await again;
  };

  it("of avatar-ended starts a new conversation", async () => {
    const { element, renderer } = await talk();
    const first = element.session;
    const restarted = restart("avatar-ended", element);
    const before = history(element);
    void element.stop();
    await restarted;
    await settled(element);
    expect(element.getAttribute("state")).to.equal("ready");
    expect(element.session).not.to.equal(first);
    expect(renderer.calls.filter((call) => call === "mount")).to.have.length(2);
    expect(before()).to.deep.equal(["ready → idle", "idle → connecting", "connecting → ready"]);
    expect(find(element, "[part=message]"), "nothing has ended").to.equal(null);
  });

  it("of the change to idle starts a new conversation", async () => {
    const { element } = await talk();
    let isOver = false;
    element.addEventListener("avatar-ended", () => (isOver = true));
    const restarted = restart("avatar-state-change", element, () => isOver);
    const before = history(element);
    void element.stop();
    await restarted;
    expect(before()).to.deep.equal(["ready → idle", "idle → connecting", "connecting → ready"]);
  });

  it("of avatar-error starts a new conversation, after a failed start and in mid-conversation", async () => {
    const renderer = new TalkingRenderer();
    renderer.mountError = new LiveAvatarError("avatar-missing", "nobody came");
    const element = await place({}, renderer);
    element.addEventListener("avatar-error", () => (renderer.mountError = undefined));
    const restarted = restart("avatar-error", element);
    expect(await nameOf(element.start())).to.equal("avatar-missing");
    await restarted;
    expect(element.session?.state).to.equal("ready");
    const again = restart("avatar-error", element);
    const { session } = element;
    renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "lost") });
    await again;
    expect(element.session).not.to.equal(session);
    expect(element.session?.state).to.equal("ready");
  });
});

/** Records the changes of an element and holds them to their rule; returns what was told so far. */
function history(element: HTMLElement): () => string[] {
  const told: string[] = [];
  let last: string | undefined;
  element.addEventListener("avatar-state-change", ({ detail: { state, previous } }) => {
    expect(state, "no news").not.to.equal(previous);
    if (last !== undefined) expect(previous, "the state of the event before").to.equal(last);
    last = state;
    told.push(`${previous} → ${state}`);
  });
  return () => told;
}

describe("the history of an element", () => {
  /** Everything that says what the state is, from the first moment on. */
  async function watched(renderer?: TalkingRenderer) {
    const element = document.createElement("live-avatar");
    if (renderer) element.renderer = renderer;
    const told = history(element);
    const announced = ["idle"];
    const wrong: string[] = [];
    element.addEventListener("avatar-state-change", ({ detail }) => {
      announced.push(detail.state);
      // At the latest with the next update.
      void element.updateComplete.then(() => {
        check("after an update");
      });
    });
    const check = (when: string): void => {
      if (element.isUpdatePending) return; // told meanwhile: it is looked at after that update
      const shown = element.getAttribute("state");
      if (shown !== announced.at(-1)) wrong.push(`${when}: ${String(shown)} is shown, ${announced.at(-1)} was told`);
      if (!element.matches(`:state(${String(shown)})`)) wrong.push(`${when}: :state() is not ${String(shown)}`);
    };
    new MutationObserver(() => {
      const shown = element.getAttribute("state") ?? "nothing";
      if (!announced.includes(shown)) wrong.push(`${shown} is shown and was never told`);
    }).observe(element, { attributeFilter: ["state"] });
    document.body.append(element);
    await element.updateComplete;
    return {
      element,
      told,
      done: async () => {
        await settled(element);
        check("at last");
        expect(wrong).to.deep.equal([]);
        element.remove();
        await nextTask();
        await settled(element);
        check("after removal");
        expect(wrong).to.deep.equal([]);
      },
    };
  }

  it("is one through a conversation and its end", async () => {
    const renderer = new TalkingRenderer();
    const { element, told, done } = await watched(renderer);
    await element.start();
    const asked = element.sendMessage("Hello?");
    renderer.answer("Good evening.");
    await asked;
    await element.stop();
    expect(told().join(", ")).to.equal(
      "idle → connecting, connecting → ready, ready → thinking, thinking → speaking, speaking → ready, ready → idle",
    );
    await done();
  });

  it("is one through failures before and in the room, and the second try", async () => {
    const renderer = new TalkingRenderer();
    const { element, told, done } = await watched();
    await nameOf(element.start()); // config-missing: there is no session at all
    await settled(element);
    element.renderer = renderer;
    renderer.mountError = new LiveAvatarError("avatar-missing", "nobody came");
    await nameOf(element.start());
    renderer.mountError = undefined;
    await element.start();
    renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "lost") });
    await settled(element);
    await element.stop();
    expect(told().join(", ")).to.equal(
      "idle → connecting, connecting → error, error → connecting, connecting → error, error → connecting, " +
        "connecting → ready, ready → error, error → idle",
    );
    await done();
  });

  it("is one through a cancel at every stage", async () => {
    const mounting = (renderer: TalkingRenderer) => until(() => renderer.calls.includes("mount"));
    const stages: ((element: LiveAvatarElement, renderer: TalkingRenderer, clock: FakeClock) => unknown)[] = [
      () => undefined,
      () => Promise.resolve(),
      (element) => settled(element),
      (_, renderer) => mounting(renderer),
      async (_, renderer, clock) => {
        await mounting(renderer);
        await clock.advance(20);
      },
    ];
    for (const reach of stages) {
      const clock = new FakeClock();
      const renderer = new TalkingRenderer(20, clock);
      const { element, told, done } = await watched(renderer);
      const outcome = nameOf(element.start());
      await reach(element, renderer, clock);
      await element.stop();
      await outcome;
      expect(told()[0]).to.equal("idle → connecting");
      expect(told().at(-1)).to.match(/→ idle$/);
      await done();
    }
  });

  it("is one where listeners stop and start, for listeners of later as well", async () => {
    const renderer = new TalkingRenderer();
    const element = await place({}, renderer);
    let stops = 0;
    element.addEventListener("avatar-state-change", ({ detail }) => {
      if (detail.state === "connecting" && stops++ < 2) void element.stop();
      if (detail.state === "idle" && stops === 1) element.start().catch(() => undefined);
    });
    const told = history(element);
    expect(await nameOf(element.start())).to.equal("AbortError");
    await settled(element);
    expect(told().join(", ")).to.equal("idle → connecting, connecting → idle, idle → connecting, connecting → idle");
    expect(renderer.calls).to.deep.equal([]);
  });

  it("is one where a session is adopted, starts, fails, ends and is let go", async () => {
    const { element, told, done } = await watched();
    const renderer = new TalkingRenderer();
    const ready = new AvatarSession({ renderer });
    await ready.start();
    element.session = ready;
    element.session = null;
    expect(ready.state).to.equal("ready");
    ready.destroy();
    const other = new AvatarSession({ renderer: new TalkingRenderer() });
    element.session = other;
    await element.start();
    other.destroy();
    expect(element.session).to.equal(null);
    element.session = ready;
    expect(element.session, "it is over").to.equal(null);
    expect(told().join(", ")).to.equal(
      "idle → ready, ready → idle, idle → connecting, connecting → ready, ready → idle",
    );
    await done();
  });
});

describe("a browser without an AudioContext", () => {
  const { AudioContext: PlatformContext } = window;
  const play = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "play")!;
  afterEach(() => {
    window.AudioContext = PlatformContext;
    Object.defineProperty(HTMLMediaElement.prototype, "play", play);
  });

  const broken: Readonly<Record<string, () => void>> = {
    "has none": () => Reflect.set(window, "AudioContext", undefined),
    "makes no more": () =>
      Reflect.set(window, "AudioContext", function AudioContext() {
        throw new DOMException("too many", "NotSupportedError");
      }),
    "plays without a promise": () =>
      Object.defineProperty(HTMLMediaElement.prototype, "play", { ...play, value: () => undefined }),
    "refuses to play at once": () =>
      Object.defineProperty(HTMLMediaElement.prototype, "play", {
        ...play,
        value: () => {
          throw abortError();
        },
      }),
  };

  for (const [title, breakIt] of Object.entries(broken)) {
    it(`starts and converses in writing: it ${title}`, async () => {
      breakIt();
      const { element, renderer } = await talk();
      const asked = element.sendMessage("Hello?");
      renderer.answer("Good evening.");
      await asked;
      expect(element.messages.map(({ content }) => content)).to.deep.equal(["Hello?", "Good evening."]);
      await element.stop();
    });
  }

  it("has a portrait that answers in writing, one question after the other", async () => {
    broken["has none"]?.();
    const llm = new FakeLLM({ clock: systemClock });
    const element = await place({});
    element.llm = llm;
    element.tts = new FakeTTS({ clock: systemClock });
    await element.start();
    for (const [index, question] of ["Hello?", "Are you there?"].entries()) {
      const told = event(element, "avatar-message");
      const asked = nameOf(element.sendMessage(question));
      await told;
      await until(() => llm.requests.length === index + 1);
      llm.requests[index]!.push("Yes.");
      llm.requests[index]!.end();
      await asked;
      await until(() => element.session?.state === "ready");
    }
    expect(element.messages).to.have.length(4);
  });
});
