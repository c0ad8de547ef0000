/** Who is compared, and how a visitor and a page's script use each of them. */
import type { Page } from "puppeteer-core";
import { bundlePage, shippedBundle } from "./bundles.js";
import type { BenchPage } from "./bench-server.js";

export interface Contender {
  readonly path: string;
  /** What the visitor presses. */
  readonly startButton: string;
  /** Milliseconds that the pointer rests on the button before the press. */
  readonly hoverMs: number;
  /** Resolves when commands are taken. */
  connected(page: Page): Promise<unknown>;
  /** Speaks the text verbatim, as the page's script would ask for it. */
  say(page: Page, text: string): Promise<void>;
  /** @returns epoch milliseconds of the call, from the page's clock */
  interrupt(page: Page): Promise<number>;
  stop(page: Page): Promise<void>;
}

interface Speaker {
  say(text: string): unknown;
  repeat(text: string): unknown;
  interrupt(): void;
  stop(): Promise<void>;
}

const ours = (path: string, hoverMs: number): Contender => ({
  path,
  hoverMs,
  startButton: "live-avatar >>> ::-p-aria([role='button'])",
  connected: (page) => page.waitForSelector("live-avatar[state='ready']"),
  say: (page, text) =>
    page.evaluate((words) => {
      // Rejects when it is interrupted or when the page goes: both are meant.
      void Promise.resolve((document.querySelector("live-avatar") as unknown as Speaker).say(words)).catch(
        () => undefined,
      );
    }, text),
  interrupt: (page) =>
    page.evaluate(() => {
      const avatar = document.querySelector("live-avatar") as unknown as Speaker;
      const at = performance.timeOrigin + performance.now();
      avatar.interrupt();
      return at;
    }),
  stop: (page) => page.evaluate(() => (document.querySelector("live-avatar") as unknown as Speaker).stop()),
});

export const OURS = ours("live-avatar", 0);
export const OURS_PREFETCHING = ours("live-avatar-prefetch", 300);

export const OFFICIAL_SDK: Contender = {
  path: "official-sdk",
  hoverMs: 0,
  startButton: "button",
  // The page's script sets it when `start()` has resolved.
  connected: (page) => page.waitForFunction(() => "session" in window),
  say: (page, text) =>
    page.evaluate((words) => {
      (window as unknown as { session: Speaker }).session.repeat(words);
    }, text),
  interrupt: (page) =>
    page.evaluate(() => {
      const { session } = window as unknown as { session: Speaker };
      const at = performance.timeOrigin + performance.now();
      session.interrupt();
      return at;
    }),
  // The session lives in the page's script: where starting failed there is none.
  stop: (page) => page.evaluate(() => (window as unknown as { session?: Speaker }).session?.stop()),
};

/** A page that only loads: lit and signals. */
export const LIBRARIES_ALONE = "lit-and-signals";

/** Bundles every page. */
export async function contenderPages(): Promise<ReadonlyMap<string, BenchPage>> {
  const [element, sdk, libraries] = await Promise.all([
    shippedBundle(),
    bundlePage(OFFICIAL_SDK.path),
    bundlePage(LIBRARIES_ALONE),
  ]);
  const tag = (attributes: string) => (emulatorUrl: string) =>
    `<body><live-avatar token-endpoint="/token" api-url="${emulatorUrl}" microphone="off" ${attributes}></live-avatar></body>`;
  return new Map<string, BenchPage>([
    [OURS.path, { bundle: element, body: tag("") }],
    [OURS_PREFETCHING.path, { bundle: element, body: tag('prefetch="token"') }],
    [
      OFFICIAL_SDK.path,
      {
        bundle: sdk,
        body: (emulatorUrl) =>
          `<body data-token-endpoint="/token" data-api-url="${emulatorUrl}"><video autoplay playsinline></video><button>Start</button></body>`,
      },
    ],
    [LIBRARIES_ALONE, { bundle: libraries, body: () => "<body></body>" }],
  ]);
}
