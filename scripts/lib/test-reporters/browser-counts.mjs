import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

function countSuite(suite, counts) {
  for (const test of suite.tests) {
    if (test.skipped) counts.skipped += 1;
    else counts[test.passed ? "passed" : "failed"] += 1;
  }
  for (const inner of suite.suites) countSuite(inner, counts);
}

/**
 * A reporter of Web Test Runner that writes `{passed, failed, skipped}` as JSON to `file` when the run ends.
 * A file that does not load, an error outside a test and coverage below its threshold count as one failure each:
 * the run fails because of them, so the counts must not read as if it had not.
 */
export function browserCounts(file) {
  return {
    onTestRunFinished({ sessions, testCoverage }) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const session of sessions) {
        const failedBefore = counts.failed;
        if (session.testResults) countSuite(session.testResults, counts);
        if (!session.passed && counts.failed === failedBefore) counts.failed += 1;
      }
      if (testCoverage && !testCoverage.passed) counts.failed += 1;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(counts)}\n`);
    },
  };
}
