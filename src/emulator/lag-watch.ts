/** How far the event loop of this process is behind: the first sign that it has more conversations than it can keep fluent. */
import { monitorEventLoopDelay } from "node:perf_hooks";

const SAMPLE_EVERY_MS = 10;
const REPORT_EVERY_MS = 500;

/**
 * @param handleLag told every half a second how many milliseconds late a timer was on average; never keeps the process alive
 * @returns what ends it
 */
export function watchLag(handleLag: (ms: number) => void): () => void {
  const delays = monitorEventLoopDelay({ resolution: SAMPLE_EVERY_MS });
  delays.enable();
  const timer = setInterval(() => {
    // The time between two samples is counted as well. Without a sample there is no mean: NaN.
    const ms = delays.mean / 1e6 - SAMPLE_EVERY_MS;
    delays.reset();
    handleLag(ms > 0 ? ms : 0);
  }, REPORT_EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    delays.disable();
  };
}
