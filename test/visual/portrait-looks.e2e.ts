/**
 * The portrait looks as it did when somebody last looked at it: both characters in six emotions and five shapes of the
 * mouth, light and dark, small and large. After a change that is meant, look at the new sheets and keep them:
 *
 *   RENEW_BASELINES=1 npm test -- e2e portrait-looks
 */
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { EMOTIONS } from "../../src/core/vocabulary.js";
import type { SheetOptions } from "./sheet.client.js";
import { bytesOf, openVisualPage, type VisualPage } from "./visual-page.js";

const BASELINES = fileURLToPath(new URL("baselines/", import.meta.url));
const ARTIFACTS = fileURLToPath(new URL("../../artifacts/visual/", import.meta.url));
const RENEW = process.env["RENEW_BASELINES"] === "1";
/** Share of the blocks of a sheet; a mouth that closes is some twenty times as much. */
const MOST = 0.0005;

/** File → what is on it. */
const sheets = new Map<string, readonly SheetOptions[]>([
  [
    fileURLToPath(new URL("../../docs/images/portrait.webp", import.meta.url)),
    [
      { character: "ada", scheme: "light", size: 400, cell: 200, looks: EMOTIONS },
      { character: "noah", scheme: "dark", size: 400, cell: 200, looks: EMOTIONS },
    ],
  ],
  ...(["ada", "noah"] as const).flatMap((character) =>
    (["light", "dark"] as const).flatMap((scheme) =>
      ([200, 800] as const).map((size): [string, SheetOptions[]] => [
        `${BASELINES}${character}-${scheme}-${String(size)}.webp`,
        // A large picture is compared at half its size: four times as many bytes would show no more.
        [{ character, scheme, size, cell: Math.min(size, 400) }],
      ]),
    ),
  ),
]);

describe("the portrait's looks", () => {
  let visual: VisualPage;
  before(async () => {
    visual = await openVisualPage();
    await mkdir(RENEW ? BASELINES : ARTIFACTS, { recursive: true });
  });
  after(() => visual.close());

  for (const [baseline, parts] of sheets) {
    const name = basename(baseline, ".webp");
    it(`are those that were looked at: ${name}`, async () => {
      const actual = await visual.page.evaluate((...wanted) => window.visual.sheet(...wanted), ...parts);
      if (RENEW) {
        await writeFile(baseline, bytesOf(actual));
        return;
      }
      const expected = `data:image/webp;base64,${await readFile(baseline, "base64")}`;
      const { share, picture } = await visual.page.evaluate(
        (one, other) => window.visual.compare(one, other),
        ...([actual, expected] as const),
      );
      if (share <= MOST) return;
      const difference = `${ARTIFACTS}${name}.png`;
      await writeFile(difference, bytesOf(picture));
      assert.fail(
        `${(100 * share).toFixed(2)} % of ${name} differ, see ${relative(process.cwd(), difference)} ` +
          "(above: now, below: kept). If that is meant: RENEW_BASELINES=1 npm test -- e2e portrait-looks",
      );
    });
  }
});
