/** `npm run bench -- portrait`: what a frame of the portrait costs the page's thread. */
import { launchChromium } from "../support/chromium.js";
import { startBenchServer } from "./bench-server.js";
import { bundlePage } from "./bundles.js";
import { type Figure, figures as print, keeps } from "./limits.js";

const SECONDS = Number(process.env.ROUNDS ?? 8);
/** Of script, at 640 px. */
const LIMIT_MS = 1.6;

declare const bench: {
  frames(character: string, seconds: number): Promise<{ readonly width: number; readonly costs: number[] }>;
};

const bundle = await bundlePage("portrait");
const server = await startBenchServer(new Map([["portrait", { bundle, body: () => "<body></body>" }]]));
const browser = await launchChromium(["--autoplay-policy=no-user-gesture-required"]);
const figures: Figure[] = [];
try {
  for (const character of ["ada", "noah"]) {
    for (const scale of [1, 2]) {
      process.stdout.write(`bench: ${character} speaks, ${scale} device pixels for one\n`);
      const page = await browser.newPage();
      await page.setViewport({ width: 800, height: 900, deviceScaleFactor: scale });
      await page.goto(`${server.url}/portrait/`, { waitUntil: "networkidle0" });
      const { width, costs } = await page.evaluate((who, seconds) => bench.frames(who, seconds), character, SECONDS);
      await page.close();
      figures.push({
        what: `a frame of ${character}, ${width} px`,
        samples: costs,
        unit: "ms",
        of: "median",
        limit: LIMIT_MS,
      });
    }
  }
} finally {
  await browser.close();
  await server.close();
}
process.stdout.write(`\n${print(figures)}\n`);
process.exitCode = figures.every(keeps) ? 0 : 1;
