/** What a test does and sees on a page with one <live-avatar>, as a visitor would. */
import assert from "node:assert/strict";
import type { ElementHandle, Page } from "puppeteer-core";

export const WAIT = { timeout: 25_000, polling: 50 } as const;

/** A control inside the element, found as a screen reader finds it. */
export async function control(page: Page, role: string, name: string): Promise<ElementHandle> {
  const handle = await page.waitForSelector(`live-avatar >>> ::-p-aria([name="${name}"][role="${role}"])`, WAIT);
  assert.ok(handle, `${role} "${name}"`);
  return handle;
}

/** @throws Error that says in which state the avatar is instead, and why */
export async function untilState(page: Page, state: string): Promise<void> {
  await page.waitForSelector(`live-avatar[state="${state}"]`, WAIT).catch(async (cause: unknown) => {
    const now = await page.evaluate(() => {
      const avatar = document.querySelector("live-avatar");
      const notices = avatar?.shadowRoot?.querySelectorAll("[role=alert], [role=status]") ?? [];
      const told = [...notices].map(({ textContent }) => textContent.trim()).join(" ");
      return `${avatar?.getAttribute("state") ?? "no avatar"}, which says: ${told}`;
    });
    throw new Error(`not ${state}, but ${now}`, { cause });
  });
}

/** Somebody's message is in the history that holds `part`, in lower case. */
export const untilSaid = (page: Page, role: "user" | "assistant", part: string) =>
  page.waitForFunction(
    (who, words) =>
      document
        .querySelector("live-avatar")
        ?.messages.some(({ role: by, content }) => by === who && JSON.stringify(content).toLowerCase().includes(words)),
    WAIT,
    role,
    part,
  );

/** The loudest moment of what the stage's media element is given, over `ms`; nothing while it is muted. */
export const loudness = (page: Page, ms: number) =>
  page.evaluate(async (duration) => {
    const video = document.querySelector("live-avatar")?.shadowRoot?.querySelector("video");
    if (!video || video.muted || !(video.srcObject instanceof MediaStream)) return 0;
    const context = new AudioContext();
    await context.resume();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(video.srcObject).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let peak = 0;
    const end = performance.now() + duration;
    while (performance.now() < end) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    }
    await context.close();
    return peak;
  }, ms);

/** Resolves when the picture has changed `count` times from now on. */
export const untilFrames = (page: Page, count: number) =>
  page.evaluate(async (wanted) => {
    const video = document.querySelector("live-avatar")?.shadowRoot?.querySelector("video");
    if (!video) throw new Error("no video");
    for (let left = wanted; left > 0; left--) {
      await new Promise<void>((resolve) => {
        video.requestVideoFrameCallback(() => {
          resolve();
        });
      });
    }
  }, count);
