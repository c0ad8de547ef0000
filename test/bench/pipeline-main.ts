/** `npm run bench -- pipeline`: from the chunks of a model to sound, in a page, as it is shipped. */
import { gzipSync } from "node:zlib";
import { bundlePage, shippedBundle } from "./bundles.js";
import type { Bundle } from "./bundles.js";
import { measureElement } from "./element-flood.js";
import { emptyPage, startEmbedded } from "./embedded.js";
import { type Figure, figureTable, keeps } from "./limits.js";
import { passes, type Row, table } from "./report.js";
import { summarize } from "./statistics.js";

const ROUNDS = Number(process.env.ROUNDS ?? 6);
const CHUNKS = 20_000;

declare const bench: {
  reply(isStreamed: boolean): Promise<{ readonly firstSoundMs: number; readonly gaps: number[] }>;
  requests(count: number): Promise<number[]>;
  flood(count: number): Promise<number>;
};

const say = (text: string): void => void process.stdout.write(`bench: ${text}\n`);

/** What an application loads before anybody talks. */
const kilobytes = (bundle: Bundle, isCounted: (early: boolean) => boolean): number =>
  [...bundle.values()]
    .filter(({ early }) => isCounted(early))
    .reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0) / 1000;

const session = await bundlePage("session");
const pages = new Map([
  ["pipeline", emptyPage(await bundlePage("pipeline"))],
  [
    "element",
    { bundle: await shippedBundle(), body: () => `<body><live-avatar renderer="portrait"></live-avatar></body>` },
  ],
]);
const embedded = await startEmbedded(pages);
const streamed: number[] = [];
const collected: number[] = [];
const gaps: number[] = [];
const floods: number[] = [];
const elementFloods: number[] = [];
const requests: number[] = [];
try {
  const page = await embedded.open("pipeline");
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`a reply of ten sentences, round ${round} of ${ROUNDS}`);
    for (const isStreamed of round % 2 === 0 ? [true, false] : [false, true]) {
      const reply = await page.evaluate((how) => bench.reply(how), isStreamed);
      (isStreamed ? streamed : collected).push(reply.firstSoundMs);
      gaps.push(...reply.gaps);
    }
  }
  say("sentences, one after the other");
  requests.push(...(await page.evaluate((count) => bench.requests(count), 20 * ROUNDS)));
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`${CHUNKS} chunks at once, round ${round} of ${ROUNDS}`);
    floods.push(await page.evaluate((count) => bench.flood(count), CHUNKS));
    const other = await embedded.open("element");
    elementFloods.push(await measureElement(other, CHUNKS));
    await other.close();
  }
} finally {
  await embedded.close();
}

const rows: Row[] = [
  {
    ...{ what: "to the first sound of ten sentences", unit: "ms", otherName: "reply collected first", limit: 0.5 },
    ...{ ours: summarize(streamed), other: summarize(collected) },
  },
];
const figures: Figure[] = [
  { what: "deciding chunk to TTS request", samples: requests, unit: "ms", judged: "p95", limit: 5 },
  { what: "gap between two sentences", samples: gaps, unit: "ms", judged: "p95", limit: 30 },
  { what: `longest task, ${CHUNKS} chunks, session`, samples: floods, unit: "ms", judged: "worst", limit: 50 },
  { what: `longest task, ${CHUNKS} chunks, element`, samples: elementFloods, unit: "ms", judged: "worst", limit: 50 },
  {
    what: "{ AvatarSession }, loaded at once",
    samples: [kilobytes(session, (early) => early)],
    unit: "kB",
    judged: "worst",
    limit: 15,
  },
];
process.stdout.write(`\n${table(rows)}\n${figureTable(figures)}\n`);
say(`with the chunks that it loads by need: ${kilobytes(session, () => true).toFixed(1)} kB`);
process.exitCode = rows.every(passes) && figures.every(keeps) ? 0 : 1;
