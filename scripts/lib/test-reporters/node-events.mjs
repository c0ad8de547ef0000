/**
 * A reporter of node:test that says nothing and writes each result down at once, one line of JSON in the file that
 * TEST_EVENTS_FILE names: a process that is ended by force has no last moment. The last line says that all are over.
 */
import { appendFileSync } from "node:fs";

export default async function* nodeEvents(events) {
  const write = (event) => appendFileSync(process.env.TEST_EVENTS_FILE, `${JSON.stringify(event)}\n`);
  /** Names of the suites around the test that is next; results come in the order of the file. */
  const around = [];
  for await (const { type, data } of events) {
    // The figures of the whole run come last; in their midst the process is ended by force.
    if (type === "test:diagnostic" && data.nesting === 0 && data.message.startsWith("tests ")) write({ end: true });
    if (type === "test:start") around[data.nesting] = data.name;
    if (type !== "test:pass" && type !== "test:fail") continue;
    // What breaks outside of every suite is told of the file.
    const isSuite = data.details.type === "suite" || data.name.endsWith(".e2e.ts");
    // A suite is as good as its tests, which are told themselves; one that breaks outside of them is told.
    if (isSuite && (type === "test:pass" || data.details.error?.failureType === "subtestsFailed")) continue;
    const path = [...around.slice(0, data.nesting), data.name];
    const isLeftOut = data.skip !== undefined || data.todo !== undefined;
    write({
      path,
      isSuite,
      status: isLeftOut ? "skipped" : type === "test:pass" ? "passed" : "failed",
      ms: data.details.duration_ms,
    });
  }
  yield "";
}
