/** `npm run bench -- portrait`: script of the main thread for a frame of the portrait while it speaks. */
import type { Browser, Page } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";
import { serveIsolated } from "./isolated-page.js";
import { spokenWav } from "../support/spoken-wav.js";
import { percentile95, summarize } from "./statistics.js";

const ROUNDS = Number(process.env["ROUNDS"] ?? 5);
/** Milliseconds, of the median frame. */
const LIMIT_MS = 1.6;
/** By then everything that is painted once is painted, and the compiler has seen the code. */
const WARM_UP_FRAMES = 30;

const CASES = [
  { character: "ada", ratio: 1 },
  { character: "ada", ratio: 2 },
  { character: "noah", ratio: 1 },
  { character: "noah", ratio: 2 },
] as const;
type Case = (typeof CASES)[number];

interface Spoken {
  readonly width: number;
  readonly costs: readonly number[];
}

declare global {
  interface Window {
    speakPortrait(character: string, wav: string, warmUpFrames: number): Promise<Spoken>;
  }
}

async function measure(browser: Browser, url: string, { character, ratio }: Case, wav: string): Promise<Spoken> {
  const page: Page = await browser.newPage();
  try {
    await page.setViewport({ width: 800, height: 800, deviceScaleFactor: ratio });
    await page.goto(url);
    await page.waitForFunction(() => "speakPortrait" in window && crossOriginIsolated);
    return await page.evaluate((...args) => window.speakPortrait(...args), character, wav, WARM_UP_FRAMES);
  } finally {
    await page.close();
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const ms = (value: number) => `${value.toFixed(2)} ms`;

async function benchPortrait(): Promise<boolean> {
  const wav = Buffer.from(
    await spokenWav(["My mother wove baskets by the fire, and a thousand ships passed the lighthouse before dawn."]),
  ).toString("base64");
  const server = await serveIsolated("portrait.js");
  const browser = await launchChromium(["--autoplay-policy=no-user-gesture-required"]);
  const costs = new Map<Case, number[]>(CASES.map((one) => [one, []]));
  const widths = new Map<Case, number>();
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index] of CASES.entries()) {
        const one = CASES[(index + round) % CASES.length] ?? CASES[0];
        const spoken = await measure(browser, server.url, one, wav);
        costs.get(one)?.push(...spoken.costs);
        widths.set(one, spoken.width);
      }
      say(`bench: portrait, round ${round + 1} of ${ROUNDS}`);
    }
  } finally {
    await browser.close();
    server.close();
  }
  say(`\na portrait frame at 640 px while it speaks, script of the main thread; median ≤ ${ms(LIMIT_MS)}`);
  const verdicts = CASES.map((one) => {
    const samples = costs.get(one) ?? [];
    const { median, lowerQuartile, upperQuartile, count } = summarize(samples);
    const verdict = median <= LIMIT_MS;
    const name = `${one.character}, ${widths.get(one) ?? 0} device pixels`.padEnd(26);
    const figures = `${ms(median)} (${lowerQuartile.toFixed(2)}–${upperQuartile.toFixed(2)})`;
    say(`${name} ${figures}  p95 ${ms(percentile95(samples))}  ${count} frames  ${verdict ? "pass" : "FAIL"}`);
    return verdict;
  });
  return verdicts.every(Boolean);
}

process.exitCode = (await benchPortrait()) ? 0 : 1;
