/**
 * `npm run bench -- relay`: a page says a thousand events a second, and its server is killed in the middle. Everything has to arrive,
 * once and in order. SECONDS and KILLS change how long and how often, SEED the moments.
 */
import { setTimeout as later } from "node:timers/promises";
import { launchChromium } from "../support/chromium.js";
import { randomFrom } from "../support/random.js";
import type { RelayPage } from "../support/relay-page.client.js";
import { startRelaySite } from "../support/relay-site.js";
import { type Figure, figures, keeps } from "./limits.js";

/** Of the page. */
declare const relayPage: RelayPage;

const PER_SECOND = 1000;
const SECONDS = Number(process.env["SECONDS"] ?? 30);
const KILLS = Number(process.env["KILLS"] ?? 4);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const OWNER = "bench";
/** A killed server's claim on the session ends after 30 s, and the page's longest pause is as long. */
const RECOVERY_MS = 120_000;

const line = (text: string) => process.stdout.write(`${text}\n`);

async function measure(): Promise<readonly Figure[]> {
  const random = randomFrom(SEED);
  const site = await startRelaySite();
  const browser = await launchChromium([]);
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}/page.html?owner=${OWNER}`);
    await page.waitForFunction(() => "relayPage" in window);
    const begun = Date.now();
    const flooding = page.evaluate((rate, seconds) => relayPage.flood(rate, seconds), PER_SECOND, SECONDS);
    // Each kill somewhere in its part of the time, and the last one before the end.
    for (let kills = 0; kills < KILLS; kills += 1) {
      const at = begun + ((kills + random()) * 900 * SECONDS) / KILLS;
      await later(Math.max(0, at - Date.now()));
      await site.kill();
      await later(100 + random() * 900);
      await site.start();
    }
    await flooding;
    const end = Date.now();
    const isFlushed = await Promise.race([
      page.evaluate(() => relayPage.flush().then(() => true)),
      later(RECOVERY_MS, false, { ref: false }),
    ]);
    const recovery = Date.now() - end;
    if (!isFlushed) line(`The page still had events after ${RECOVERY_MS / 1000} s.`);
    const told = await page.evaluate(() => relayPage.count);
    const received = site.received(OWNER);
    const seqs = received.map(({ seq }) => seq);
    const only = (what: string, value: number, limit?: number): Figure => ({
      ...{ what, samples: [value], of: "only", unit: "" },
      ...(limit !== undefined && { limit }),
    });
    line(`seed ${SEED}; ${KILLS} kills in ${SECONDS} s of ${PER_SECOND} events a second`);
    return [
      only("events told", told),
      { ...only("time for them beyond what was planned", end - begun - 1000 * SECONDS, 1000), unit: "ms" },
      only("lost", told - new Set(seqs).size, 0),
      only("doubled", seqs.length - new Set(seqs).size, 0),
      only("out of order", seqs.filter((seq, at) => at > 0 && seq < seqs[at - 1]!).length, 0),
      only("handed over again, and known by their key", site.handedAgain()),
      { what: "event to database", samples: received.map(({ delay }) => delay), of: "median", unit: "ms" },
      { what: "last event to all of them received", samples: [recovery], of: "only", unit: "ms", limit: RECOVERY_MS },
    ];
  } finally {
    await browser.close();
    await site.stop();
  }
}

const all = await measure();
line(figures(all));
if (!all.every(keeps)) process.exitCode = 1;
