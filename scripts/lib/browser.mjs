/** Finds the browsers that the tests drive, and what they need; on Debian as root it installs them. */
import { installDebianPackages } from "./debian.mjs";
import { findProgram, isExecutable } from "./find-program.mjs";
import { SetupError } from "./progress.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const look = () => NAMES.map(findProgram).find(Boolean) ?? PLACES.find(isExecutable);

/**
 * @returns {Promise<string>} the browser's path
 * @throws SetupError when there is none and none can be installed
 */
export async function ensureBrowser() {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new SetupError(`CHROME_PATH names ${given}, which is not a program.`);
  }
  const found = look() ?? ((await installDebianPackages("chromium")) ? look() : undefined);
  if (found) return found;
  throw new SetupError(
    "No browser was found. Install Chromium or Chrome (Debian: apt-get install chromium; macOS: brew install --cask chromium), or set CHROME_PATH to one.",
  );
}

/**
 * The second engine of the tests, and what it needs to run: on Linux it starts no AudioContext without a sound server.
 * @returns {Promise<string>} its path
 * @throws SetupError when there is none and none can be installed
 */
export async function ensureFirefox() {
  const given = process.env.FIREFOX_PATH;
  if (given && !isExecutable(given)) throw new SetupError(`FIREFOX_PATH names ${given}, which is not a program.`);
  const lookForFirefox = () => ["firefox-esr", "firefox"].map(findProgram).find(Boolean);
  const found =
    given ?? lookForFirefox() ?? ((await installDebianPackages("firefox-esr")) ? lookForFirefox() : undefined);
  if (!found) {
    throw new SetupError(
      "Firefox was not found. Install it (Debian: apt-get install firefox-esr; macOS: brew install --cask firefox), or set FIREFOX_PATH to it.",
    );
  }
  if (process.platform === "linux") await ensureSoundServer();
  return found;
}

const SOUND_PROGRAMS = ["pulseaudio", "parec"];

/**
 * A sound server whose only loudspeaker is a recording.
 * @throws SetupError when it is not there and cannot be installed
 */
export async function ensureSoundServer() {
  if (SOUND_PROGRAMS.every(findProgram)) return;
  await installDebianPackages("pulseaudio", "pulseaudio-utils");
  if (SOUND_PROGRAMS.every(findProgram)) return;
  throw new SetupError(
    "There is no sound server: install pulseaudio and its tools (Debian: apt-get install pulseaudio pulseaudio-utils).",
  );
}

/** The recogniser of the emulator: pocketsphinx with its English model. Without it the emulator is deaf but works. */
export async function ensureRecogniser() {
  if (findProgram("pocketsphinx_continuous")) return true;
  return installDebianPackages("pocketsphinx", "pocketsphinx-en-us");
}
