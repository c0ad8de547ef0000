/** A conversation on the portrait's page that is kept, and what its page asks for and breaks. */
import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import type { WireMessage } from "./chat-templates.js";
import { control, untilSaid, untilState, WAIT } from "./page-talk.js";

/** In a page before its own scripts: the bodies of its requests by the end of their paths, and what its policy forbids. */
const PROBE = `globalThis.asked = [];
globalThis.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
  violations.push([violatedDirective, blockedURI, sample].join(" ")), true);
const original = fetch;
globalThis.fetch = function (input, init) {
  if (typeof init?.body === "string") asked.push({ url: String(input.url ?? input), body: init.body });
  return original.call(globalThis, input, init);
};`;

type Attributes = Readonly<Record<string, string>>;

declare const asked: readonly { readonly url: string; readonly body: string }[];
declare const violations: readonly string[];

export const GREETING = "hello! i am ada";

/** Opens the page with the probe in it, answers in writing, and these attributes added. */
export async function openKept(page: Page, url: string, attributes: Attributes = {}, path = "portrait.html") {
  await page.setViewport({ width: 1280, height: 800 });
  await page.evaluateOnNewDocument(PROBE);
  await page.goto(`${url}/${path}`, { waitUntil: "load" });
  await prepare(page, attributes);
}

/** After a reload, too: what the page's tag does not say. */
export async function prepare(page: Page, attributes: Attributes = {}): Promise<void> {
  await page.$eval(
    "live-avatar",
    (element, all) => {
      for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
    },
    { microphone: "off", "no-auto-speak": "", lang: "en", ...attributes },
  );
}

/** By the key: a mouse finds the button only where the page has stopped moving. */
export async function start(page: Page): Promise<void> {
  await (await control(page, "button", "Start")).press("Enter");
  await untilState(page, "ready");
}

export async function write(page: Page, text: string): Promise<void> {
  const field = await control(page, "textbox", "Type a message");
  await field.type(text);
  await field.press("Enter");
}

/** Types a sentence, and waits for an answer that has these words in lower case. */
export async function say(page: Page, text: string, answer: string): Promise<void> {
  await write(page, text);
  await untilSaid(page, "assistant", answer);
  await untilState(page, "ready");
}

export const messagesOf = (page: Page): Promise<string[]> =>
  page.$eval("live-avatar", ({ messages }) => messages.map(({ role, content }) => `${role}: ${content as string}`));

/** What the visitor reads in the transcript. */
export const transcriptOf = (page: Page): Promise<string[]> =>
  page.$eval("live-avatar", ({ shadowRoot }) =>
    [...(shadowRoot?.querySelectorAll('[part~="message-user"], [part~="message-assistant"]') ?? [])].map(
      // Who says it comes first, for screen readers.
      ({ textContent }) => textContent.trim().replace(/^\w+\s+/, ""),
    ),
  );

/** The messages of the newest request to the model. */
export async function toldToModel(page: Page): Promise<readonly WireMessage[]> {
  const body = await page.evaluate(() => asked.filter(({ url }) => url.endsWith("/chat/completions")).at(-1)?.body);
  assert.ok(body, "the model was asked");
  return (JSON.parse(body) as { messages: WireMessage[] }).messages;
}

/** The bodies of requests to addresses that end so. */
export const askedOf = (page: Page, end: string): Promise<readonly unknown[]> =>
  page.evaluate(
    (words) =>
      asked
        .filter(({ url }) => new URL(url, location.href).pathname.endsWith(words))
        .map(({ body }) => JSON.parse(body) as unknown),
    end,
  );

export const violationsOf = (page: Page): Promise<readonly string[]> => page.evaluate(() => violations);

export const threadOf = (page: Page) => page.$eval("live-avatar", ({ thread }) => thread);

/** Waits for a notice over the picture. */
export const untilNotice = (page: Page, text: string) =>
  page.waitForFunction(
    (words) => {
      const parts = document.querySelector("live-avatar")?.shadowRoot?.querySelectorAll("[part~=notice]") ?? [];
      return [...parts].some(({ textContent }) => textContent.includes(words));
    },
    WAIT,
    text,
  );

/** How many entries each store of the databases has in which this browser keeps threads and their vectors. */
export const keptIn = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const counts: Record<string, number> = {};
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(new Error(`${name} does not open`));
        };
      });
      for (const store of database.objectStoreNames) {
        counts[`${name}/${store}`] = await new Promise<number>((resolve, reject) => {
          const request = database.transaction(store).objectStore(store).count();
          request.onsuccess = () => {
            resolve(request.result);
          };
          request.onerror = () => {
            reject(new Error(`${store} does not count`));
          };
        });
      }
      database.close();
    }
    return counts;
  });

/** What a conversation does after a reload, in any engine. */
export async function goesOnAfterAReload(page: Page, url: string): Promise<void> {
  await openKept(page, url, { resume: "" });
  await start(page);
  await untilSaid(page, "assistant", GREETING);
  await say(page, "My name is Lena", "lena! what a nice name");
  const before = await messagesOf(page);
  assert.equal(before.length, 3);
  const shown = await transcriptOf(page);
  await page.reload({ waitUntil: "load" });
  await prepare(page, { resume: "" });
  await start(page);
  assert.deepEqual(await messagesOf(page), before, "the messages are there again, and no second greeting");
  assert.deepEqual(await transcriptOf(page), shown);
  await say(page, "What is my name?", "you are lena");
  const told = (await toldToModel(page)).filter(({ role }) => role !== "system");
  assert.deepEqual(
    told.map(({ role, content }) => `${role}: ${content as string}`),
    // What begins with the assistant has something of a visitor before it: some servers refuse it else.
    ["user: [The visitor has arrived.]", ...before, "user: What is my name?"],
    "the model was told of them",
  );
  assert.deepEqual((await messagesOf(page)).slice(0, 4), [...before, "user: What is my name?"]);
}
