/**
 * The element in its page against forty pictures that somebody has looked at.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { BrowserContext } from "puppeteer-core";
import { FREE_SOUND_FLAGS } from "../support/chromium.js";
import { sharedStand } from "../support/stand.js";
import { difference } from "./difference.js";
import { fileOf, save } from "./pictures.js";
import { drawWindows, windowBaseline } from "./windows.js";

/** The share of the squares that may differ. */
const SPARE = 0.01;
const RENEW = "npm run pictures";

let context: BrowserContext;
before(async () => {
  context = await (await sharedStand()).newContext({ flags: FREE_SOUND_FLAGS });
});
after(() => context.close());

describe("the element in its page", () => {
  it("looks as it did, in forty pictures", async () => {
    const page = await context.newPage();
    const found: string[] = [];
    for (const { name, bytes } of await drawWindows(context)) {
      const kept = await readFile(windowBaseline(name)).catch(() => undefined);
      const share = kept ? await difference(page, bytes, kept) : 1;
      if (share <= SPARE) continue;
      const saved = fileOf(`../../artifacts/pictures/${name}.webp`);
      await save(saved, bytes);
      found.push(
        `${name}: ${kept ? `${(share * 100).toFixed(1)} % differ` : "there is no baseline"}; drawn is ${saved}`,
      );
    }
    assert.equal(found.join("\n"), "", `If it is meant to be so: ${RENEW}, look at the pictures, and commit them.`);
  });
});
