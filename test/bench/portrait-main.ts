/** `npm run bench -- portrait`: what a frame of the portrait costs the page's thread. */
import { bundlePage } from "./bundles.js";
import { emptyPage, startEmbedded } from "./embedded.js";
import { type Figure, figureTable, keeps } from "./limits.js";

const SECONDS = Number(process.env.ROUNDS ?? 8);
/** Of script, at 640 px. */
const LIMIT_MS = 1.6;

declare const bench: {
  frames(character: string, seconds: number): Promise<{ readonly width: number; readonly costs: number[] }>;
};

const embedded = await startEmbedded(new Map([["portrait", emptyPage(await bundlePage("portrait"))]]));
const figures: Figure[] = [];
try {
  for (const character of ["ada", "noah"]) {
    for (const scale of [1, 2]) {
      process.stdout.write(`bench: ${character} speaks, ${scale} device pixels for one\n`);
      const page = await embedded.open("portrait", scale);
      const { width, costs } = await page.evaluate((who, seconds) => bench.frames(who, seconds), character, SECONDS);
      await page.close();
      figures.push({
        what: `a frame of ${character}, ${width} px`,
        samples: costs,
        unit: "ms",
        judged: "median",
        limit: LIMIT_MS,
      });
    }
  }
} finally {
  await embedded.close();
}
process.stdout.write(`\n${figureTable(figures)}\n`);
process.exitCode = figures.every(keeps) ? 0 : 1;
