/**
 * The browser tests that another engine runs too, in Firefox ESR. No coverage: that is Chromium's to count. Where `--files`
 * are given, these are run.
 */
import { chromeLauncher } from "@web/test-runner";
import * as puppeteer from "puppeteer-core";
import { register } from "tsx/esm/api";
import { ensureFirefox } from "./scripts/lib/browser.mjs";
import { BROWSER_TESTS } from "./scripts/lib/browser-tests.mjs";
import { nightlyPatternsOf } from "./scripts/lib/nightly.mjs";

const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  // Sound without a press.
  "media.autoplay.default": 0,
  "media.autoplay.block-webaudio": false,
};

const unregister = register();
const { startFirefoxSound } = await import("./test/support/firefox.ts");
await unregister();

const executablePath = await ensureFirefox();
const sound = await startFirefoxSound();

export default {
  ...BROWSER_TESTS,
  files: nightlyPatternsOf("firefox"),
  concurrency: 1,
  plugins: [...BROWSER_TESTS.plugins, { name: "sound", serverStop: () => sound?.close() }],
  browsers: [
    // The launcher of Chrome takes any browser that puppeteer drives, if it is given a puppeteer.
    chromeLauncher({
      puppeteer,
      launchOptions: {
        browser: "firefox",
        executablePath,
        extraPrefsFirefox: PREFERENCES,
        env: sound?.env ?? process.env,
      },
    }),
  ],
};
