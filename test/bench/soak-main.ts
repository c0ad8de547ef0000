/**
 * `npm run bench -- soak`: a steady number of conversations that begin and end, with one emulator and one LiveKit server. Each minute
 * is a line; at the end their memory may not have grown. MINUTES=60 says how long, and LOAD=8 how many there are at a time.
 */
import { setTimeout as later } from "node:timers/promises";
import { streamSettingsOf } from "../../src/emulator/capacity.js";
import { descriptorsOf, megabytesOf, threadsOf } from "./load/process-watch.js";
import { openStage } from "./load/stage.js";
import { startVisitors } from "./load/visitors.js";
import { slopeOf } from "./statistics.js";

const MINUTES = Number(process.env["MINUTES"] ?? 60);
const COUNT = Number(process.env["LOAD"] ?? 8);
/** Until then what is loaded once is loaded, and what is kept for the next ones is kept. */
const WARM_MINUTES = 5;
/** A shorter time after those says nothing about growth. */
const JUDGED_MINUTES = 10;
/** Megabytes a minute that each of the servers may grow by; half of it would be 30 MB an hour. */
const MOST_GROWTH = 1;
const LOOK_EVERY_S = 5;
const QUESTIONS = ["What is your name?", "How does this work?"];

const line = (text: string) => process.stdout.write(`${text}\n`);
const { cost } = streamSettingsOf({ mode: "FULL", avatar_id: "", video_settings: { quality: "low" } });
const stage = await openStage(COUNT * cost);
const servers = Object.entries(stage.pids) as ["emulator" | "livekit", number][];
const counts = { complete: 0, failed: 0 };
/** Of the minute: why conversations were not complete, and how often. */
const failures = new Map<string, number>();
const visitors = startVisitors(
  {
    ...{ apiUrl: stage.url, quality: "low", questions: QUESTIONS },
    ...{ patienceMs: 30_000, queueMs: 60_000, count: COUNT, forMs: MINUTES * 60_000 },
  },
  ({ failure }) => {
    if (failure === undefined) counts.complete += 1;
    else {
      counts.failed += 1;
      failures.set(failure, (failures.get(failure) ?? 0) + 1);
    }
  },
);
/** Minutes and megabytes. */
const memories = { emulator: [] as [number, number][], livekit: [] as [number, number][] };
const descriptors = new Map(servers.map(([name, pid]) => [name, [descriptorsOf(pid)]]));
const begun = performance.now();
const elapsed = (): number => (performance.now() - begun) / 60_000;
line(
  `${String(COUNT)} at a time for ${String(MINUTES)} minutes; MB, descriptors and threads of the emulator and of LiveKit:`,
);
for (let minute = 1; minute <= MINUTES; minute += 1) {
  while (elapsed() < minute) {
    await later(LOOK_EVERY_S * 1000);
    for (const [name, pid] of servers) memories[name].push([elapsed(), megabytesOf(pid)]);
  }
  const told = servers.map(([name, pid]) => {
    descriptors.get(name)?.push(descriptorsOf(pid));
    return `${name} ${megabytesOf(pid).toFixed(0)} MB ${String(descriptorsOf(pid))} ${String(threadsOf(pid))}`;
  });
  const failed = [...failures].map(([why, times]) => `${String(times)}× ${why}`).join("; ");
  line(
    `${String(minute).padStart(4)} min  complete ${String(counts.complete)}  failed ${String(counts.failed)}${failed && ` (${failed})`}  ${told.join("  ")}`,
  );
  failures.clear();
}
await visitors.outcomes;
let isWell = counts.failed === 0;
for (const [name] of servers) {
  const after = memories[name].filter(([at]) => at > Math.min(WARM_MINUTES, MINUTES / 2));
  const slope = slopeOf(after);
  const isJudged = MINUTES - WARM_MINUTES >= JUDGED_MINUTES;
  if (isJudged && slope > MOST_GROWTH) isWell = false;
  const verdict = !isJudged ? "too short to judge" : slope > MOST_GROWTH ? "FAIL" : "pass";
  const open = descriptors.get(name)?.map(String).join(", ") ?? "";
  line(
    `${name}: ${slope.toFixed(2)} MB a minute after the first ones, ≤ ${String(MOST_GROWTH)}: ${verdict}; descriptors ${open}`,
  );
}
line(`SIGTERM to the end of the emulator: ${(await stage.close()).toFixed(0)} ms`);
if (!isWell) process.exitCode = 1;
