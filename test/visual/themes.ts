/** A picture of each ready theme, in a conversation: those of the document. `npm run pictures` keeps them, themes.e2e.ts compares. */
import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext } from "puppeteer-core";
import { ASK, type MatrixSite, startMatrixSite } from "../support/matrix-site.js";
import { untilState, WAIT } from "../support/page-talk.js";
import { fileOf } from "./pictures.js";

const THEMES = ["paper", "midnight", "clinic", "playful", "terminal"] as const;
const PAGE =
  "body { margin: 0; padding: 24px; background: #d8d8d8; font-family: sans-serif } h1, main > p, footer { display: none } " +
  "live-avatar { block-size: 452px }";

export interface ThemePicture {
  readonly theme: (typeof THEMES)[number];
  readonly bytes: Buffer;
}

/** Where the document has the picture of a theme. */
export const themeBaseline = (theme: string): string => fileOf(`../../docs/images/themes/${theme}.webp`);

async function draw(browser: Browser | BrowserContext, site: MatrixSite, theme: string): Promise<Buffer> {
  const page = await browser.newPage();
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.setViewport({ width: 800, height: 500 });
  const styles = PAGE + (await readFile(fileOf(`../../docs/themes/${theme}.css`), "utf8"));
  const attributes = 'avatar-name="Ada" muted';
  await page.goto(site.urlOf({ attributes, direction: "ltr", styles }));
  await page.waitForSelector("live-avatar >>> .start", WAIT);
  await page.$eval("live-avatar", (avatar) => void avatar.start());
  await site.letStart(true);
  await untilState(page, "ready");
  await page.$eval("live-avatar", (avatar, text) => void avatar.sendMessage(text), ASK.answer);
  await page.waitForFunction(() => document.querySelector("live-avatar")?.messages.length === 2, WAIT);
  await untilState(page, "ready");
  await page.$eval("live-avatar", (avatar, text) => void avatar.sendMessage(text).catch(() => undefined), ASK.talk);
  await page.waitForSelector("live-avatar >>> .captions p", WAIT);
  const bytes = await page.screenshot({ type: "webp", quality: 82 });
  await page.close();
  return Buffer.from(bytes);
}

export async function drawThemes(browser: Browser | BrowserContext): Promise<ThemePicture[]> {
  const site = await startMatrixSite();
  try {
    const drawn: ThemePicture[] = [];
    for (const theme of THEMES) drawn.push({ theme, bytes: await draw(browser, site, theme) });
    return drawn;
  } finally {
    site.close();
  }
}
