/**
 * `npm run bench -- load`: conversations that all begin at once, with one emulator and one LiveKit server. Each is complete or is told
 * that it is not; what they cost is freed at their end. LOAD=5,10,20,50 says how many, one round after the other with fresh servers;
 * QUALITY=low what picture they ask for, and PLOT a file for the lines.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { streamSettingsOf } from "../../src/emulator/capacity.js";
import { askBeyond } from "./load/beyond.js";
import type { Outcome } from "./load/conversation.js";
import { plot } from "./load/plot.js";
import { childrenOf, descriptorsOf, megabytesOf, threadsOf } from "./load/process-watch.js";
import { type Costs, openStage, PARTS } from "./load/stage.js";
import { startVisitors } from "./load/visitors.js";
import { type Figure, figures, keeps } from "./limits.js";

const COUNTS = (process.env["LOAD"] ?? "5,10,20,50").split(",").map(Number);
const QUALITY = (process.env["QUALITY"] ?? "low") as "low" | "medium" | "high";
const PLOT = process.env["PLOT"] ?? "artifacts/load.svg";
/** How long a visitor waits for the participants after the start was granted, and for an answer. */
const PATIENCE_MS = 30_000;
/** How long a visitor comes again who is told that many are starting. */
const QUEUE_MS = 180_000;
/** What is freed at the end of a conversation is freed by then. */
const SETTLE_MS = 15_000;
const QUESTIONS = ["Tell me a story", "What is your name?", "How does this work?"];
const SETTINGS = streamSettingsOf({ mode: "FULL", avatar_id: "", video_settings: { quality: QUALITY } });

const line = (text: string) => process.stdout.write(`${text}\n`);

const only = (what: string, value: number, unit: Figure["unit"], limit?: number): Figure => ({
  ...{ what, samples: [value], of: "only", unit },
  ...(limit !== undefined && { limit }),
});

/** How the visitors fared. */
function figuresOf(outcomes: readonly Outcome[]): Figure[] {
  const complete = outcomes.filter(({ failure }) => failure === undefined);
  const times = [
    ["wait until the start is granted", complete.map(({ waitMs = NaN }) => waitMs)],
    ["from there to avatar, agent and picture", complete.map(({ startMs = NaN }) => startMs)],
    ["question to voice", complete.flatMap(({ answerMs }) => answerMs)],
  ] as const;
  const missing = complete.map(({ framesPerSecond = 0 }) => SETTINGS.framesPerSecond - framesPerSecond);
  return [
    only("not complete", outcomes.length - complete.length, "", 0),
    only(
      "told to come again, times",
      outcomes.reduce((sum, { refusals }) => sum + refusals, 0),
      "",
    ),
    ...(complete.length === 0
      ? []
      : [
          ...times.map(([what, samples]): Figure => ({ what, samples, of: "p95", unit: "ms" })),
          {
            ...{ what: `pictures a second that are missing of ${String(SETTINGS.framesPerSecond)}`, samples: missing },
            ...({ of: "p95", unit: "" } as const),
          },
        ]),
  ];
}

const costsOf = (costs: Costs, count: number): Figure[] =>
  PARTS.flatMap((part) => [
    only(`${part}: processor time a second`, costs[part].processors, "s"),
    only(`${part}: processor time of a conversation`, costs[part].seconds / count, "s"),
    only(`${part}: largest memory, a conversation`, costs[part].mostMegabytes / count, "MB"),
  ]);

/** One round with servers of its own. */
async function round(count: number): Promise<{ readonly figures: Figure[]; readonly costs: Costs }> {
  const stage = await openStage(count * SETTINGS.cost);
  const { emulator } = stage.pids;
  const before = {
    megabytes: megabytesOf(emulator),
    descriptors: descriptorsOf(emulator),
    threads: threadsOf(emulator),
    children: childrenOf(emulator).length,
  };
  const begun = performance.now();
  const visitors = startVisitors({
    ...{ apiUrl: stage.url, quality: QUALITY, questions: QUESTIONS },
    ...{ patienceMs: PATIENCE_MS, queueMs: QUEUE_MS, count },
  });
  const costs = stage.watch(visitors.pid);
  const beyond = await askBeyond(stage.url, count, QUALITY);
  const outcomes = await visitors.outcomes;
  for (const part of PARTS) costs[part].end();
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  line(`\n${String(count)} at once, ${QUALITY}, ${seconds} s, ${String(availableParallelism())} processors`);
  line(`  one more: ${String(beyond.status)}, Retry-After ${String(beyond.retryAfter)}`);
  for (const { failure } of outcomes) if (failure !== undefined) line(`  not complete: ${failure}`);
  await later(SETTLE_MS);
  const freed = [
    only("one more that was let in", beyond.status === 429 ? 0 : 1, "", 0),
    only("descriptors that stay open", descriptorsOf(emulator) - before.descriptors, "", 20),
    only("threads that stay", threadsOf(emulator) - before.threads, "", 20),
    only("child processes that stay", childrenOf(emulator).length - before.children, "", 0),
    only("memory at first", before.megabytes, "MB"),
    only("memory after the round", megabytesOf(emulator), "MB"),
  ];
  const tookMs = await stage.close();
  return {
    figures: [
      ...figuresOf(outcomes),
      ...costsOf(costs, count),
      ...freed,
      only("SIGTERM to the end of the emulator", tookMs, "ms", 5000),
    ],
    costs,
  };
}

const rounds: Awaited<ReturnType<typeof round>>[] = [];
for (const count of COUNTS) {
  const one = await round(count);
  rounds.push(one);
  line(figures(one.figures));
}
const lines = (key: "seconds" | "mostMegabytes") =>
  PARTS.map((name) => ({ name, values: rounds.map(({ costs }, at) => costs[name][key] / (COUNTS[at] ?? 1)) }));
await mkdir(dirname(PLOT), { recursive: true });
await writeFile(
  PLOT,
  plot(`Conversations at once, ${QUALITY}: what one of them costs`, COUNTS.map(String), [
    { title: "Processor time, s", lines: lines("seconds") },
    { title: "Largest memory, MB", lines: lines("mostMegabytes") },
  ]),
);
line(`\nThe lines are in ${PLOT}.`);
if (!rounds.every((one) => one.figures.every(keeps))) process.exitCode = 1;
