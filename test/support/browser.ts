/** The system's Chromium, as a visitor has it: sound only after a press, a microphone that says what the test wants. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { launchChromium, MICROPHONE_FLAGS } from "./chromium.js";
import { spokenWav } from "./spoken-wav.js";

export interface VisitorBrowser {
  readonly browser: Browser;
  /** What went wrong on the pages so far: errors on the console, uncaught ones, failed requests. */
  readonly problems: string[];
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

export interface VisitorBrowserOptions {
  /** Sentences and silences (seconds) that the microphone hears once, from its opening on. Default: silence. */
  readonly says?: readonly (string | number)[];
  readonly flags?: readonly string[];
}

export async function openBrowser({ says = [120], flags = [] }: VisitorBrowserOptions = {}): Promise<VisitorBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "live-avatar-visitor-"));
  const wav = join(folder, "microphone.wav");
  await writeFile(wav, await spokenWav(says));
  const browser = await launchChromium([
    ...MICROPHONE_FLAGS,
    `--use-file-for-fake-audio-capture=${wav}%noloop`,
    ...flags,
  ]);
  return visitorOf(browser, () => rm(folder, { recursive: true, force: true }));
}

/** @param closed what remains to be done when the browser is gone */
export function visitorOf(browser: Browser, closed: () => Promise<void> = () => Promise.resolve()): VisitorBrowser {
  const problems: string[] = [];
  return {
    browser,
    problems,
    async newPage() {
      const page = await browser.newPage();
      page.on("console", (message) => {
        if (message.type() === "error") problems.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => problems.push(`uncaught: ${String(error)}`));
      page.on("requestfailed", (request) =>
        problems.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ""}`),
      );
      page.on("response", (response) => {
        if (response.status() >= 400) problems.push(`answered ${String(response.status())}: ${response.url()}`);
      });
      return page;
    },
    async close() {
      await browser.close();
      await closed();
    },
  };
}
