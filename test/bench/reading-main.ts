/** `npm run bench -- reading`: a reader in the transcript: an answer that grows, and 5,000 messages that scroll. */
import assert from "node:assert/strict";
import { loadavg } from "node:os";
import { launchChromium } from "../support/chromium.js";
import { lex } from "../../src/element/markdown/bounded-lexer.js";
import { startBenchServer } from "./bench-server.js";
import { bundlePage } from "./bundles.js";
import { openCalledPage } from "./called-page.js";
import { HOSTILE_MARKDOWN } from "./hostile-markdown.js";
import { type Figure, figures, keeps } from "./limits.js";
import { answerOf, chunksOf, conversationOf } from "./reading-texts.js";

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const PATIENCE_MS = 300_000;
const MESSAGES = 5000;
/** About 36,000 pixels a second, as with the scroll bar. */
const PIXELS = 600;
const ANSWER_LENGTH = 10_000;
const CHUNK_LENGTH = 4;
/** Between two chunks: 250 in a second, as the fastest models write. */
const PAUSE_MS = 4;

interface Grown {
  readonly longTasks: readonly number[];
  readonly longestBeat: number;
  readonly renders: number;
  readonly blocks: number;
  readonly text: string;
}

interface Scrolled {
  readonly frames: readonly number[];
  readonly most: number;
  readonly top: string;
  readonly last: string;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Processor time of reading each text, so that other work of the machine does not count. */
function measureHostile(): number[] {
  return Object.values(HOSTILE_MARKDOWN).map((text) => {
    const before = process.cpuUsage();
    lex(text);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
}

async function bench(): Promise<boolean> {
  const bundle = await bundlePage("reading");
  const pages = new Map([["reading", { bundle, body: () => "<body><main></main></body>" }]]);
  const server = await startBenchServer(pages);
  const browser = await launchChromium([]);
  try {
    const { page, call } = await openCalledPage(browser, `${server.url}/reading/`, PATIENCE_MS);
    const protocol = await page.createCDPSession();
    await protocol.send("Performance.enable");
    const busyMs = async (): Promise<number> => {
      const { metrics } = await protocol.send("Performance.getMetrics");
      return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
    };
    const chunks = chunksOf(answerOf(ANSWER_LENGTH), CHUNK_LENGTH);
    const busy: number[] = [];
    const renders: number[] = [];
    const frames: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await busyMs();
      const grown = await call<Grown>("grow", { chunks, pauseMs: PAUSE_MS });
      busy.push(((await busyMs()) - before) / chunks.length);
      renders.push(grown.renders);
      assert.ok(grown.blocks > 100, `${grown.blocks} blocks of Markdown`);
      const scrolled = await call<Scrolled>("scroll", { messages: conversationOf(MESSAGES), pixels: PIXELS });
      frames.push(...scrolled.frames);
      assert.match(scrolled.top, /Begin/);
      assert.match(scrolled.last, new RegExp(`Number ${MESSAGES - 1}\\.`));
      say(`bench: reading, round ${round + 1} of ${ROUNDS}; load ${loadavg()[0]?.toFixed(1) ?? ""}`);
    }
    const all: Figure[] = [
      {
        what: "hostile Markdown: processor time of each text",
        samples: measureHostile(),
        of: "worst",
        unit: "ms",
        limit: 500,
      },
      {
        what: "an answer in 2,500 chunks: the thread busy, a chunk",
        samples: busy,
        of: "median",
        unit: "ms",
        limit: 8,
      },
      { what: "the same: changes of the transcript", samples: renders, of: "median", unit: "" },
      { what: "5,000 messages, up and down: script of a frame", samples: frames, of: "p95", unit: "ms", limit: 16 },
    ];
    say(`\n${figures(all)}`);
    return all.every(keeps);
  } finally {
    await browser.close();
    await server.close();
  }
}

process.exitCode = (await bench()) ? 0 : 1;
