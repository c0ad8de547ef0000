/**
 * The portrait's pictures against those that somebody has looked at: both characters in every emotion and in ten mouths,
 * light and dark, small and large. Squares of pixels are compared by their mean colour, so that another
 * Chromium's anti-aliasing passes and a moved mouth does not.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { FREE_SOUND_FLAGS, MICROPHONE_FLAGS } from "../support/chromium.js";
import { sharedStand } from "../support/stand.js";
import { baselineOf, fileOf, openPicturePage, save } from "./pictures.js";
import type { PicturePage } from "./pictures.js";
import { BASELINES } from "./subjects.js";
import type { Sheet } from "./subjects.js";

/** Of a channel, 0…255. The same Chromium draws the same picture every time; another one may smooth its edges otherwise. */
const TOLERANCE = 6;
/** So many of a face's 2,500 squares may differ by more. */
const SPARE_CELLS = 3;

const RENEW = "npm run pictures";

let pictures: PicturePage;
before(async () => {
  const stand = await sharedStand();
  pictures = await openPicturePage(await stand.newContext({ flags: [...FREE_SOUND_FLAGS, ...MICROPHONE_FLAGS] }));
});
after(() => pictures.close());

const urlOf = (webp: Buffer): string => `data:image/webp;base64,${webp.toString("base64")}`;

async function differencesOf(sheet: Sheet): Promise<string[]> {
  const drawn = await pictures.draw(sheet);
  const kept = await readFile(baselineOf(sheet)).catch(() => undefined);
  const saved = fileOf(`../../artifacts/pictures/${sheet.name}.webp`);
  if (!kept) {
    await save(saved, drawn);
    return [`There is no baseline of ${sheet.name}; drawn is ${saved}. Look at it, then: ${RENEW}`];
  }
  const faces = await pictures.page.evaluate(
    (...args) => window.pictures.compareSheets(...args),
    sheet,
    [urlOf(drawn), urlOf(kept)] as const,
    TOLERANCE,
  );
  const changed = faces.filter(({ cells }) => cells > SPARE_CELLS);
  if (changed.length === 0) return [];
  await save(saved, drawn);
  const list = changed.map(({ row, column, worst, cells }) => {
    const { emotion, mouth } = sheet.rows[row]?.[column] ?? {};
    const what = mouth ? `mouth "${mouth}"` : (emotion ?? "");
    return `  ${what}: ${cells} squares differ, by up to ${worst.toFixed(0)} of 255`;
  });
  return [
    `${sheet.name} has changed:`,
    ...list,
    `  kept:  ${baselineOf(sheet)}\n  drawn: ${saved}\nIf it is meant to: ${RENEW}, look at the pictures, and commit them.`,
  ];
}

describe("the portrait's pictures", () => {
  for (const sheet of BASELINES) {
    it(`look as they did: ${sheet.name}`, async () => {
      assert.equal((await differencesOf(sheet)).join("\n"), "");
    });
  }
});
