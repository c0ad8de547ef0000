/** A page that draws sheets of portraits, for the tool and for the test. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import type {} from "./pictures.client.js";
import type { Sheet } from "./subjects.js";

export const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the baseline of a sheet is kept. */
export const baselineOf = ({ name }: Sheet): string => fileOf(`baselines/${name}.webp`);

export interface PicturePage {
  readonly page: Page;
  draw(sheet: Sheet): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openPicturePage(browser: Browser | BrowserContext): Promise<PicturePage> {
  const { outputFiles } = await build({
    entryPoints: [fileOf("pictures.client.ts")],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    logLevel: "error",
  });
  const page = await browser.newPage();
  await page.setViewport({ width: 1000, height: 1000, deviceScaleFactor: 1 });
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  return {
    page,
    async draw(sheet) {
      const url = await page.evaluate((one) => window.pictures.drawSheet(one), sheet);
      return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
    },
    close: () => browser.close(),
  };
}

export async function save(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}
