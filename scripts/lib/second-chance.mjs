/**
 * What the end-to-end tests came to, test by test, and who gets a second chance; decision 3 has the rules. Pure: the
 * runner (end-to-end.mjs) does what is said here.
 *
 * @typedef {{ path: string[], isSuite?: boolean, status: "passed" | "failed" | "skipped", ms: number }} Result
 * @typedef {{ results: Result[], hasEnded: boolean }} Outcome what a process of one file left
 */

/** More failures than this are no unsteadiness: they stay failures. */
export const MOST_SECOND_CHANCES = 12;

/** Where a process ended before its tests did: whatever had not been told by then has failed. */
const CUT_OFF = "(the process ended before its tests did)";

export const titleOf = (file, path) => `${file} > ${path.join(" > ")}`;

const keyOf = ({ path }) => JSON.stringify(path);

/** The failures of a file's first run, each to be run again alone. An empty path: the whole file. */
export function secondChancesOf({ results, hasEnded }) {
  if (!hasEnded) return [[]];
  // A suite that breaks outside of its tests is its file's affair.
  const failed = results.filter(({ status }) => status === "failed");
  return failed.some(({ isSuite }) => isSuite) ? [[]] : failed.map(({ path }) => path);
}

/** Whether a run that was about these tests alone (all: an empty path) let them pass. */
export function hasPassed({ results, hasEnded }, path) {
  if (!hasEnded) return false;
  const about = path.length === 0 ? results : results.filter((result) => keyOf(result) === JSON.stringify(path));
  return about.some(({ status }) => status === "passed") && about.every(({ status }) => status !== "failed");
}

/**
 * @param {string} file
 * @param {Outcome} first
 * @param {{ path: string[], outcomes: Outcome[] }[]} chances the runs after the first, of each that got one
 * @returns {{ passed: number, failed: number, skipped: number, unsteady: string[], failures: string[] }}
 */
export function verdictOf(file, first, chances) {
  const saved = chances.filter(({ path, outcomes }) => outcomes.every((outcome) => hasPassed(outcome, path)));
  const unsteady = saved.map(({ path }) => titleOf(file, path.length === 0 ? whyWhole(first) : path));
  const whole = chances.find(({ path }) => path.length === 0);
  if (whole && saved.includes(whole)) return { ...countsOf(whole.outcomes[0].results), unsteady, failures: [] };

  // Of a file that was cut off, the runs together know most tests; each counts once, and by its worst.
  const seen = new Map();
  for (const { results } of [first, ...(whole?.outcomes ?? [])]) {
    for (const result of results) {
      const known = seen.get(keyOf(result));
      if (known?.status !== "failed") seen.set(keyOf(result), result);
    }
  }
  for (const result of seen.values()) {
    const wasInAll = [first, ...(whole?.outcomes ?? [])].every(({ results }) =>
      results.some((one) => keyOf(one) === keyOf(result)),
    );
    if (!wasInAll && result.status === "passed") seen.set(keyOf(result), { ...result, status: "failed" });
  }
  for (const { path } of saved) seen.set(JSON.stringify(path), { path, status: "passed", ms: 0 });
  const failures = [...seen.values()]
    .filter(({ status }) => status === "failed")
    .map(({ path }) => titleOf(file, path));
  if (!first.hasEnded) failures.push(titleOf(file, [CUT_OFF]));
  const { passed, skipped } = countsOf([...seen.values()]);
  return { passed, failed: failures.length, skipped, unsteady, failures };
}

const whyWhole = ({ hasEnded }) => [hasEnded ? "(a suite failed outside of its tests)" : CUT_OFF];

function countsOf(results) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}

/**
 * Who was unsteady in the last run that ran them and is so again: failures to be mended.
 * @param {readonly string[]} before titles
 * @param {readonly string[]} now titles
 */
export const unsteadyAgain = (before, now) => now.filter((title) => before.includes(title));

/**
 * The record for the next run: who is unsteady now, and whoever was and has not been run since.
 * @param {readonly string[]} before
 * @param {readonly string[]} now
 * @param {readonly string[]} files that were run
 */
export function nextRecord(before, now, files) {
  const kept = before.filter((title) => !files.some((file) => title.startsWith(`${file} > `)));
  return [...kept, ...now].sort();
}
