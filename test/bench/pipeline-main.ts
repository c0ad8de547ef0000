/** `npm run bench -- pipeline`: from the model's chunks to sound, and what a very long reply does to the page. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { decisionLatencies, decisionsOf } from "./decisions.js";
import { firstSoundSeconds, gapsMs } from "./heard.js";
import { type Figure, figures, keeps } from "./limits.js";
import { type Heard, type LongReply, openPipelinePage, type PipelinePage, type Tasks } from "./pipeline-page.js";
import { BRISK, CHUNKS, LONG, STREAMED, TALKING, WHOLE } from "./reply.js";
import { passes, type Row, table } from "./report.js";
import { summarize } from "./statistics.js";

const ROUNDS = Number(process.env.ROUNDS ?? 10);
/** Half a minute each: a reply is heard to its end. */
const HEARD_ROUNDS = Math.ceil(ROUNDS * 0.4);
const LONG_ROUNDS = Math.ceil(ROUNDS * 0.3);

/** From here on the browser reports a task. */
const LONG_TASK_MS = 50;

const DECISIONS = decisionsOf(CHUNKS);

const say = (text: string) => process.stdout.write(`${text}\n`);

function firstSoundMs({ sound, sentAtSeconds }: Heard): number {
  const at = firstSoundSeconds(sound);
  assert.ok(at !== undefined, "nothing was heard");
  return (at - sentAtSeconds) * 1000;
}

/** With sentence streaming and without, by turns. */
async function measureFirstSound(page: PipelinePage): Promise<Row> {
  const times = { streamed: [] as number[], whole: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const ways = [
      ["streamed", STREAMED],
      ["whole", WHOLE],
    ] as const;
    for (const [way, script] of round % 2 === 0 ? ways : ways.toReversed()) {
      times[way].push(firstSoundMs(await page.hear({ script, pace: TALKING, until: "first sound" })));
    }
    say(`bench: first sound, round ${round + 1} of ${ROUNDS}`);
  }
  return {
    what: "message to first sound, ten sentences",
    ours: summarize(times.streamed),
    other: summarize(times.whole),
    otherName: "unstreamed",
    unit: "ms",
    limit: 0.5,
  };
}

async function measureHeard(page: PipelinePage): Promise<Figure[]> {
  const latencies: number[] = [];
  const gaps: number[] = [];
  for (let round = 0; round < HEARD_ROUNDS; round += 1) {
    latencies.push(
      ...decisionLatencies(DECISIONS, await page.hear({ script: STREAMED, pace: BRISK, until: "end" })),
      ...decisionLatencies(DECISIONS, await page.hear({ script: STREAMED, pace: BRISK, until: "end" })),
    );
    const heard = await page.hear({ script: STREAMED, pace: TALKING, until: "end" });
    latencies.push(...decisionLatencies(DECISIONS, heard));
    const found = gapsMs(heard.sound);
    const missing = DECISIONS.length - 1 - found.length;
    assert.ok(missing >= 0, `${found.length} gaps between ${DECISIONS.length} sentences: ${found.join(", ")}`);
    // Sounds that follow each other without a gap to be heard.
    gaps.push(...found, ...Array.from({ length: missing }, () => 0));
    say(`bench: latencies and gaps, round ${round + 1} of ${HEARD_ROUNDS}`);
  }
  return [
    { what: "chunk that decides to voice's request", samples: latencies, of: "p95", unit: "ms", limit: 5 },
    { what: "gap between played sentences", samples: gaps, of: "p95", unit: "ms", limit: 30 },
  ];
}

/** No task was longer. A beat may hold several; where the browser knows of no long task, none took {@link LONG_TASK_MS}. */
const longest = ({ longTasks, longestBeat }: Tasks): number =>
  longTasks.length > 0 ? Math.max(...longTasks) : Math.min(longestBeat, LONG_TASK_MS);

function check({ count, reply }: LongReply): void {
  assert.equal(count, LONG.length);
  assert.equal(reply, LONG.join(""));
}

const IDLE = "the page doing nothing";

async function measureLongReplies(page: PipelinePage): Promise<Figure[]> {
  const samples = { session: [] as number[], element: [] as number[], captions: [] as number[], idle: [] as number[] };
  for (let round = 0; round < LONG_ROUNDS; round += 1) {
    samples.idle.push(longest(await page.idle({ ms: 2000 })));
    const alone = await page.longReply({ chunks: LONG });
    const spoken = await page.longReplyInElement({ chunks: LONG, isSpoken: true });
    const shown = await page.longReplyInElement({ chunks: LONG, isSpoken: false });
    for (const reply of [alone, spoken, shown]) check(reply);
    for (const { shown: text } of [spoken, shown]) assert.equal(text, LONG.join(""));
    for (const { sentences } of [alone, spoken]) assert.equal(sentences, decisionsOf(LONG).length);
    assert.equal(shown.sentences, 0);
    for (const { captions } of [spoken, shown]) assert.ok(captions > 3, `${captions} captions`);
    samples.session.push(longest(alone));
    samples.element.push(longest(spoken));
    samples.captions.push(longest(shown));
    const took = [alone, spoken, shown].map(({ ms }) => `${ms.toFixed(0)} ms`).join(", ");
    say(`bench: ${LONG.length} chunks, round ${round + 1} of ${LONG_ROUNDS}: ${took}`);
  }
  // A task that the reply makes is there in every round; one that the machine makes is not.
  const figure = { of: "median", unit: "ms" } as const;
  return [
    { what: "longest task, 20,000 chunks: session", samples: samples.session, limit: LONG_TASK_MS, ...figure },
    { what: "the same in the element, spoken", samples: samples.element, limit: LONG_TASK_MS, ...figure },
    { what: "the same, text only: captions by the chunk", samples: samples.captions, limit: LONG_TASK_MS, ...figure },
    { what: IDLE, samples: samples.idle, ...figure },
  ];
}

interface SessionAlone {
  readonly sessionAlone: (options: { readonly isInlined: boolean }) => Promise<readonly string[]>;
}

async function measureSize(): Promise<Figure[]> {
  const script = new URL("../../scripts/lib/session-alone.mjs", import.meta.url).href;
  const { sessionAlone } = (await import(script)) as SessionAlone;
  const kilobytes = async (isInlined: boolean) => {
    const codes = await sessionAlone({ isInlined });
    return [codes.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0) / 1000];
  };
  const figure = { of: "only", unit: "kB" } as const;
  return [
    { what: "{ AvatarSession }, gzip", samples: await kilobytes(false), limit: 15, ...figure },
    { what: "with all that it loads by need", samples: await kilobytes(true), ...figure },
  ];
}

/** A page at rest that is kept waiting for longer says that others use the machine. */
const BUSY_MS = 30;

async function bench(): Promise<boolean> {
  const sizes = await measureSize();
  const page = await openPipelinePage();
  try {
    // Once unmeasured: the first turn loads and compiles.
    await page.hear({ script: STREAMED, pace: BRISK, until: "end" });
    const firstSound = await measureFirstSound(page);
    const heard = await measureHeard(page);
    const long = await measureLongReplies(page);
    const all = [...heard, ...long, ...sizes];
    say(`\n${ROUNDS} interleaved rounds; median (quartiles)\n${table([firstSound])}\n\n${figures(all)}`);
    const idle = all.find(({ what }) => what === IDLE);
    if (idle && summarize(idle.samples).median > BUSY_MS) {
      say("This machine is busy with something else: the figures in milliseconds say little.");
    }
    return passes(firstSound) && all.every(keeps);
  } finally {
    await page.close();
  }
}

process.exitCode = (await bench()) ? 0 : 1;
