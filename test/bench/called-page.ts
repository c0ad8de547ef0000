/** A page whose `globalThis.bench` is called from outside. */
import type { Browser, Page } from "puppeteer-core";

type Call = (options: unknown) => Promise<unknown>;

export interface CalledPage {
  readonly page: Page;
  /** @throws Error when the page has complained, in whatever call */
  readonly call: <T>(name: string, options: unknown) => Promise<T>;
}

/** Loads the page and waits for its `bench`. @param patienceMs milliseconds that a call may take */
export async function openCalledPage(browser: Browser, url: string, patienceMs: number): Promise<CalledPage> {
  const page = await browser.newPage();
  page.setDefaultTimeout(patienceMs);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(url, { waitUntil: "networkidle0" });
  await page.waitForFunction(() => "bench" in globalThis);
  return {
    page,
    call: async <T>(name: string, options: unknown): Promise<T> => {
      const answer = await page.evaluate(
        (wanted, given) => (globalThis as unknown as { bench: Record<string, Call> }).bench[wanted]?.(given),
        name,
        options,
      );
      if (problems.length > 0) throw new Error(`the page complains: ${problems.join("; ")}`);
      return answer as T;
    },
  };
}
