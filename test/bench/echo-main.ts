/**
 * The portrait's own voice through the microphone, as loud as a loudspeaker beside it, with nothing that cancels the echo: whether it
 * is taken for the visitor, and whether one can interrupt it by voice. ECHO_DB changes the level, ROUNDS the number of tries.
 * SPEECH_SERVICE_URL names the speech service.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, HTTPRequest, Page } from "puppeteer-core";
import { launchChromium, MICROPHONE_FLAGS } from "../support/chromium.js";
import {
  heardFrom,
  hearEcho,
  openPortrait,
  say,
  startListening,
  startSpokenDemo,
  type Told,
  toldBy,
  untilTold,
} from "../support/spoken-visit.js";
import { words } from "../support/spoken-wav.js";
import { percentile95, summarize } from "./statistics.js";

declare const told: readonly Told[];

const ECHO_DB = Number(process.env["ECHO_DB"] ?? -6);
const ROUNDS = Number(process.env["ROUNDS"] ?? 10);
const ANSWER_MS = 120_000;
/** … and so long nothing more is to be recognised. */
const QUIET_MS = 3500;
/** A barge-in that takes longer has not worked. */
const BARGE_IN_MS = 12_000;

/** Each has another answer. */
const QUESTIONS = [
  "Tell me a joke",
  "What can you do?",
  "Who are you?",
  "How are you?",
  "I am so tired",
  "Guess what",
  "What is the weather like?",
  "Show me your feelings",
  "Hello",
  "Tell me a story",
];

/** What a visitor says into the story, and what of it counts. */
const BARGE_INS = [
  ["What is your name?", "your name"],
  ["Tell me a joke.", "joke"],
  ["What time is it?", "time"],
  ["How are you today?", "how are you"],
  ["What can you do?", "can you do"],
  ["Who are you?", "who are you"],
  ["Show me your feelings, please.", "feelings"],
  ["What is the weather like?", "weather"],
  ["I really like the ocean.", "ocean"],
  ["Thank you very much.", "thank you"],
] as const;

const line = (text: string) => process.stdout.write(`${text}\n`);

async function visit(browser: Browser, url: string): Promise<Page> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await openPortrait(page, { url });
  await startListening(page);
  await hearEcho(page, ECHO_DB);
  if (process.env["VERBOSE"]) tellAll(page);
  return page;
}

/** Every transcript as it came, and the sentences of the avatar. */
function tellAll(page: Page): void {
  page.on("response", (response) => {
    if (!response.url().endsWith("/audio/transcriptions")) return;
    const asked = response.timing()?.receiveHeadersEnd ?? 0;
    void response.text().then(
      (text) => line(`    recognised after ${Math.round(asked)} ms: ${text}`),
      () => undefined,
    );
  });
  page.on("console", (message) => {
    line(`    ${message.text()}`);
  });
  void page.evaluate(() => {
    for (const name of ["segment", "transcript", "user-speech-start"]) {
      document.addEventListener(`avatar-${name}`, (event) => {
        console.log(Math.round(performance.now()), name, JSON.stringify((event as CustomEvent).detail));
      });
    }
  });
}

/** The last words that were recognised may come when the avatar has been silent for a while. */
async function untilHeardOut(page: Page): Promise<void> {
  const running = new Set<unknown>();
  let quietSince = Date.now();
  const change = (act: (request: HTTPRequest) => void) => (request: HTTPRequest) => {
    if (!request.url().endsWith("/audio/transcriptions")) return;
    act(request);
    quietSince = Date.now();
  };
  const begin = change((request) => running.add(request));
  const end = change((request) => running.delete(request));
  page.on("request", begin).on("requestfinished", end).on("requestfailed", end);
  const deadline = Date.now() + ANSWER_MS;
  while ((running.size > 0 || Date.now() - quietSince < QUIET_MS) && Date.now() < deadline) await sleep(100);
  page.off("request", begin).off("requestfinished", end).off("requestfailed", end);
}

async function falseTurns(browser: Browser, url: string): Promise<number> {
  const page = await visit(browser, url);
  let failures = 0;
  for (const question of QUESTIONS.slice(0, ROUNDS)) {
    const since = await page.evaluate(() => performance.now());
    await page.$eval("live-avatar", (element, text) => void element.sendMessage(text).catch(() => undefined), question);
    await untilTold(page, { name: "state-change", state: "speaking" }, since, ANSWER_MS);
    await untilTold(page, { name: "state-change", state: "ready" }, since, ANSWER_MS);
    await untilHeardOut(page);
    const events = (await toldBy(page)).filter(({ at }) => at >= since);
    const taken = events.filter(({ name }) => name === "transcript").map(({ text = "" }) => text);
    const asked = events.filter(({ role }) => role === "user").length;
    if (taken.length > 0 || asked > 1) failures += 1;
    line(
      `  ${question}: ${taken.length > 0 ? `taken for the visitor: ${JSON.stringify(taken)}` : "nothing of the avatar's"}`,
    );
    await page.waitForSelector('live-avatar[state="ready"]', { timeout: ANSWER_MS });
  }
  await page.browserContext().close();
  return failures;
}

interface BargeIn {
  readonly hasWorked: boolean;
  /** From the last sample of the words to the end of the answer. */
  readonly ms: number;
}

async function bargeIn(browser: Browser, url: string, round: number): Promise<BargeIn> {
  const [text, part] = BARGE_INS[round % BARGE_INS.length] ?? BARGE_INS[0];
  const page = await visit(browser, url);
  await page.$eval("live-avatar", (element) => void element.sendMessage("Tell me a story").catch(() => undefined));
  const { at } = await untilTold(page, { name: "state-change", state: "speaking" }, 0, ANSWER_MS);
  // Each at another place of a sentence: in its beginning, in its middle, over its end.
  await page.waitForFunction((from) => performance.now() >= from, { polling: 20 }, at + 800 + round * 730);
  const saidAt = await say(page, text);
  const ended = await page
    .waitForFunction(
      (from) =>
        told.find(({ name, at: when, state }) => name === "state-change" && when >= from && state !== "speaking"),
      { polling: 20, timeout: BARGE_IN_MS },
      saidAt,
    )
    .then((handle) => handle.jsonValue())
    .catch(() => undefined);
  if (ended)
    await untilTold(page, { name: "state-change", state: "speaking" }, ended.at, BARGE_IN_MS).catch(() => undefined);
  await untilHeardOut(page);
  const heard = (await heardFrom(page)).slice(1);
  const hasWorked = ended !== undefined && words(heard[0] ?? "").includes(part);
  const ms = ended ? ended.at - saidAt : Infinity;
  line(`  "${text}": ${hasWorked ? "worked" : "FAILED"} after ${Math.round(ms)} ms, heard: ${JSON.stringify(heard)}`);
  await page.browserContext().close();
  return { hasWorked, ms };
}

const demo = await startSpokenDemo();
const browser = await launchChromium(MICROPHONE_FLAGS);
try {
  line(`echo at ${ECHO_DB} dB, in the same voice as the visitor's`);
  const falseOnes = await falseTurns(browser, demo.url);
  const tries: BargeIn[] = [];
  for (let round = 0; round < ROUNDS; round += 1) tries.push(await bargeIn(browser, demo.url, round));
  const worked = tries.filter(({ hasWorked }) => hasWorked);
  const times = worked.map(({ ms }) => ms);
  line(
    `false turns: ${falseOnes} of ${Math.min(ROUNDS, QUESTIONS.length)} answers  ${falseOnes === 0 ? "pass" : "FAIL"}`,
  );
  const isEnough = worked.length >= 0.9 * ROUNDS;
  line(`barge-ins that worked: ${worked.length} of ${ROUNDS}  ${isEnough ? "pass" : "FAIL"}`);
  line(
    `end of the words to the end of the answer: median ${Math.round(summarize(times).median)} ms, p95 ${Math.round(percentile95(times))} ms`,
  );
  process.exitCode = falseOnes === 0 && isEnough ? 0 : 1;
} finally {
  await browser.close();
  await demo.close();
}
