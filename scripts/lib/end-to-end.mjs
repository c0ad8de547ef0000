/**
 * Runs the end-to-end files: each in a process of its own, three at a time, all on one stand (test/support/stand-process.ts);
 * then, when the machine is quiet, the second chances. The rules are in second-chance.mjs and in decision 3.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { say, step } from "./progress.mjs";
import { ROOT, run } from "./run.mjs";
import {
  hasPassed,
  MOST_SECOND_CHANCES,
  nextRecord,
  secondChancesOf,
  unsteadyAgain,
  verdictOf,
} from "./second-chance.mjs";

/** The tests wait for speech more than they compute: three at a time keep two cores busy, of which one is {@link CALM}. */
const LANES = 3;
const CALM_LANE = 2;
/** Nobody speaks or listens in them in real time: what runs beside them may be slow, and they may be. */
const CALM =
  /\b(?:matrix|stacks[\w-]*|wordpress|memory|cdn|embed|keyboard|pictures|themes|windows|relay|recipes|[\w-]+-stores|installers|release|site|openai-cross-origin|threads-killed)\.e2e\.ts$/;
/** The longest file, the matrix of windows, takes five minutes on two cores. */
const DEADLINE_MS = 12 * 60_000;
/** Between the last result of a file and the end of its process; rtc-node may keep that for ever (livekit/agents-js#1905). */
const FAREWELL_MS = 10_000;
const STAND_ANSWERS_MS = 5000;
const LOOK_MS = 1000;

/** Who was unsteady in the last run, where this machine keeps one. */
const RECORD = join(ROOT, "artifacts", "unsteady.json");

/** The longest ones come first, so that no lane waits for the other in the end; whoever is not named is short. */
const LONGEST = [
  /stacks-nightly/,
  /matrix/,
  /wordpress/,
  /livekit-range/,
  /breakage-room/,
  /stacks\/stacks\./,
  /e2e\/conversation/,
  /lost-events/,
  /avatar-renderer/,
  /e2e\/room/,
  /emulator\/conversation/,
  /breakage-start/,
  /leaks/,
  /breakage-visitor/,
  /official/,
  /push-to-talk/,
  /killed-stores/,
];
const rank = (file) => (LONGEST.findIndex((pattern) => pattern.test(file)) + LONGEST.length + 1) % (LONGEST.length + 1);

/** The one stand; a new one where the old one no longer answers. */
class RunningStand {
  #env;
  #current;

  constructor(env) {
    this.#env = env;
  }

  /** @returns {Promise<string>} its address */
  async url() {
    const current = await (this.#current ??= this.#start());
    const isThere = await ask(current.url, "addresses", {}, STAND_ANSWERS_MS);
    if (isThere) return current.url;
    // Another lane may have seen it first.
    if ((await this.#current) === current) {
      say("The stand of the end-to-end tests no longer answers: it is killed, and a new one started.");
      current.child.kill("SIGKILL");
      this.#current = this.#start();
    }
    return (await this.#current).url;
  }

  async #start() {
    const child = spawn(process.execPath, ["--import", "tsx", "test/support/stand-process.ts"], {
      cwd: ROOT,
      env: this.#env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    const ready = once(createInterface({ input: child.stdout }), "line");
    const line = await Promise.race([ready.then(([text]) => text), gone.then(() => undefined)]);
    const url = /^stand ready at (http:\S+)$/.exec(line ?? "")?.[1];
    if (!url) throw new Error("The stand of the end-to-end tests did not start: see above.");
    return { url, child, gone };
  }

  async end() {
    const current = await this.#current?.catch(() => undefined);
    if (!current) return;
    const timer = setTimeout(() => current.child.kill("SIGKILL"), FAREWELL_MS);
    current.child.stdin.end();
    await current.gone;
    clearTimeout(timer);
  }
}

/** @returns {Promise<boolean>} whether the stand did it in time */
const ask = (url, command, wish, ms) =>
  fetch(`${url}/${command}`, { method: "POST", body: JSON.stringify(wish), signal: AbortSignal.timeout(ms) }).then(
    (response) => response.ok,
    () => false,
  );

/** Also of full names: by those, newer versions of Node match. */
function patternsFor(path) {
  const exactly = (name) => `--test-name-pattern=^${name.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)}$`;
  return path.length === 0 ? [] : [...new Set([exactly(path.at(-1)), exactly(path.join(" "))])];
}

async function outcomeOf(events) {
  const text = await readFile(events, "utf8").catch(() => "");
  // What follows the last line end is still being written.
  const lines = text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return { results: lines.filter(({ path }) => path), hasEnded: lines.some(({ end }) => end) };
}

/**
 * A file, or one test of it, in a process that is ended by force when its tests are over, and killed when it is stuck.
 * @returns {Promise<import("./second-chance.mjs").Outcome & { output: string, ms: number }>}
 */
async function runFile(file, path, lane, stand, env) {
  const events = join(ROOT, "artifacts", `e2e-events-${lane}.jsonl`);
  await rm(events, { force: true });
  const url = await stand.url();
  const stop = new AbortController();
  // Told of its end, and still there after a while: nothing more will come.
  let endedAt;
  const watch = setInterval(async () => {
    if (endedAt === undefined && (await outcomeOf(events)).hasEnded) endedAt = Date.now();
    if (endedAt !== undefined && Date.now() - endedAt > FAREWELL_MS) stop.abort();
  }, LOOK_MS);
  const reporters = [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=./scripts/lib/test-reporters/node-events.mjs",
    "--test-reporter-destination=stderr",
  ];
  const { code, output, ms } = await run(
    process.execPath,
    ["--import", "tsx", "--test-force-exit", ...reporters, ...patternsFor(path), file],
    {
      env: { ...env, TEST_EVENTS_FILE: events, TEST_STAND_URL: url, TEST_LANE: lane },
      signal: stop.signal,
      deadlineMs: DEADLINE_MS,
    },
  );
  clearInterval(watch);
  const outcome = await outcomeOf(events);
  // It told of no failure and failed all the same: what it told is not all.
  const isFailed = outcome.results.some(({ status }) => status === "failed");
  if (code !== 0 && !isFailed && !stop.signal.aborted) outcome.hasEnded = false;
  // What a killed or failed test left open must not burden the next one.
  if (!outcome.hasEnded || isFailed) await ask(url, "close-browsers", { lane }, FAREWELL_MS);
  return { ...outcome, output, ms };
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** @returns {Promise<Map<string, Awaited<ReturnType<typeof runFile>>>>} by file */
async function firstRuns(files, stand, env) {
  const sorted = [...files].sort((one, other) => rank(one) - rank(other));
  const calm = sorted.filter((file) => CALM.test(file));
  const timed = sorted.filter((file) => !CALM.test(file));
  const firsts = new Map();
  const work = async (_, lane) => {
    const next = () => (lane === CALM_LANE ? calm.shift() : (timed.shift() ?? calm.shift()));
    for (let file = next(); file; file = next()) {
      const first = await runFile(file, [], String(lane), stand, env);
      firsts.set(file, first);
      const failed = first.results.filter(({ status }) => status === "failed").length;
      const isFine = first.hasEnded && failed === 0;
      const counts = `${first.results.length - failed} of ${first.results.length} passed`;
      say(`${isFine ? "✔" : "✖"} ${file}: ${counts}${first.hasEnded ? "" : ", cut off"} (${seconds(first.ms)})`);
      if (!isFine) say(first.output);
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  return firsts;
}

/** One after the other, alone on the machine. What passes must pass twice. */
async function secondChances(file, paths, stand, env) {
  const chances = [];
  for (const path of paths) {
    const outcomes = [];
    do {
      say(`once more: ${[file, ...path].join(" > ")}`);
      const outcome = await runFile(file, path, "alone", stand, env);
      outcomes.push(outcome);
      if (!hasPassed(outcome, path)) say(outcome.output);
    } while (outcomes.length < 2 && hasPassed(outcomes.at(-1), path));
    chances.push({ path, outcomes });
  }
  return chances;
}

/**
 * @param {readonly string[]} files
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ passed: number, failed: number, skipped: number, notes: string[] }>}
 */
export async function endToEndTests(files, env) {
  await mkdir(join(ROOT, "artifacts"), { recursive: true });
  // By this rtc-node decides on import not to fill the output with debug lines.
  const stand = new RunningStand({ ...env, NODE_ENV: "production" });
  const total = { passed: 0, failed: 0, skipped: 0, notes: [] };
  const unsteady = [];
  try {
    await step("Starting the servers of the end-to-end tests", () => stand.url());
    const firsts = await firstRuns(files, stand, { ...env, NODE_ENV: "production" });
    const wishes = new Map([...firsts].map(([file, first]) => [file, secondChancesOf(first)]));
    const count = [...wishes.values()].flat().length;
    const isTooMany = count > MOST_SECOND_CHANCES;
    if (isTooMany) say(`${count} failures: that is no unsteadiness, and nobody gets a second chance.`);
    for (const [file, first] of firsts) {
      const paths = isTooMany ? [] : wishes.get(file);
      const verdict = verdictOf(file, first, await secondChances(file, paths, stand, env));
      for (const key of ["passed", "failed", "skipped"]) total[key] += verdict[key];
      unsteady.push(...verdict.unsteady);
      total.notes.push(...verdict.failures.map((title) => `failed: ${title}`));
    }
    total.notes.push(...slowestOf(firsts));
  } finally {
    await stand.end();
  }
  const before = await readFile(RECORD, "utf8").then(JSON.parse, () => []);
  for (const title of unsteady)
    total.notes.push(`unsteady: ${title}: failed once, and passed twice when it was run alone`);
  for (const title of unsteadyAgain(before, unsteady)) {
    total.notes.push(`failed: ${title} is unsteady for the second time: mend it`);
    total.passed -= 1;
    total.failed += 1;
  }
  await writeFile(RECORD, `${JSON.stringify(nextRecord(before, unsteady, files), null, 1)}\n`);
  return total;
}

function slowestOf(firsts) {
  const all = [...firsts].flatMap(([file, { results }]) =>
    results.map(({ path, ms }) => ({ title: `${file} > ${path.join(" > ")}`, ms })),
  );
  const slowest = all.sort((one, other) => other.ms - one.ms).slice(0, 10);
  return slowest.map(({ title, ms }) => `slow: ${seconds(ms)} ${title}`);
}
