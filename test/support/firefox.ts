/** How tests start Firefox. */
import puppeteer from "puppeteer-core";
import { visitorOf, type VisitorBrowser } from "./browser.js";

/** A microphone that beeps, a visitor who always says yes, and a room on this machine, which has no other address. */
const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
};

/** @throws Error when FIREFOX_PATH, which `npm test` sets, is missing */
export async function openFirefox(): Promise<VisitorBrowser> {
  const executablePath = process.env["FIREFOX_PATH"];
  if (!executablePath) throw new Error("FIREFOX_PATH is not set: run the tests with npm test.");
  return visitorOf(
    await puppeteer.launch({ browser: "firefox", executablePath, extraPrefsFirefox: PREFERENCES, headless: true }),
  );
}
