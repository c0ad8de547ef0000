/** A visitor who talks to the demo's portrait, over a microphone that says what the test wants (spoken-microphone.js). */
import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer-core";
import { type Demo, startDemo } from "../../demo/server/main.js";
import { control, untilState, WAIT } from "./page-talk.js";
import { SPEECH_SERVICE_URL, spokenWav } from "./spoken-wav.js";

/** What the element told, by the names of its events, with the time of the page. */
export interface Told {
  readonly name: string;
  readonly at: number;
  readonly state?: string;
  readonly text?: string;
  readonly phase?: string;
  readonly isFinal?: boolean;
  readonly role?: string;
  readonly content?: string;
  readonly code?: string;
}

declare const told: readonly Told[];
declare function sayIntoMicrophone(base64: string, seconds?: number): Promise<number>;
declare function loudestBetween(from: number, to: number): number;
declare function setEcho(decibels: number): void;

const MICROPHONE = await readFile(new URL("spoken-microphone.js", import.meta.url), "utf8");

/** The demo without rooms, with the speech service of the run. */
export async function startSpokenDemo(): Promise<Demo> {
  const demo = await startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });
  demo.setSpeech(SPEECH_SERVICE_URL);
  return demo;
}

/** To be called before the page is opened. */
export const giveMicrophone = (page: Page) => page.evaluateOnNewDocument(`{${MICROPHONE}}`);

/** Opens the demo's portrait, which greets nobody, with such a microphone; `attributes` go onto the element; null: off it. */
export async function openPortrait(
  page: Page,
  demo: Pick<Demo, "url">,
  attributes: Readonly<Record<string, string | null>> = {},
): Promise<void> {
  await giveMicrophone(page);
  await page.goto(`${demo.url}/portrait.html`, { waitUntil: "load" });
  await page.$eval(
    "live-avatar",
    (element, all) => {
      element.removeAttribute("greeting");
      for (const [name, value] of Object.entries(all)) {
        if (value === null) element.removeAttribute(name);
        else element.setAttribute(name, value);
      }
    },
    attributes,
  );
}

/** Presses Start; resolves when the avatar is ready and hears. */
export async function startListening(page: Page, mic = "live"): Promise<void> {
  await (await control(page, "button", "Start")).click();
  await page.waitForSelector(`live-avatar[mic-state="${mic}"]`, WAIT);
  await untilState(page, "ready");
}

const sounds = new Map<string, Promise<string>>();

async function base64Of(text: string): Promise<string> {
  return Buffer.from(await spokenWav([text])).toString("base64");
}

/** The sound of a sentence; made once. */
export function soundOf(text: string): Promise<string> {
  const known = sounds.get(text) ?? base64Of(text);
  sounds.set(text, known);
  return known;
}

/**
 * Says a sentence, or its first seconds.
 * @returns when that was over, in the page's time
 */
export async function say(page: Page, text: string, seconds?: number): Promise<number> {
  const sound = await soundOf(text);
  return page.evaluate((base64, limit) => sayIntoMicrophone(base64, limit), sound, seconds);
}

/** How loud the avatar is in the visitor's microphone; −Infinity, the default: not at all. */
export const hearEcho = (page: Page, decibels: number) =>
  page.evaluate((level) => {
    setEcho(level);
  }, decibels);

export const toldBy = (page: Page): Promise<readonly Told[]> => page.evaluate(() => told);

/** Resolves with the first such event since a time of the page. */
export async function untilTold(
  page: Page,
  wanted: Partial<Told>,
  since = 0,
  timeout: number = WAIT.timeout,
): Promise<Told> {
  const handle = await page.waitForFunction(
    (event, from) =>
      told.find((one) => one.at >= from && Object.entries(event).every(([key, value]) => one[key as "name"] === value)),
    { ...WAIT, timeout },
    wanted,
    since,
  );
  return (await handle.jsonValue()) as Told;
}

/** The loudest moment of the loudspeaker between two times of the page, 0…1. */
export const loudest = (page: Page, from: number, to: number): Promise<number> =>
  page.evaluate((one, other) => loudestBetween(one, other), from, to);

/** What the visitor was heard to say, oldest first. */
export const heardFrom = (page: Page): Promise<string[]> =>
  page.$eval("live-avatar", ({ messages }) =>
    messages.filter(({ role }) => role === "user").map(({ content }) => content as string),
  );
