/** The element tells the site's backend the events of its conversations. */
import { expect } from "chai";
import { assemble } from "../../src/element/assembly/assemble.js";
import { CHUNKS } from "../../src/element/assembly/part.js";
import { type Settings, settingsOf } from "../../src/element/settings.js";
import { systemClock } from "../../src/core/clock.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeFace, FakeLLM } from "../../src/testing/index.js";
import { until } from "../contracts/framework.js";
import { clear, nextTask, place, settled, talk, TalkingRenderer } from "./support.js";

const ENDPOINT = "/site/relay";
const original = window.fetch.bind(window);

interface Told {
  readonly bearer: string | null;
  readonly csrf: string | null;
  readonly keepalive: boolean;
  readonly sessionId: string;
  readonly events: readonly { readonly seq: number; readonly type: string; readonly detail: Record<string, unknown> }[];
}

/** Answers for the relay endpoint and these addresses; returns what the first one was told. */
function site(answers: Readonly<Record<string, () => Response>> = {}, status = 200): Told[] {
  const told: Told[] = [];
  window.fetch = async (input, init = {}) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input.toString(), location.href);
    const answer = answers[pathname];
    if (answer) return answer();
    if (pathname !== ENDPOINT) return original(input, init);
    const headers = new Headers(init.headers);
    told.push({
      ...{ bearer: headers.get("authorization"), csrf: headers.get("x-csrf"), keepalive: init.keepalive === true },
      ...(JSON.parse(init.body as string) as Pick<Told, "sessionId" | "events">),
    });
    return Response.json({}, { status });
  };
  return told;
}

const eventsOf = (told: readonly Told[]) => told.flatMap(({ events }) => events);
const typesOf = (told: readonly Told[]) => eventsOf(told).map(({ type }) => type);

afterEach(async () => {
  window.fetch = original;
  await clear();
});

describe("relay-endpoint", () => {
  it("is told every event of a conversation in order, from the start to the end", async () => {
    const told = site();
    const kinds = new Set<string>();
    const element = await place({ "relay-endpoint": ENDPOINT, microphone: "off" }, new TalkingRenderer());
    element.fetchOptions = (kind) => {
      kinds.add(kind);
      return { headers: { "X-Csrf": "c" } };
    };
    const heard: string[] = [];
    for (const name of ["message", "state-change", "ended"] as const) {
      element.addEventListener(`avatar-${name}`, () => heard.push(name));
    }
    await element.start();
    const answered = element.sendMessage("Hello");
    (element.renderer as TalkingRenderer).answer("Good evening.");
    await answered;
    await element.stop();
    await until(() => typesOf(told).includes("ended"));
    await until(() => eventsOf(told).at(-1)?.detail["state"] === "destroyed");
    const types = typesOf(told);
    expect(eventsOf(told).map(({ seq }) => seq)).to.deep.equal(types.map((_, index) => index + 1));
    expect(types.filter((type) => heard.includes(type))).to.deep.equal(heard);
    const messages = eventsOf(told).flatMap(({ type, detail }) => (type === "message" ? [detail["message"]] : []));
    expect(messages.map((message) => (message as { content: string }).content)).to.deep.equal([
      "Hello",
      "Good evening.",
    ]);
    expect(new Set(told.map(({ sessionId }) => sessionId)).size).to.equal(1);
    expect(new Set(told.map(({ csrf }) => csrf))).to.deep.equal(new Set(["c"]));
    expect([...kinds]).to.deep.equal(["relay"]);
  });

  it("is told of each conversation under an id of its own", async () => {
    const told = site();
    const { element } = await talk({ "relay-endpoint": ENDPOINT, microphone: "off" });
    await element.stop();
    await element.start();
    await element.stop();
    await until(() => typesOf(told).filter((type) => type === "ended").length === 2);
    const starts = told.filter(({ events }) => events[0]?.seq === 1);
    expect(new Set(starts.map(({ sessionId }) => sessionId)).size).to.equal(2);
  });

  it("is told of the portrait's conversations as well", async () => {
    const told = site();
    const element = await place({
      renderer: "portrait",
      "relay-endpoint": ENDPOINT,
      microphone: "off",
      "no-auto-speak": "",
    });
    const llm = new FakeLLM({ clock: systemClock });
    llm.plan(["Good evening."]);
    element.llm = llm;
    await element.start();
    await element.sendMessage("Hello");
    await element.stop();
    await until(() => typesOf(told).includes("ended"));
    expect(typesOf(told)).to.include.members(["message", "chunk"]);
  });

  it("is told of the end when the page goes away, by a request that outlives it", async () => {
    const told = site();
    const { element } = await talk({ "relay-endpoint": ENDPOINT, microphone: "off" });
    await until(() => told.length > 0);
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    const last = told.at(-1)!;
    expect(last.keepalive).to.equal(true);
    const ended = last.events.find(({ type }) => type === "ended");
    expect(ended?.detail["reason"]).to.equal("page-left");
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await settled(element);
  });

  it("is told nothing without a press, and nothing of a session of the page's own", async () => {
    const told = site();
    const element = await place(
      { "relay-endpoint": ENDPOINT, loading: "eager", microphone: "off" },
      new TalkingRenderer(),
    );
    await settled(element);
    expect(told.length).to.equal(0);
    const session = new AvatarSession({
      renderer: new FakeFace({ clock: systemClock }),
      llm: new FakeLLM({ clock: systemClock }),
    });
    element.session = session;
    await element.start();
    session.destroy();
    await nextTask();
    expect(told.length).to.equal(0);
  });

  it("is an address of the site, or https", async () => {
    const element = await place({ "relay-endpoint": "http://relay.example/" }, new TalkingRenderer());
    const error: unknown = await element.start().catch((reason: unknown) => reason);
    expect((error as { code?: string }).code).to.equal("config-invalid");
    expect((error as Error).message).to.match(/^relay-endpoint /);
  });

  it("that refuses takes nothing from the conversation, and its reason is on the console once", async () => {
    const told = site({}, 403);
    const errors: string[] = [];
    const log = console.error;
    console.error = (...words: unknown[]) => errors.push(words.join(" "));
    try {
      const { element } = await talk({ "relay-endpoint": ENDPOINT, microphone: "off" });
      await until(() => errors.length > 0);
      expect(element.getAttribute("state")).to.equal("ready");
      await element.stop();
      await nextTask();
    } finally {
      console.error = log;
    }
    expect(told.length).to.equal(1);
    expect(errors.filter((line) => line.includes("The relay endpoint answered 403"))).to.have.length(1);
  });

  it("that cannot be loaded takes nothing from it either", async () => {
    const errors: string[] = [];
    const logger = { debug: () => undefined, warn: () => undefined, error: (line: string) => void errors.push(line) };
    const chunks = { ...CHUNKS, relay: () => Promise.reject(new Error("not deployed")) };
    const settings = {
      ...settingsOf(document.createElement("live-avatar"), "en", logger),
      ...{ renderer: new TalkingRenderer(), relayEndpoint: ENDPOINT },
    } as Settings;
    const { session } = await assemble(settings, new AbortController().signal, { chunks });
    await session.start();
    session.destroy();
    expect(errors).to.deep.equal(["The relay could not be loaded: this conversation is not relayed."]);
  });
});

describe("the relay_token of a token answer", () => {
  const settings = (changes: Partial<Settings>): Settings => ({
    ...settingsOf(document.createElement("live-avatar"), "en", { debug() {}, warn() {}, error() {} }),
    ...{ relayEndpoint: ENDPOINT, apiUrl: location.origin, tokenEndpoint: "/site/token", ...changes },
  });

  it("is the Bearer of every request, which waits for it", async () => {
    const told = site({ "/v1/sessions/start": () => Response.json({}, { status: 403 }) });
    let answer: (token: object) => void = () => undefined;
    const tokenProvider = () => new Promise((resolve) => (answer = resolve));
    const clock = new FakeClock(1000);
    const { session } = await assemble(settings({ tokenProvider }), new AbortController().signal, { clock });
    const started = session.start().catch(() => undefined);
    await clock.advance(10_000);
    expect(told.length).to.equal(0);
    answer({ session_token: "t", relay_token: "of-the-relay" });
    await started;
    for (let steps = 0; steps < 200 && !typesOf(told).includes("error"); steps += 1) {
      await clock.advance(50);
      await nextTask();
    }
    expect(typesOf(told)).to.include("error");
    expect(new Set(told.map(({ bearer }) => bearer))).to.deep.equal(new Set(["Bearer of-the-relay"]));
    expect(JSON.stringify(told.map(({ events }) => events))).not.to.include("of-the-relay");
    session.destroy();
    await nextTask();
  });

  it("is left out where there is none, or no answer", async () => {
    for (const tokenProvider of [
      () => Promise.resolve({ session_token: "t", relay_token: "two words" }),
      () => Promise.reject(new Error("no answer")),
    ]) {
      const told = site({ "/v1/sessions/start": () => Response.json({}, { status: 403 }) });
      const { session } = await assemble(settings({ tokenProvider }), new AbortController().signal);
      await session.start().catch(() => undefined);
      await until(() => typesOf(told).includes("error"));
      expect(new Set(told.map(({ bearer }) => bearer))).to.deep.equal(new Set([null]));
      session.destroy();
      await nextTask();
    }
  });
});
