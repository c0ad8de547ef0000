/**
 * `npm run bench -- load`: conversations that all begin at once, with one emulator and one LiveKit server. Each is complete or is told
 * that it is not; what they cost is freed at their end. LOAD=50 says how many, QUALITY=low what picture they ask for, ROUNDS=1 how
 * often, and PLOT a file for the curves.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { startLiveKit } from "../support/livekit.js";
import type { Outcome } from "./load/conversation.js";
import { curve, plot } from "./load/plot.js";
import { descriptorsOf, megabytesOf, ProcessWatch } from "./load/process-watch.js";
import { visit } from "./load/visitors.js";
import { startEmulatorProcess } from "./emulator-process.js";
import { type Figure, figures, keeps } from "./limits.js";

const COUNT = Number(process.env["LOAD"] ?? 50);
const ROUNDS = Number(process.env["ROUNDS"] ?? 2);
const QUALITY = (process.env["QUALITY"] ?? "low") as "low" | "medium" | "high";
const PLOT = process.env["PLOT"] ?? "artifacts/load.svg";
/** How long a visitor waits for a start or an answer, on a machine that does it all at once. */
const PATIENCE_MS = 30_000;
/** What is freed at the end of a conversation is freed by then. */
const SETTLE_MS = 10_000;
const QUESTIONS = ["Tell me a story", "What is your name?", "How does this work?"];

const line = (text: string) => process.stdout.write(`${text}\n`);

const only = (what: string, value: number, unit: Figure["unit"], limit?: number): Figure => ({
  ...{ what, samples: [value], of: "only", unit },
  ...(limit !== undefined && { limit }),
});

/** The figures of one round of visitors. */
function figuresOf(
  outcomes: readonly Outcome[],
  cost: { readonly emulator: ProcessWatch; readonly livekit: ProcessWatch; readonly seconds: number },
): Figure[] {
  const complete = outcomes.filter(({ failure }) => failure === undefined);
  const silent = complete.filter(({ heardMs }) => heardMs < 1000);
  const expected = QUALITY === "low" ? 10 : 25;
  const frames = complete.flatMap(({ framesPerSecond }) =>
    framesPerSecond === undefined ? [] : [expected - framesPerSecond],
  );
  const answers = complete.flatMap(({ answerMs }) => answerMs);
  return [
    only("not complete", outcomes.length - complete.length, "", 0),
    only("complete, and nothing was heard", silent.length, "", 0),
    ...(complete.length === 0
      ? []
      : ([
          { what: "start", samples: complete.map(({ startMs = NaN }) => startMs), of: "p95", unit: "ms" },
          { what: "question to voice", samples: answers, of: "p95", unit: "ms" },
          { what: `pictures a second that are missing of ${String(expected)}`, samples: frames, of: "p95", unit: "" },
        ] as const)),
    only(
      "processors of the emulator, a hundred conversations",
      (cost.emulator.seconds / cost.seconds / outcomes.length) * 100,
      "",
    ),
    only(
      "processors of LiveKit, a hundred conversations",
      (cost.livekit.seconds / cost.seconds / outcomes.length) * 100,
      "",
    ),
    only("largest memory of the emulator, MB a conversation", cost.emulator.mostMegabytes / outcomes.length, ""),
    only("largest memory of LiveKit, MB a conversation", cost.livekit.mostMegabytes / outcomes.length, ""),
  ];
}

const livekit = await startLiveKit();
const emulator = await startEmulatorProcess(livekit, ["--capacity", String(COUNT)]);
const watches = { emulator: new ProcessWatch(emulator.pid), livekit: new ProcessWatch(livekit.pid) };
const [megabytes, descriptors] = [megabytesOf(emulator.pid), descriptorsOf(emulator.pid)];
const all: Figure[] = [];
const memories: number[] = [];
for (let round = 1; round <= ROUNDS; round += 1) {
  const cost = { emulator: new ProcessWatch(emulator.pid), livekit: new ProcessWatch(livekit.pid) };
  const begun = performance.now();
  const outcomes = await visit({
    ...{ apiUrl: emulator.url, quality: QUALITY, questions: QUESTIONS },
    ...{ patienceMs: PATIENCE_MS, count: COUNT },
  });
  const seconds = (performance.now() - begun) / 1000;
  cost.emulator.end();
  cost.livekit.end();
  line(
    `round ${String(round)}: ${String(COUNT)} conversations at once, ${QUALITY}, ${seconds.toFixed(0)} s, ${String(availableParallelism())} processors`,
  );
  for (const { failure } of outcomes) if (failure !== undefined) line(`  not complete: ${failure}`);
  all.push(
    ...figuresOf(outcomes, { ...cost, seconds }).map((one) => ({ ...one, what: `${String(round)}: ${one.what}` })),
  );
  await later(SETTLE_MS);
  memories.push(megabytesOf(emulator.pid));
  all.push(only(`${String(round)}: descriptors that stay open`, descriptorsOf(emulator.pid) - descriptors, "", 20));
}
watches.emulator.end();
watches.livekit.end();
line(
  `the emulator's memory: ${megabytes.toFixed(0)} MB at first, ${memories.map((one) => one.toFixed(0)).join(", ")} after each round`,
);
const [firstMemory = NaN, lastMemory = NaN] = [memories[0], memories.at(-1)];
if (ROUNDS > 1)
  all.push(
    only("memory after the last round, percent of that after the first", (lastMemory / firstMemory) * 100, "%", 130),
  );
const asked = performance.now();
await emulator.close();
all.push(only("SIGTERM to the end of the emulator", performance.now() - asked, "ms", 6000));
await livekit.stop();

line(figures(all));
await mkdir(dirname(PLOT), { recursive: true });
await writeFile(
  PLOT,
  plot(`${String(COUNT)} conversations at once, ${QUALITY}, ${String(ROUNDS)} times`, [
    {
      ...{ title: "Processors", unit: "" },
      curves: (["emulator", "livekit"] as const).map((name) => ({
        name,
        values: curve(watches[name].samples, "processors"),
      })),
    },
    {
      ...{ title: "Memory", unit: "MB" },
      curves: (["emulator", "livekit"] as const).map((name) => ({
        name,
        values: curve(watches[name].samples, "megabytes"),
      })),
    },
  ]),
);
line(`The curves are in ${PLOT}.`);
if (!all.every(keeps)) process.exitCode = 1;
