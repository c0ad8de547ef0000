/** Pictures of a page at the two widths that we look at, in `artifacts/screenshots/`. */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "puppeteer-core";

const FOLDER = fileURLToPath(new URL("../../artifacts/screenshots/", import.meta.url));
const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const;

/** Leaves the page at the larger size. */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  for (const size of SIZES) {
    await page.setViewport(size);
    await page.screenshot({ path: `${FOLDER}${name}-${String(size.width)}.png` });
  }
}
