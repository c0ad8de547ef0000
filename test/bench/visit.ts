/** One visitor: a fresh browser context, a page, a press, the first frame. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "puppeteer-core";
import type { Contender } from "./contenders.js";

const PATIENCE_MS = 30_000;
/** A hand's click: so long a button is down. */
const HELD_MS = 80;
/** A new window of Chromium is busy with itself at first. */
const SETTLING_MS = 1500;
const MARKS = readFileSync(new URL("pages/marks.js", import.meta.url), "utf8");

/** What `pages/marks.js` notes, in milliseconds of the page. */
interface Marks {
  pressedAt?: number;
  firstFrameAt?: number;
}

export interface Visit {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Opens a page, nothing cached, and waits until it has come to rest.
 * @param options.marks without them no script but the page's own runs
 * @param options.prepare is given the tab, blank and at rest, before it goes to the page
 */
export async function open(
  browser: Browser,
  url: string,
  options: { readonly marks: boolean; readonly prepare?: (page: Page) => Promise<void> },
): Promise<Visit> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.setCacheEnabled(false);
  await sleep(SETTLING_MS);
  if (options.marks) await page.evaluateOnNewDocument(`{${MARKS}}`);
  await options.prepare?.(page);
  await page.goto(url, { waitUntil: "networkidle0" });
  return { page, close: () => context.close() };
}

/** @returns milliseconds from the moment the button goes down to the first video frame */
export async function press(page: Page, { startButton, hoverMs }: Contender): Promise<number> {
  const button = await page.waitForSelector(startButton, { visible: true });
  const box = await button?.boundingBox();
  if (!box) throw new Error(`there is nothing to press: ${startButton}`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  if (hoverMs > 0) {
    await page.mouse.move(x, y);
    await sleep(hoverMs);
  }
  await page.mouse.click(x, y, { delay: HELD_MS });
  const took = await page.waitForFunction(() => {
    const { pressedAt, firstFrameAt } = (window as unknown as { marks: Marks }).marks;
    return pressedAt !== undefined && firstFrameAt !== undefined && { ms: firstFrameAt - pressedAt };
  });
  return ((await took.jsonValue()) as { ms: number }).ms;
}
