/** How tests and measurements start Chromium. */
import puppeteer from "puppeteer-core";
import type { Browser, LaunchOptions } from "puppeteer-core";
/** What every Chromium of a test or a measurement starts with: nothing of its own beside the page. */
const BROWSER_FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A microphone that beeps (or plays a file, with a flag more), and a visitor who always says yes. */
export const MICROPHONE_FLAGS: readonly string[] = [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

/**
 * Sound without a press, a collector that can be asked to run, and a name that is not this machine's own: its pages are
 * not secure.
 */
export const FREE_SOUND_FLAGS: readonly string[] = [
  "--autoplay-policy=no-user-gesture-required",
  "--js-flags=--expose-gc",
  "--host-resolver-rules=MAP shop.test 127.0.0.1",
];

/**
 * Chromium, spoken to through a pipe: it ends with this process, however that ends.
 * @throws Error when CHROME_PATH, which the project's commands set, is missing
 */
export function launchChromium(flags: readonly string[], options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = process.env["CHROME_PATH"];
  if (!executablePath)
    throw new Error("CHROME_PATH is not set: run the tests with npm test, the bench with npm run bench.");
  return puppeteer.launch({ executablePath, pipe: true, args: [...BROWSER_FLAGS, ...flags], ...options });
}
