/** Spoken conversations with the demo's portrait, in any browser. */
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { control, untilSaid, untilState, WAIT } from "./page-talk.js";
import { heardFrom, loudest, say, soundOf, startListening, toldBy, untilTold } from "./spoken-visit.js";
import { assertHeard } from "./spoken-wav.js";

/** Milliseconds in which a sound fades, and in which the measurement hears that. */
const FADE_MS = 250;

const STORY_BEGINS = "Let me tell you about the lighthouse that wanted to see the sea from the other side.";
const STORY_ENDS = "and the lighthouse has been looking at it ever since.";

/** What went wrong on a page but for requests for answers and sounds that an interrupt called off. */
export const unexpected = (problems: readonly string[]): string[] =>
  problems.filter((problem) => !/^failed: \S+\/api\/model\/\S+ (?:net::ERR_ABORTED|NS_BINDING_ABORTED)$/.test(problem));

/** Asks for the story aloud, and interrupts it in the middle of its first sentence: the answer to that is spoken. */
export async function interruptStory(page: Page): Promise<void> {
  // A sound that had to be made first would be late: the story might be in a pause by then.
  await soundOf("What is your name?");
  await say(page, "Tell me a story.");
  const { at } = await untilTold(page, { name: "segment", phase: "start", text: STORY_BEGINS });
  await say(page, "What is your name?");
  const { at: ended } = await untilTold(page, { name: "state-change", state: "thinking" }, at);
  const { at: answered } = await untilTold(page, { name: "state-change", state: "speaking" }, ended);
  assert.ok((await loudest(page, at, ended)) > 0.02, "the story was heard");
  assert.equal(await loudest(page, ended + FADE_MS, answered - 20), 0, "and not after the interrupt");
  const told = await toldBy(page);
  const stories = told.filter(({ name, phase }) => name === "segment" && phase === "end").map(({ text }) => text);
  assert.ok(!stories.includes(STORY_ENDS));
}

/**
 * Three questions are heard and answered; the third interrupts the answer to the second, and a press the third answer.
 * @param look called in the middle of the first question, and of its answer
 */
export async function converseWithPortrait(
  page: Page,
  look: (moment: "hearing" | "speaking") => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const saying = say(page, "How are you today?");
  await untilTold(page, { name: "user-speech-start" });
  await look("hearing");
  await saying;
  await untilState(page, "speaking");
  await look("speaking");
  await untilSaid(page, "assistant", "very well, thank you");
  await untilState(page, "ready");
  await interruptStory(page);
  await untilTold(page, { name: "segment", phase: "start", text: "I am Ada, the talker of this demonstration." });
  await (await control(page, "button", "Interrupt")).click();
  await untilState(page, "ready");
  assertHeard(await heardFrom(page), ["today", "story", "name"]);
  const roles = await page.$eval("live-avatar", ({ messages }) => messages.map(({ role }) => role).join(" "));
  assert.equal(roles, "user assistant user user", "of the story nothing is committed");
}

/** On a page of push-to-talk: what is said with the button up is not heard, and the release sends. */
export async function pushToTalk(page: Page): Promise<void> {
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
  assertHeard(await heardFrom(page), ["today"]);
}

/** The end of listening comes in the middle of a word, and what was said before it still counts. */
export async function endListeningInSpeech(page: Page): Promise<void> {
  const before = (await heardFrom(page)).length;
  // It ends within the word "weather".
  await say(page, "Please tell me about the weather", 1.3);
  await page.$eval("live-avatar", (element) => element.stopListening({ drain: true }));
  assert.equal(await page.$eval("live-avatar", (element) => element.getAttribute("mic-state")), null);
  assertHeard((await heardFrom(page)).slice(before), ["about"]);
}
