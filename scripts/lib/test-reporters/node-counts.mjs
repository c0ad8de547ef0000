/**
 * A reporter of node:test that says nothing but the counts, as one line of JSON `{passed, failed, skipped}`:
 *   node --test --test-reporter=spec --test-reporter-destination=stdout
 *        --test-reporter=./scripts/lib/test-reporters/node-counts.mjs --test-reporter-destination=FILE
 */
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
  }
  yield `${JSON.stringify(counts)}\n`;
}
