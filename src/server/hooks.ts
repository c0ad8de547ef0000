import type { Clock } from "../core/clock.js";
import { attempt } from "../core/wait.js";

/** A look-up in a database takes less; who asks waits meanwhile. */
const PATIENCE_MS = 10_000;

/** A function of the site that gives up waiting for itself. Its error names the option. */
export function withPatience<Args extends readonly unknown[], Result>(
  hook: (...args: Args) => Result | Promise<Result>,
  option: string,
  clock: Clock,
): (...args: Args) => Promise<Result> {
  return (...args) =>
    attempt(() => hook(...args), {
      ...{ clock, ms: PATIENCE_MS },
      timeout: () => new TypeError(`${option} did not answer in ${PATIENCE_MS / 1000} s`),
    });
}
