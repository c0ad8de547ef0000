/* global MessageChannel, PerformanceObserver */
/** Watches the main thread: how long was it busy without a pause? */

/** What the browser counts as a long task it tells a little later. */
const TELLING_MS = 300;

/**
 * @returns `longTasks`: milliseconds of every task of 50 ms or more, as the browser counts them; `longestBeat`: the longest
 * time between two messages that were sent one upon the other. No task in it was longer, but it may hold several.
 */
export async function watchTasks(work) {
  const longTasks = [];
  const observer = new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ duration }) => duration));
  });
  observer.observe({ type: "longtask" });
  const { port1, port2 } = new MessageChannel();
  let longestBeat = 0;
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    longestBeat = Math.max(longestBeat, now - last);
    last = now;
    port2.postMessage(0);
  };
  port2.postMessage(0);
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  // What the work leaves behind (drawing, garbage) counts as well.
  await new Promise((resolve) => setTimeout(resolve, TELLING_MS));
  port1.onmessage = null;
  observer.disconnect();
  return { longTasks, longestBeat, ms };
}
