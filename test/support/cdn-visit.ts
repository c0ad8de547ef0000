/** Visits of a site that has the built element from a CDN: what the console says, and a conversation with the portrait. */
import assert from "node:assert/strict";
import type { BrowserContext, Page } from "puppeteer-core";
import { type CdnPage, type CdnSite, SENTENCE } from "./cdn-site.js";
import { chapter } from "./documents.js";
import { control, untilSaid, untilState } from "./page-talk.js";

/** What a portrait needs to converse, as attributes of a tag, and the same for a script's tag. */
export const MODEL =
  'llm-base-url="/model" llm-model="m" tts-base-url="/model" tts-model="v" microphone="off" lang="en"';
export const DATA_MODEL = MODEL.replaceAll(/(?<=^| )(?=[a-z])/g, "data-");

export const htmlOf = (head: string, body = ""): string => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>cdn</title><link rel="icon" href="data:,">${head}</head><body><h1>A page</h1>${body}<p>It goes on.</p></body></html>`;

/** A text of the documentation as it is for the CDN of the site. */
export const onSite = (text: string, site: CdnSite): string =>
  text
    .replaceAll("https://cdn.example/npm/live-avatar@1.0.0", `${site.cdn}/npm/live-avatar@${site.version}`)
    .replaceAll("https://cdn.example/npm/live-avatar@1", `${site.cdn}/npm/live-avatar@0`);

/** The policy that docs/cdn.md prints. */
export const printedPolicy = (site: CdnSite): string => {
  const [, policy = ""] = /```text\n(default-src[^`]*)```/.exec(chapter("docs/cdn.md", "## Policies")) ?? [];
  return onSite(policy.replaceAll("\n", " "), site);
};

export interface CdnVisit {
  readonly page: Page;
  /** Errors and warnings on the console, violations of the policy and errors that nobody caught. */
  readonly problems: string[];
}

export async function visitCdn(context: BrowserContext, site: CdnSite, what: CdnPage): Promise<CdnVisit> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.evaluateOnNewDocument(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`violation: ${violatedDirective} ${blockedURI}`);
    });
  });
  site.scripts.length = 0;
  await page.goto(site.urlOf(what), { waitUntil: "load" });
  return { page, problems };
}

/** Presses Start, asks, and is answered. */
export async function converse(page: Page): Promise<void> {
  await (await control(page, "button", "Start")).click();
  await untilState(page, "ready");
  const field = await control(page, "textbox", "Type a message");
  await field.type("What is the weather like?");
  await field.press("Enter");
  await untilSaid(page, "assistant", SENTENCE.toLowerCase());
  await untilState(page, "ready");
}

/** The names of the chunks that were fetched, without their hashes. */
export const chunksOf = (scripts: readonly string[]): string[] =>
  scripts.flatMap((path) => /\/chunks\/(.+)-[\w-]{8}\.js$/.exec(path)?.[1] ?? []).sort();

export const elements = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelectorAll("live-avatar").length);

/** The conversation went through, nothing was said about it, and there is one element. */
export async function assertConverses({ page, problems }: CdnVisit): Promise<void> {
  await converse(page);
  assert.equal(await elements(page), 1);
  assert.deepEqual(problems, []);
}
