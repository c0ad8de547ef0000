/** The ready themes against the pictures of them that docs/theming.md shows. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { BrowserContext } from "puppeteer-core";
import { FREE_SOUND_FLAGS } from "../support/chromium.js";
import { sharedStand } from "../support/stand.js";
import { difference } from "./difference.js";
import { fileOf, save } from "./pictures.js";
import { drawThemes, themeBaseline } from "./themes.js";

/** The share of the squares that may differ: the face blinks. */
const SPARE = 0.02;

let context: BrowserContext;
before(async () => {
  context = await (await sharedStand()).newContext({ flags: FREE_SOUND_FLAGS });
});
after(() => context.close());

describe("the themes", () => {
  it("look as they do in the document", async () => {
    const page = await context.newPage();
    const found: string[] = [];
    for (const { theme, bytes } of await drawThemes(context)) {
      const kept = await readFile(themeBaseline(theme)).catch(() => undefined);
      const share = kept ? await difference(page, bytes, kept) : 1;
      if (share <= SPARE) continue;
      const saved = fileOf(`../../artifacts/pictures/theme-${theme}.webp`);
      await save(saved, bytes);
      found.push(`${theme}: ${(share * 100).toFixed(1)} % differ; drawn is ${saved}`);
    }
    assert.equal(
      found.join("\n"),
      "",
      "If it is meant to be so: npm run pictures, look at the pictures, and commit them.",
    );
  });
});
