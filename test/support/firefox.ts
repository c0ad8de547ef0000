/** How tests start Firefox. */
import puppeteer from "puppeteer-core";
import type { Browser } from "puppeteer-core";
import { startSoundServer } from "../bench/sound-server.js";
import type { SoundServer } from "../bench/sound-server.js";
import { visitorOf, type VisitorBrowser } from "./browser.js";

/** A microphone that beeps, a visitor who always says yes, and a room on this machine, which has no other address. */
const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
};

export interface Firefox {
  readonly browser: Browser;
  /** A visitor in a fresh context. */
  openVisitor(): Promise<VisitorBrowser>;
  close(): Promise<void>;
}

/** @throws Error when FIREFOX_PATH, which `npm test` sets, is missing */
export async function startFirefox(): Promise<Firefox> {
  const executablePath = process.env["FIREFOX_PATH"];
  if (!executablePath) throw new Error("FIREFOX_PATH is not set: run the tests with npm test.");
  const sound = await startFirefoxSound();
  const browser = await puppeteer.launch({
    ...{ browser: "firefox", executablePath, extraPrefsFirefox: PREFERENCES, headless: true },
    env: sound?.env ?? process.env,
  });
  return {
    browser,
    openVisitor: async () => visitorOf(await browser.createBrowserContext()),
    async close() {
      await browser.close();
      await sound?.close();
    },
  };
}

/**
 * On Linux, Firefox runs no AudioContext without a sound server to play to: it stays suspended for ever. Other systems
 * bring one.
 */
export async function startFirefoxSound(): Promise<SoundServer | undefined> {
  return process.platform === "linux" ? startSoundServer() : undefined;
}
