/** The element, with a model of the page's own that hands over everything at once, and a voice. */
import type { Page } from "puppeteer-core";
import type { LiveAvatarElement } from "../../src/index.js";

/** @returns the longest task of the page in milliseconds, from the question until the whole answer is in the transcript */
export function measureElement(page: Page, chunks: number): Promise<number> {
  return page.evaluate(async (count) => {
    const element = document.querySelector<LiveAvatarElement>("live-avatar");
    if (!element) throw new Error("there is no element");
    const pieces = ["The ", "boat", " was", " old", ". No", "body", " row", "ed it", ", and ", "still. "];
    element.llm = {
      id: "flood",
      async *chat() {
        for (let index = 0; index < count; index += 1) {
          yield await Promise.resolve({ text: pieces[index % pieces.length] ?? "" });
        }
      },
    };
    element.tts = { id: "silent", synthesize: () => Promise.reject(new Error("no voice today")) };
    await element.start();
    let longestMs = 0;
    const watcher = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
    });
    watcher.observe({ type: "longtask" });
    const { port1, port2 } = new MessageChannel();
    let last = performance.now();
    port1.onmessage = () => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
      port2.postMessage(0);
    };
    port2.postMessage(0);
    await element.sendMessage("Everything.");
    while (element.session?.state !== "ready") await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    watcher.disconnect();
    port1.close();
    await element.stop();
    return longestMs;
  }, chunks);
}
