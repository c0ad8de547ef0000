/** WebKitGTK for the tests: finds the browser and its driver, and runs the driver on a screen of its own. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { installDebianPackages } from "./debian.mjs";
import { findProgram, isExecutable } from "./find-program.mjs";
import { freePort } from "./free-port.mjs";
import { SetupError } from "./progress.mjs";
import { startSupervised } from "./supervised.mjs";

const PACKAGES = ["webkit2gtk-driver", "xvfb"];
const READY_WITHIN_MS = 15_000;

/** The browser that Debian builds for the driver: no program of the PATH, but one of the library. */
function findMiniBrowser() {
  const given = process.env.WEBKIT_PATH;
  if (given && isExecutable(given)) return given;
  const libraries = existsSync("/usr/lib") ? readdirSync("/usr/lib").filter((name) => name.includes("-linux-")) : [];
  return libraries.map((name) => join("/usr/lib", name, "webkit2gtk-4.1", "MiniBrowser")).find(isExecutable);
}

function find() {
  const [browser, driver, screen] = [findMiniBrowser(), findProgram("WebKitWebDriver"), findProgram("Xvfb")];
  return browser && driver && screen ? { browser, driver, screen } : undefined;
}

/**
 * The third engine of the tests; on Debian as root it is installed.
 * @returns {Promise<{ browser: string, driver: string, screen: string }>} the paths of its programs
 * @throws SetupError when it is not there and cannot be installed
 */
export async function ensureWebKit() {
  const found = find() ?? ((await installDebianPackages(...PACKAGES)) ? find() : undefined);
  if (found) return found;
  throw new SetupError(`WebKitGTK was not found. Install it (Debian: apt-get install ${PACKAGES.join(" ")}).`);
}

/**
 * Starts the driver, which ends with this process.
 * @returns {Promise<{ port: number, browser: string, close: () => Promise<void> }>}
 */
export async function startWebKitDriver() {
  const { browser, driver, screen } = await ensureWebKit();
  const display = freeDisplay();
  // A larger screen is drawn so slowly that tests do not end.
  const xvfb = await startSupervised(screen, [display, "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
  const port = await freePort();
  const address = [`--port=${port}`, "--host=127.0.0.1"];
  const server = await startSupervised(findProgram("env"), [`DISPLAY=${display}`, driver, ...address]);
  const close = async () => {
    await server.stop();
    await xvfb.stop();
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const isUp = await fetch(`http://127.0.0.1:${port}/status`, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return { port, browser, close };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await close();
  throw new Error(`The driver of WebKitGTK did not come up:\n${server.log()}\n${xvfb.log()}`);
}

function freeDisplay() {
  let number = 90;
  while (existsSync(`/tmp/.X11-unix/X${number}`) || existsSync(`/tmp/.X${number}-lock`)) number += 1;
  return `:${number}`;
}
