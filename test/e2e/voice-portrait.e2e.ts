/**
 * One talks with the portrait: on the demo's page, under its strict policy, with the ears of the speech service and without a room.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import type { Demo } from "../../demo/server/main.js";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { control, untilSaid, untilState, WAIT } from "../support/page-talk.js";
import { takeScreenshots } from "../support/screenshots.js";
import {
  heardFrom,
  hearEcho,
  loudest,
  openPortrait,
  say,
  startListening,
  startSpokenDemo,
  toldBy,
  untilTold,
} from "../support/spoken-visit.js";
import { WITHOUT_EARS } from "../support/spoken-wav.js";

/** Milliseconds in which a sound fades, and in which the measurement hears that. */
const FADE_MS = 250;

let demo: Demo;
let visitor: VisitorBrowser;

async function open(attributes: Readonly<Record<string, string | null>> = {}): Promise<Page> {
  visitor = await openBrowser();
  const page = await visitor.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await openPortrait(page, demo, attributes);
  return page;
}

/** All but requests for answers and sounds that an interrupt called off. */
const unexpected = (): string[] =>
  visitor.problems.filter((problem) => !/^failed: \S+\/api\/model\/\S+ net::ERR_ABORTED$/.test(problem));

const contents = (page: Page) =>
  page.$eval("live-avatar", ({ messages }) => messages.map(({ role, content }) => `${role}: ${content as string}`));

/** Asks for the story aloud, and interrupts it in the middle of its first sentence. */
async function interruptStory(page: Page): Promise<void> {
  await say(page, "Tell me a story.");
  const { at } = await untilTold(page, { name: "segment", phase: "start", text: STORY_BEGINS });
  await say(page, "What is your name?");
  const { at: ended } = await untilTold(page, { name: "state-change", state: "thinking" }, at);
  const { at: answered } = await untilTold(page, { name: "state-change", state: "speaking" }, ended);
  assert.ok((await loudest(page, at, ended)) > 0.02, "the story was heard");
  assert.equal(await loudest(page, ended + FADE_MS, answered - 20), 0, "and not after the interrupt");
  const told = await toldBy(page);
  const stories = told.filter(({ name, phase }) => name === "segment" && phase === "end").map(({ text }) => text);
  assert.ok(!stories.includes("and the lighthouse has been looking at it ever since."));
}

const STORY_BEGINS = "Let me tell you about the lighthouse that wanted to see the sea from the other side.";

describe("talking with the portrait", { skip: WITHOUT_EARS }, () => {
  before(async () => {
    demo = await startSpokenDemo();
  });
  after(() => demo.close());
  afterEach(() => visitor.close());

  it("three questions are heard right and answered in turn, the last one over a story", async () => {
    const page = await open();
    await startListening(page);
    await takeScreenshots(page, "voice-1-listening");
    const saying = say(page, "How are you today?");
    await untilTold(page, { name: "user-speech-start" });
    await page.screenshot({ path: "artifacts/screenshots/voice-2-hearing-1440.png" });
    await saying;
    await untilState(page, "speaking");
    await takeScreenshots(page, "voice-3-speaking");
    await untilSaid(page, "assistant", "very well, thank you");
    await untilState(page, "ready");
    await interruptStory(page);
    await untilTold(page, { name: "segment", phase: "start", text: "I am Ada, the talker of this demonstration." });
    await (await control(page, "button", "Interrupt")).click();
    await untilState(page, "ready");
    const [one, two, ...rest] = await contents(page);
    assert.match(one ?? "", /^user: How are you today\?$/);
    assert.match(two ?? "", /^assistant: Very well, thank you\./);
    assert.deepEqual(rest, ["user: Tell me a story.", "user: What is your name?"], "of the story nothing is committed");
    assert.deepEqual(unexpected(), []);
  });

  it("is heard in real time, over the wire of the real service", async () => {
    const page = await open({ "stt-token-endpoint": "/api/model/realtime-token" });
    await startListening(page);
    await say(page, "How are you today?");
    await untilSaid(page, "assistant", "very well, thank you");
    await untilState(page, "ready");
    await interruptStory(page);
    assert.deepEqual(await heardFrom(page), ["how are you today", "tell me a story", "what is your name"]);
    assert.deepEqual(unexpected(), []);
  });

  it("push-to-talk: what is said with the button up is not heard, and the release sends", async () => {
    const page = await open({ interaction: "push-to-talk" });
    await startListening(page, "muted");
    await say(page, "Tell me a joke.");
    const button = await control(page, "button", "Hold to talk");
    const { x, y, width, height } = (await button.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.waitForSelector('live-avatar[mic-state="live"]', WAIT);
    await say(page, "How are you today?");
    await page.mouse.up();
    await page.waitForSelector('live-avatar[mic-state="muted"]', WAIT);
    await say(page, "Tell me a story.");
    await untilSaid(page, "assistant", "very well, thank you");
    await untilState(page, "ready");
    assert.deepEqual(await heardFrom(page), ["how are you today"]);
    assert.deepEqual(unexpected(), []);
  });

  it("words that are cut short by the end of listening still count", async () => {
    const page = await open();
    await startListening(page);
    // It ends within the word "weather".
    await say(page, "Please tell me about the weather", 1.3);
    await page.$eval("live-avatar", (element) => element.stopListening({ drain: true }));
    assert.equal(await page.$eval("live-avatar", (element) => element.getAttribute("mic-state")), null);
    assert.match((await heardFrom(page)).join("|"), /^please tell me about/);
    assert.deepEqual(unexpected(), []);
  });

  it("is heard through the browser's own capture", async () => {
    visitor = await openBrowser({ says: [4, "How are you today?", 60] });
    const page = await visitor.newPage();
    await page.goto(`${demo.url}/portrait.html`, { waitUntil: "load" });
    await page.$eval("live-avatar", (element) => {
      element.removeAttribute("greeting");
    });
    await startListening(page);
    await untilSaid(page, "assistant", "very well, thank you");
    assert.deepEqual(await heardFrom(page), ["how are you today"]);
    assert.deepEqual(unexpected(), []);
  });
});

describe("the portrait's own voice in the microphone, at -6 dB", { skip: WITHOUT_EARS }, () => {
  before(async () => {
    demo = await startSpokenDemo();
  });
  after(() => demo.close());
  afterEach(() => visitor.close());

  it("is taken for nobody's: what is said after three answers is the next that is heard", async () => {
    const page = await open();
    await startListening(page);
    await hearEcho(page, -6);
    for (const [question, answer] of [
      ["How are you?", "very well, thank you"],
      ["Thank you", "you are very welcome"],
      ["What is the weather like?", "i have no window"],
    ] as const) {
      await page.$eval("live-avatar", (element, text) => void element.sendMessage(text), question);
      await untilSaid(page, "assistant", answer);
      await untilState(page, "ready");
    }
    await say(page, "Tell me a joke.");
    await untilSaid(page, "assistant", "cross the road");
    await untilState(page, "ready");
    assert.equal((await heardFrom(page)).length, 4, `nothing else was heard: ${JSON.stringify(await contents(page))}`);
  });
});
