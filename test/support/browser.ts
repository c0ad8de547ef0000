/** The system's Chromium, as a visitor has it: sound only after a press, a microphone that says what the test wants. */
import type { BrowserContext, Page } from "puppeteer-core";
import { MICROPHONE_FLAGS } from "./chromium.js";
import { sharedStand } from "./stand.js";

export interface VisitorBrowser {
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

/** A fresh context of the stand's browser with that microphone. */
export async function openBrowser({ says = [120], flags = [] }: VisitorBrowserOptions = {}): Promise<VisitorBrowser> {
  const stand = await sharedStand();
  return visitorOf(await stand.newContext({ flags: [...MICROPHONE_FLAGS, ...flags], says }));
}

/** A visitor in a browser context, which goes with the visitor. */
export function visitorOf(context: BrowserContext): VisitorBrowser {
  const problems: string[] = [];
  return {
    problems,
    async newPage() {
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error") problems.push(`console: ${message.text()}`);
      });
      page.on("pageerror", (error) => problems.push(`uncaught: ${String(error)}`));
      page.on("requestfailed", (request) => {
        const why = request.failure()?.errorText ?? "";
        // Chromium counts an answer as called off, too, that was read to its end and collected before the browser had closed
        // it: no script of the page is involved. What a page really loses it says itself.
        if (why === "net::ERR_ABORTED" && request.response()?.ok()) return;
        problems.push(`failed: ${request.url()} ${why}`);
      });
      page.on("response", (response) => {
        if (response.status() >= 400) problems.push(`answered ${String(response.status())}: ${response.url()}`);
      });
      return page;
    },
    close: () => context.close(),
  };
}
