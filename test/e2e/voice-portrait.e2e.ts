/**
 * One talks with the portrait: on the demo's page, under its strict policy, with the recogniser of the speech service and without a room.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import type { Demo } from "../../demo/server/main.js";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { untilSaid, untilState } from "../support/page-talk.js";
import { takeScreenshots } from "../support/screenshots.js";
import {
  converseWithPortrait,
  endListeningInSpeech,
  interruptStory,
  pushToTalk,
  unexpected,
} from "../support/spoken-portrait.js";
import { heardFrom, hearEcho, openPortrait, say, startListening, startSpokenDemo } from "../support/spoken-visit.js";
import { assertHeard, WITHOUT_RECOGNISER } from "../support/spoken-wav.js";

let demo: Demo;
let visitor: VisitorBrowser;

async function open(attributes: Readonly<Record<string, string | null>> = {}): Promise<Page> {
  visitor = await openBrowser();
  const page = await visitor.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await openPortrait(page, demo, attributes);
  return page;
}

describe("talking with the portrait", { skip: WITHOUT_RECOGNISER }, () => {
  before(async () => {
    demo = await startSpokenDemo();
  });
  after(() => demo.close());
  afterEach(() => visitor.close());

  it("three questions are heard right and answered in turn, the last one over a story", async () => {
    const page = await open();
    await startListening(page);
    await takeScreenshots(page, "voice-1-listening");
    await converseWithPortrait(page, async (moment) => {
      if (moment === "speaking") await takeScreenshots(page, "voice-3-speaking");
      else await page.screenshot({ path: "artifacts/screenshots/voice-2-hearing-1440.png" });
    });
    assert.deepEqual(unexpected(visitor.problems), []);
  });

  it("is heard in real time, over the wire of the real service", async () => {
    const page = await open({ "stt-token-endpoint": "/api/model/realtime-token" });
    await startListening(page);
    await say(page, "How are you today?");
    await untilSaid(page, "assistant", "very well, thank you");
    await untilState(page, "ready");
    await interruptStory(page);
    assertHeard(await heardFrom(page), ["today", "story", "name"]);
    assert.deepEqual(unexpected(visitor.problems), []);
  });

  it("push-to-talk: what is said with the button up is not heard, and the release sends", async () => {
    const page = await open({ interaction: "push-to-talk" });
    await pushToTalk(page);
    assert.deepEqual(unexpected(visitor.problems), []);
  });

  it("words that are cut short by the end of listening still count", async () => {
    const page = await open();
    await startListening(page);
    await endListeningInSpeech(page);
    assert.deepEqual(unexpected(visitor.problems), []);
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
    assertHeard(await heardFrom(page), ["today"]);
    assert.deepEqual(unexpected(visitor.problems), []);
  });
});

describe("the portrait's own voice in the microphone, at -6 dB", { skip: WITHOUT_RECOGNISER }, () => {
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
    const heard = await heardFrom(page);
    assert.equal(heard.length, 4, `nothing else was heard: ${JSON.stringify(heard)}`);
  });
});
