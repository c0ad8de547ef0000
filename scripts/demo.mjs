/**
 * `npm run demo`: set-up, build, and the pages. The portrait's work at once, the others with the LiveKit server, which may have to be
 * built first: a line says each. The speech service, which hears what people say, comes when they are there; `--small` leaves it
 * out. `PORT` (default 4173) and `--no-open` are read; Ctrl-C ends everything that was started.
 */
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./lib/cache.mjs";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { ensureRecogniser } from "./lib/browser.mjs";
import { freePort } from "./lib/free-port.mjs";
import { startLiveKit } from "./lib/livekit-server.mjs";
import { fail, say, SetupError } from "./lib/progress.mjs";
import { run } from "./lib/run.mjs";
import { startSpeech } from "./lib/speech-service.mjs";
import { enableTypeScript } from "./lib/typescript.mjs";

const DEFAULT_PORT = 4173;
/** So long a browser waits for the first page, before it is shown the portrait's. */
const SOON_MS = 5_000;
const BUILDING =
  "The LiveKit server is being built: once, about three minutes. This page works as soon as it is there, by itself. Meanwhile the portrait needs none.";

async function main() {
  const wanted = Number(process.env.PORT ?? DEFAULT_PORT);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
    throw new SetupError(`PORT must be a number from 0 to 65535, not "${process.env.PORT}".`);
  }
  await ensureDependencies();
  const built = await run(process.execPath, ["scripts/build.mjs"], { live: true });
  if (built.code !== 0) throw new SetupError("The bundle could not be built: see above.");

  const speechToCome = process.argv.includes("--small") ? undefined : trySpeech();
  const isReal = Boolean(process.env.LIVEAVATAR_API_KEY);
  const livekitToCome = isReal ? Promise.resolve({}) : tryLiveKit();

  await enableTypeScript();
  const { startDemo } = await import("../demo/server/main.ts");
  const port = await freePort(wanted);
  if (wanted !== 0 && port !== wanted) say(`Port ${wanted} is taken; using ${port}.`);
  await mkdir(cacheFolder(), { recursive: true });
  const threadsFile = join(cacheFolder(), "demo-threads.db");
  const demo = await startDemo({ port, livekit: undefined, missing: BUILDING, isBuilding: !isReal, threadsFile });

  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    // What is still being built ends with this process.
    await demo.close();
    await running?.stop();
    // The speech service ends with this process; what is still being set up is removed by a later set-up.
    process.exit(0);
  };
  // eslint-disable-next-line prefer-const -- `end` may be called before it is known
  let running;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end());

  for (const notice of demo.notices) say(notice);
  const portrait = `${demo.url}/portrait.html`;
  say(`portrait ready at ${portrait}`);
  const isOpen = !process.argv.includes("--no-open");
  const soon = new Promise((resolve) => setTimeout(resolve, SOON_MS, "later"));
  const isLate = (await Promise.race([livekitToCome, soon])) === "later";
  if (isLate && isOpen) open(portrait);

  const { livekit, missing } = await livekitToCome;
  if (isEnding) return livekit?.stop();
  running = livekit;
  if (livekit) {
    await demo.setLiveKit(livekit);
    if (!(await ensureRecogniser())) {
      say(
        "No recogniser (pocketsphinx) was found: without the speech service the emulator answers typed words alone, and says so.",
      );
    }
  }
  if (missing) {
    demo.setMissing(missing);
    say(`\n${missing}\nThe portrait needs none; on the other pages Start will say that the service is missing.`);
  }
  say(`demo ready at ${demo.url}`);
  if (isOpen && !(missing && isLate)) open(missing ? portrait : demo.url);

  const speech = await speechToCome;
  if (!speech) return;
  demo.setSpeech(speech.url);
  say("speech service ready: the demo hears what you say, and speaks with a natural voice");
  await speech.exited;
  if (isEnding) return;
  demo.setSpeech(undefined);
  say("The speech service has ended: fifteen phrases are heard, and espeak-ng speaks.");
}

async function tryLiveKit() {
  try {
    return { livekit: await startLiveKit() };
  } catch (error) {
    if (error instanceof SetupError) return { missing: error.message };
    throw error;
  }
}

/** A demo without speech service is a demo: what is missing is said, and everything else goes on. */
async function trySpeech() {
  try {
    return await startSpeech();
  } catch (error) {
    say(`\nThere is no recogniser of free speech: ${error instanceof SetupError ? error.message : error.stack}`);
    return undefined;
  }
}

/** Shows the page in the person's browser, where there is a screen. */
function open(url) {
  const isHeadless = process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  if (process.env.CI || isHeadless) return;
  const [program, ...args] =
    process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  spawn(program, [...args, url], { stdio: "ignore", detached: true })
    .on("error", () => undefined) // the line with the address is there to be clicked
    .unref();
}

main().catch(fail);
