/**
 * `npm run demo`: set-up, build, the servers, and one line when every page works. The speech service, which hears what people say, comes when
 * they are there; `--small` leaves them out. `PORT` (default 4173) and `--no-open` are read; Ctrl-C ends everything that was
 * started.
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
  const { livekit, missing } = isReal ? {} : await tryLiveKit();
  if (livekit && !(await ensureRecogniser())) {
    say(
      "No recogniser (pocketsphinx) was found: without the speech service the emulator answers typed words alone, and says so.",
    );
  }

  await enableTypeScript();
  const { startDemo } = await import("../demo/server/main.ts");
  const port = await freePort(wanted);
  if (wanted !== 0 && port !== wanted) say(`Port ${wanted} is taken; using ${port}.`);
  await mkdir(cacheFolder(), { recursive: true });
  const demo = await startDemo({ port, livekit, missing, threadsFile: join(cacheFolder(), "demo-threads.db") });

  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    await demo.close();
    await livekit?.stop();
    // The speech service ends with this process; what is still being set up is removed by a later set-up.
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end());

  if (missing)
    say(`\n${missing}\nThe portrait needs none; on the other pages Start will say that the service is missing.`);
  for (const notice of demo.notices) say(notice);
  say(`demo ready at ${demo.url}`);
  if (!process.argv.includes("--no-open")) open(missing ? `${demo.url}/portrait.html` : demo.url);

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
