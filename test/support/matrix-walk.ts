/** One conversation through all states that a visitor can see, held in each of them for as long as somebody looks. */
import type { Page } from "puppeteer-core";
import { untilState, WAIT } from "./page-talk.js";
import { ASK, type MatrixSite } from "./matrix-site.js";

export const STATES = [
  "before",
  "connecting",
  "ready",
  "talked",
  "thinking",
  "speaking",
  "notice",
  "ended",
  "error",
] as const;
export type MatrixState = (typeof STATES)[number];

const EXCHANGES = 3;

const press = (page: Page) =>
  page.$eval("live-avatar", (avatar) => {
    avatar.shadowRoot?.querySelector<HTMLElement>(".start")?.click();
  });

const ask = (page: Page, text: string) =>
  page.$eval("live-avatar", (avatar, words) => void avatar.sendMessage(words).catch(() => undefined), text);

const interrupt = (page: Page) =>
  page.$eval("live-avatar", (avatar) => {
    avatar.interrupt();
  });

/** Calls `look` in each state, one after the other. */
export async function walk(page: Page, site: MatrixSite, look: (state: MatrixState) => Promise<void>): Promise<void> {
  await page.waitForSelector("live-avatar >>> .start", WAIT);
  await look("before");

  await press(page);
  await untilState(page, "connecting");
  await look("connecting");
  await site.letStart(true);
  await untilState(page, "ready");
  await page.waitForSelector("live-avatar >>> .toolbar", WAIT);
  await look("ready");

  for (let count = 1; count <= EXCHANGES; count += 1) {
    await ask(page, `${ASK.answer} (${String(count)})`);
    await page.waitForFunction(
      (messages) => document.querySelector("live-avatar")?.messages.length === messages,
      WAIT,
      2 * count,
    );
    await untilState(page, "ready");
  }
  await look("talked");

  await ask(page, ASK.think);
  await untilState(page, "thinking");
  await look("thinking");
  await interrupt(page);
  await untilState(page, "ready");

  await ask(page, ASK.talk);
  await page.waitForSelector("live-avatar >>> .captions p", WAIT);
  await look("speaking");
  await interrupt(page);
  await untilState(page, "ready");

  await ask(page, ASK.fail);
  await page.waitForSelector("live-avatar >>> .notice", WAIT);
  await untilState(page, "ready");
  await look("notice");

  await page.$eval("live-avatar", (avatar) => avatar.stop());
  await untilState(page, "idle");
  await look("ended");

  await press(page);
  await untilState(page, "connecting");
  await site.letStart(false);
  await untilState(page, "error");
  await look("error");
}
