/**
 * The last line of `.ci/run`: the counts that `npm test` and `npm run verify` left in `artifacts/`, added up.
 * A command that failed without a failure in its counts, or that left none, is a failure itself.
 *
 *   node scripts/ci-summary.mjs <number of commands that failed>
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./lib/run.mjs";

const failedCommands = Number(process.argv[2]);

function counts(name) {
  try {
    return JSON.parse(readFileSync(join(ROOT, "artifacts", `${name}-counts.json`), "utf8"));
  } catch {
    // The command ended before it could count.
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const all = ["test", "verify"].map(counts);
const sum = (key) => all.reduce((total, one) => total + one[key], 0);
const failed = Math.max(sum("failed"), failedCommands);
const skipped = sum("skipped");

process.stdout.write(`${sum("passed")} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
process.exitCode = failed > 0 ? 1 : 0;
