/**
 * Every state, layout, size of the window and direction of writing: each control of the element is inside the window and is what
 * a press at its centre hits, the text field is in reach, nothing scrolls sideways, the page around does not move, and axe finds
 * nothing. One page walks one conversation, and its window is resized in each state.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import type { BrowserContext, Page } from "puppeteer-core";
import { FREE_SOUND_FLAGS } from "../support/chromium.js";
import { type MatrixPage, type MatrixSite, startMatrixSite } from "../support/matrix-site.js";
import { DIRECTIONS, LAYOUTS, PLACES, SIZES, SIZES_OF_PLACES, type Size } from "../support/matrix-cells.js";
import { type MatrixState, STATES, walk } from "../support/matrix-walk.js";
import { control, untilState } from "../support/page-talk.js";
import { isNightly } from "../support/scope.js";
import { sharedStand } from "../support/stand.js";

/** What test/support/matrix-probe.js adds to the page. */
declare const matrix: {
  wrong(state: string): string[];
  inaccessible(): Promise<string[]>;
  pageBelow(): number;
  frameHeight(): number;
  settle(): Promise<void>;
};

const PROBE = await readFile(new URL("../support/matrix-probe.js", import.meta.url), "utf8");
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** How far what follows the element may be moved by a whole conversation. */
const SHIFT_PX = 8;
/** One in so many cells is given to axe, which takes most of the time: other ones of each page, so that each state and size has its turn. */
const AXE_SHARE = isNightly ? 3 : 9;

let site: MatrixSite;
let context: BrowserContext;
before(async () => {
  site = await startMatrixSite();
  context = await (await sharedStand()).newContext({ flags: FREE_SOUND_FLAGS });
});
after(async () => {
  await context.close();
  site.close();
});

async function open(what: MatrixPage, size: Size): Promise<Page> {
  const page = await context.newPage();
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.evaluateOnNewDocument(PROBE);
  await resize(page, size);
  await page.goto(site.urlOf(what));
  await page.evaluate(AXE);
  await resize(page, size);
  return page;
}

async function resize(page: Page, { width, height, isLarge = false }: Size): Promise<void> {
  await page.setViewport({ width, height });
  await page.evaluate((large) => document.documentElement.classList.toggle("large", large), isLarge);
}

const nameOf = ({ width, height, isLarge }: Size): string => `${width}×${height}${isLarge ? ", text at 200 %" : ""}`;

/** What is wrong in one cell. */
async function inspect(page: Page, state: MatrixState, withAxe: boolean): Promise<string[]> {
  return page.evaluate(
    async (now, axe) => {
      // Before a visitor has pressed anything, Start is in the window. Afterwards the press has brought all of it there.
      if (now === "before") scrollTo(0, 0);
      else document.querySelector("live-avatar")?.scrollIntoView({ block: "nearest" });
      await matrix.settle();
      return [...matrix.wrong(now), ...(axe ? await matrix.inaccessible() : [])];
    },
    state,
    withAxe,
  );
}

/**
 * Walks a conversation, and looks at each state in each size.
 * @param number of the page: it says which cells are given to axe, the same ones when the page is tested again alone
 */
async function cellsOf(what: MatrixPage, sizes: readonly Size[], number: number): Promise<string[]> {
  const page = await open(what, sizes[0] as Size);
  const found: string[] = [];
  const belowAtFirst = new Map<Size, number>();
  await walk(page, site, async (state) => {
    for (const [index, size] of sizes.entries()) {
      await resize(page, size);
      const wrong = await inspect(page, state, (STATES.indexOf(state) + index + number) % AXE_SHARE === 0);
      const below = await page.evaluate(() => matrix.pageBelow());
      const shift = below - (belowAtFirst.get(size) ?? below);
      if (!belowAtFirst.has(size)) belowAtFirst.set(size, below);
      if (Math.abs(shift) > SHIFT_PX) wrong.push(`the page has moved by ${shift.toFixed(0)} px`);
      found.push(...wrong.map((line) => `${state}, ${nameOf(size)}: ${line}`));
    }
  });
  await page.close();
  return found;
}

describe("in every state and window", () => {
  for (const [at, [layout, attributes]] of Object.entries(LAYOUTS).entries())
    for (const [side, direction] of DIRECTIONS.entries()) {
      it(`${layout}, ${direction}: every control is in reach, and the page does not move`, async () => {
        assert.deepEqual(await cellsOf({ attributes, direction }, SIZES, at * DIRECTIONS.length + side), []);
      });
    }
});

describe("under a policy of its own scripts and styles, and of trusted types", () => {
  const violations = (page: Page) =>
    page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations);

  for (const [layout, attributes] of Object.entries({ ...LAYOUTS, expanded: "" })) {
    it(`${layout}: a whole conversation violates nothing`, async () => {
      const page = await context.newPage();
      await page.evaluateOnNewDocument(() => {
        const found: string[] = [];
        Object.assign(globalThis, { violations: found });
        addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
          found.push(`${violatedDirective} ${blockedURI} ${sample}`);
        });
      });
      await page.goto(site.urlOf({ attributes, direction: "ltr" }));
      await walk(page, site, async (state) => {
        if (layout !== "expanded" || (state !== "ready" && state !== "notice")) return;
        const isExpanded = state === "ready";
        await (await control(page, "button", isExpanded ? "Fill the window" : "Back to the page")).click();
        await page.waitForSelector(`live-avatar:${isExpanded ? "is" : "not"}([layout="fullscreen"])`);
      });
      assert.deepEqual(await violations(page), []);
      await page.evaluate(() => {
        document.body.setAttribute("style", "color: red");
      });
      await page.waitForFunction(() => (globalThis as unknown as { violations: string[] }).violations.length > 0);
      await page.close();
    });
  }
});

describe("wherever a page puts it", () => {
  for (const [at, [name, place]] of Object.entries(PLACES).entries()) {
    it(`${name}: every control is in reach, and the page does not move`, async () => {
      assert.deepEqual(await cellsOf({ attributes: "", direction: "ltr", ...place }, SIZES_OF_PLACES, at), []);
    });
  }

  for (const height of [300, 500]) {
    it(`a height of the site's, ${String(height)} px, is filled`, async () => {
      const styles = `live-avatar { height: ${String(height)}px }`;
      const page = await open({ attributes: "", direction: "ltr", styles }, { width: 1024, height: 768 });
      await walk(page, site, async (state) => {
        assert.equal(await page.evaluate(() => matrix.frameHeight()), height, state);
      });
      await page.close();
    });
  }
});

describe("a press on Start", () => {
  for (const size of SIZES) {
    it(`brings text field and controls into the window: ${nameOf(size)}`, async () => {
      const page = await open({ attributes: "", direction: "ltr" }, size);
      await (
        await control(page, "button", "Start")
      ).evaluate(() => {
        scrollTo(0, 0);
      });
      const { x, y } = await page.$eval("live-avatar >>> .start", (start) => {
        const { left, top, width, height } = start.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      });
      await page.mouse.click(x, y);
      await site.letStart(true);
      await untilState(page, "ready");
      await page.evaluate(() => matrix.settle());
      assert.deepEqual(await page.evaluate(() => matrix.wrong("ready")), []);
      await page.close();
    });
  }
});
