/** `npm run bench -- cards`: how long hostile character cards block the thread, and how much memory they ask for. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { HOSTILE_CARDS } from "../support/hostile-cards.js";
import type { CardCost } from "./cards-process.js";

const LIMIT_MS = 100;
const LIMIT_MEGABYTES = 50;
/** The median of so many processes each. */
const RUNS = 3;

const PROCESS = resolve(import.meta.dirname, "cards-process.ts");

function measure(index: number): CardCost {
  // Young objects wait in a space that is larger than the limit, so that nothing is collected on the way.
  const flags = ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128", "--import", "tsx"];
  const output = execFileSync(process.execPath, [...flags, PROCESS, String(index)], { encoding: "utf8" });
  return JSON.parse(output) as CardCost;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Prints a line a card; true when all keep to the limits. */
function benchCards(): boolean {
  say(`hostile cards: parse and build, each ≤ ${LIMIT_MS} ms; both together ≤ ${LIMIT_MEGABYTES} MB allocated`);
  const verdicts = HOSTILE_CARDS.map(({ what }, index) => {
    const costs = Array.from({ length: RUNS }, () => measure(index));
    const parseMs = median(costs.map((cost) => cost.parseMs));
    const buildMs = median(costs.map((cost) => cost.buildMs));
    const megabytes = median(costs.map((cost) => cost.megabytes));
    const passes = Math.max(parseMs, buildMs) <= LIMIT_MS && megabytes <= LIMIT_MEGABYTES;
    const figures = `${parseMs.toFixed(1).padStart(6)} ms ${buildMs.toFixed(1).padStart(6)} ms ${megabytes.toFixed(1).padStart(5)} MB`;
    say(`${what.padEnd(56)} ${(costs[0]?.outcome ?? "").padEnd(13)} ${figures}  ${passes ? "pass" : "FAIL"}`);
    return passes;
  });
  return verdicts.every(Boolean);
}

process.exitCode = benchCards() ? 0 : 1;
