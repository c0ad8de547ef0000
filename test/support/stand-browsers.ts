/** The Chromiums of a stand: one for each set of flags, started when somebody asks, shared by whoever asks next. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "puppeteer-core";
import { launchChromium } from "./chromium.js";
import { spokenWav } from "./spoken-wav.js";

export interface BrowserWish {
  readonly flags: readonly string[];
  /** Sentences and silences (seconds) that the microphone hears once. Undefined: the browser's own beeps, if any. */
  readonly says?: readonly (string | number)[] | undefined;
  /** Whose browser this is: two test processes at a time do not share one. */
  readonly lane: string;
}

interface Running {
  readonly browser: Browser;
  readonly endpoint: string;
  readonly folder: string;
}

const START_MS = 20_000;

/** Where a browser listens, which it writes into its own folder. */
async function endpointOf(folder: string): Promise<string> {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    const text = await readFile(join(folder, "DevToolsActivePort"), "utf8").catch(() => "");
    const [port, path] = text.split("\n");
    if (port && path) return `ws://127.0.0.1:${port}${path}`;
    await sleep(20);
  }
  throw new Error(`Chromium said no address within ${START_MS / 1000} s.`);
}

async function launch({ flags, says }: BrowserWish): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), "live-avatar-browser-"));
  const wav = join(folder, "microphone.wav");
  if (says) await writeFile(wav, await spokenWav(says));
  const hears = says ? [`--use-file-for-fake-audio-capture=${wav}%noloop`] : [];
  // The pipe ends it with this process, however that ends; over the port come the tests.
  const debugging = ["--remote-debugging-pipe", "--remote-debugging-port=0"];
  const browser = await launchChromium([...debugging, ...hears, ...flags], { userDataDir: join(folder, "profile") });
  return { browser, endpoint: await endpointOf(join(folder, "profile")), folder };
}

export class StandBrowsers {
  readonly #running = new Map<string, Promise<Running>>();

  /** The address of a browser for puppeteer to connect to. */
  async endpoint(wish: BrowserWish): Promise<string> {
    const key = JSON.stringify([wish.lane, wish.says ?? null, wish.flags]);
    const present = await this.#running.get(key)?.catch(() => undefined);
    if (present?.browser.connected) return present.endpoint;
    const started = launch(wish);
    this.#running.set(key, started);
    return (await started).endpoint;
  }

  /** Ends those of one lane, or all. What a killed test left open goes with them. */
  async close(lane?: string): Promise<void> {
    const going = [...this.#running].filter(([key]) => lane === undefined || (JSON.parse(key) as [string])[0] === lane);
    for (const [key] of going) this.#running.delete(key);
    await Promise.allSettled(
      going.map(async ([, running]) => {
        const { browser, folder } = await running;
        await browser.close();
        await rm(folder, { recursive: true, force: true });
      }),
    );
  }
}
