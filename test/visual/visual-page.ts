/** A Chromium with `sheet.client.ts` in its page. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";

export interface VisualPage {
  readonly page: Page;
  close(): Promise<void>;
}

export async function openVisualPage(): Promise<VisualPage> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("sheet.client.ts", import.meta.url))],
    ...{ bundle: true, write: false, format: "iife", target: "es2022", logLevel: "error" },
  });
  // The same colours everywhere, whatever screen there is.
  const browser = await launchChromium(["--force-color-profile=srgb"]);
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.setContent('<!doctype html><html lang="en"><title>visual</title><body style="margin: 0">');
  await page.addScriptTag({ content: bundle.outputFiles[0]?.text ?? "" });
  return { page, close: () => browser.close() };
}

/** The bytes of a data URL. */
export const bytesOf = (url: string): Buffer => Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
