/** `npm run pictures`: draws the portrait's baselines and the README's contact sheet anew. Look at them before you commit. */
import { baselineOf, fileOf, openPicturePage, save } from "./pictures.js";
import { BASELINES, CONTACT_SHEET } from "./subjects.js";

const pictures = await openPicturePage();
try {
  for (const sheet of [...BASELINES, CONTACT_SHEET]) {
    const bytes = await pictures.draw(sheet);
    const file = sheet === CONTACT_SHEET ? fileOf("../../docs/images/portrait.webp") : baselineOf(sheet);
    await save(file, bytes);
    process.stdout.write(`${sheet.name}: ${(bytes.length / 1000).toFixed(0)} kB\n`);
  }
} finally {
  await pictures.close();
}
