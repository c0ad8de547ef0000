/** Forty pictures of the element in its page: what is drawn, and how. `npm run pictures` keeps them, windows.e2e.ts compares. */
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { DIRECTIONS, LAYOUTS } from "../support/matrix-cells.js";
import { type MatrixSite, startMatrixSite } from "../support/matrix-site.js";
import { type MatrixState, walk } from "../support/matrix-walk.js";
import { fileOf } from "./pictures.js";

const SIZES = [
  { width: 390, height: 844 },
  { width: 1366, height: 768 },
] as const;
const LOOKED_AT: readonly MatrixState[] = ["before", "talked", "speaking", "notice", "ended"];
const WALKS = [
  ["inline", DIRECTIONS[0]],
  ["inline", DIRECTIONS[1]],
  ["floating", DIRECTIONS[0]],
  ["fullscreen", DIRECTIONS[0]],
] as const;
/** Nobody misses the other pixels, and a repository does not have to carry them. */
const KEPT = { deviceScaleFactor: 0.5, quality: 60 } as const;

export interface WindowPicture {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Where the baseline of a picture is kept. */
export const windowBaseline = (name: string): string => fileOf(`baselines/windows/${name}.webp`);

/** Without the face, which blinks, and has pictures of its own. */
const hideFace = (page: Page) =>
  page.$eval("live-avatar", ({ shadowRoot }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("canvas { visibility: hidden }");
    shadowRoot?.adoptedStyleSheets.push(sheet);
  });

async function drawWalk(
  browser: Browser | BrowserContext,
  site: MatrixSite,
  [layout, direction]: (typeof WALKS)[number],
): Promise<WindowPicture[]> {
  const page = await browser.newPage();
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(site.urlOf({ attributes: LAYOUTS[layout] ?? "", direction }));
  const drawn: WindowPicture[] = [];
  await walk(page, site, async (state) => {
    if (!LOOKED_AT.includes(state)) return;
    await hideFace(page);
    for (const size of SIZES) {
      await page.setViewport({ ...size, deviceScaleFactor: KEPT.deviceScaleFactor });
      const bytes = await page.screenshot({ type: "webp", quality: KEPT.quality });
      drawn.push({ name: `${layout}-${direction}-${state}-${String(size.width)}`, bytes: Buffer.from(bytes) });
    }
  });
  await page.close();
  return drawn;
}

export async function drawWindows(browser: Browser | BrowserContext): Promise<WindowPicture[]> {
  const site = await startMatrixSite();
  try {
    const drawn: WindowPicture[] = [];
    for (const one of WALKS) drawn.push(...(await drawWalk(browser, site, one)));
    return drawn;
  } finally {
    site.close();
  }
}
