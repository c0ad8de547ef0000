/**
 * A reporter of node:test that says nothing and keeps the counts, `{passed, failed, skipped}`, in the file that
 * TEST_COUNTS_FILE names. It writes after every test: a run that is ended by force has no last moment.
 */
import { writeFileSync } from "node:fs";

export default async function* nodeCounts(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    // A suite is as good as its tests, which are counted themselves; one that breaks outside of them counts.
    if (
      data.details.type === "suite" &&
      (type === "test:pass" || data.details.error?.failureType === "subtestsFailed")
    ) {
      continue;
    }
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped += 1;
    else counts[type === "test:pass" ? "passed" : "failed"] += 1;
    writeFileSync(process.env.TEST_COUNTS_FILE, `${JSON.stringify(counts)}\n`);
  }
  yield "";
}
