/** `npm run pictures` calls it when there is a browser. */
import { baselineOf, fileOf, openPicturePage, save } from "./pictures.js";
import { launchChromium } from "../support/chromium.js";
import { BASELINES, CONTACT_SHEET, POSTER } from "./subjects.js";

const FILES = [
  ...BASELINES.map((sheet) => [sheet, baselineOf(sheet)] as const),
  [CONTACT_SHEET, fileOf("../../docs/images/portrait.webp")] as const,
  [POSTER, fileOf("../../demo/ada.webp")] as const,
];

const pictures = await openPicturePage(await launchChromium([]));
try {
  for (const [sheet, file] of FILES) {
    const bytes = await pictures.draw(sheet);
    await save(file, bytes);
    process.stdout.write(`${file}: ${(bytes.length / 1000).toFixed(0)} kB\n`);
  }
} finally {
  await pictures.close();
}
