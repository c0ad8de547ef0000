/** `npm run pictures` calls it when there is a browser. */
import { baselineOf, fileOf, openPicturePage, save } from "./pictures.js";
import { FREE_SOUND_FLAGS, launchChromium } from "../support/chromium.js";
import { BASELINES, CONTACT_SHEET, POSTER } from "./subjects.js";
import { drawThemes, themeBaseline } from "./themes.js";
import { drawFaceFile, FACE_FILE } from "./face.js";
import { drawWindows, windowBaseline } from "./windows.js";

const FILES = [
  ...BASELINES.map((sheet) => [sheet, baselineOf(sheet)] as const),
  [CONTACT_SHEET, fileOf("../../docs/images/portrait.webp")] as const,
  [POSTER, fileOf("../../demo/ada.webp")] as const,
];

const browser = await launchChromium(FREE_SOUND_FLAGS);
const pictures = await openPicturePage(browser);
try {
  for (const [sheet, file] of FILES) {
    const bytes = await pictures.draw(sheet);
    await save(file, bytes);
    process.stdout.write(`${file}: ${(bytes.length / 1000).toFixed(0)} kB\n`);
  }
  for (const { theme, bytes } of await drawThemes(browser)) await save(themeBaseline(theme), bytes);
  await save(FACE_FILE, await drawFaceFile(browser));
  for (const { name, bytes } of await drawWindows(browser)) await save(windowBaseline(name), bytes);
} finally {
  await pictures.close();
}
