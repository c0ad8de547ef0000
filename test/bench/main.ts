/** The comparison itself; `npm run bench` calls it when everything that it needs is there. */
import type { Browser } from "puppeteer-core";
import { launchChromium } from "../support/chromium.js";
import { bytesBeforeIntent, scriptTime } from "./before-intent.js";
import { startBenchServer } from "./bench-server.js";
import { LIBRARIES_ALONE, OFFICIAL_SDK, OURS, OURS_PREFETCHING, contenderPages } from "./contenders.js";
import type { Contender } from "./contenders.js";
import { startEmulatorProcess } from "./emulator-process.js";
import { interleaved, samplesOf as of } from "./interleaved.js";
import { passes, table } from "./report.js";
import type { Row } from "./report.js";
import { measureSilence } from "./silence.js";
import type { Silence } from "./silence.js";
import { startSoundServer } from "./sound-server.js";
import type { SoundServer } from "./sound-server.js";
import { summarize } from "./statistics.js";
import { open, press } from "./visit.js";

const ROUNDS = Number(process.env.ROUNDS ?? 20);

const say = (text: string) => process.stdout.write(`${text}\n`);

async function measureStart(browser: Browser, url: string, contender: Contender): Promise<number> {
  const visit = await open(browser, `${url}/${contender.path}/`, { marks: true });

  try {
    const ms = await press(visit.page, contender);
    await contender.stop(visit.page);
    return ms;
  } finally {
    await visit.close();
  }
}

async function measureInterrupt(
  browser: Browser,
  url: string,
  contender: Contender,
  sound: SoundServer,
): Promise<Silence> {
  const recording = sound.record();
  const visit = await open(browser, `${url}/${contender.path}/`, { marks: true });

  try {
    await press(visit.page, contender);
    await contender.connected(visit.page);
    const silence = await measureSilence(visit.page, contender, recording);
    await contender.stop(visit.page);
    return silence;
  } finally {
    await recording.stop();
    await visit.close();
  }
}

async function bench(): Promise<boolean> {
  const service = await startEmulatorProcess();
  const sound = await startSoundServer();
  const pages = await contenderPages();
  const server = await startBenchServer(pages, { emulatorUrl: service.url });
  const browser = await launchChromium([], { ignoreDefaultArgs: ["--mute-audio"], env: sound.env });
  try {
    const contenders = new Map([OURS, OURS_PREFETCHING, OFFICIAL_SDK].map((contender) => [contender.path, contender]));
    const contender = (path: string) => contenders.get(path) ?? OURS;
    // Once unmeasured: the first visitor of a fresh browser and emulator waits for both.
    for (const path of contenders.keys()) await measureStart(browser, server.url, contender(path));

    const scripts = await interleaved(ROUNDS, "script time", [OURS.path, LIBRARIES_ALONE], (path) =>
      scriptTime(browser, `${server.url}/${path}/`),
    );
    const starts = await interleaved(ROUNDS, "press to first frame", [...contenders.keys()], (path) =>
      measureStart(browser, server.url, contender(path)),
    );
    const silences = await interleaved(ROUNDS, "interrupt to silence", [OURS.path, OFFICIAL_SDK.path], (path) =>
      measureInterrupt(browser, server.url, contender(path), sound),
    );

    const kilobytes = (path: string) => {
      const bundle = pages.get(path)?.bundle;
      return summarize(bundle ? [bytesBeforeIntent(bundle) / 1000] : []);
    };
    const silence = (path: string) => summarize(of(silences, path).map(({ ms }) => ms));
    const sdk = summarize(of(starts, OFFICIAL_SDK.path));
    const rows: Row[] = [
      {
        what: "press to first frame, cold",
        ours: summarize(of(starts, OURS.path)),
        other: sdk,
        otherName: "SDK",
        unit: "ms",
        limit: 0.8,
      },
      {
        what: 'the same, prefetch="token", hover 300 ms earlier',
        ours: summarize(of(starts, OURS_PREFETCHING.path)),
        other: sdk,
        otherName: "SDK",
        unit: "ms",
        limit: 0.93,
      },
      {
        what: "interrupt() to silence",
        ours: silence(OURS.path),
        other: silence(OFFICIAL_SDK.path),
        otherName: "SDK",
        unit: "ms",
        limit: 0.25,
      },
      {
        what: "bytes before intent, gzip",
        ours: kilobytes(OURS.path),
        other: kilobytes(OFFICIAL_SDK.path),
        otherName: "SDK",
        unit: "kB",
      },
      {
        what: "script time before intent",
        ours: summarize(of(scripts, OURS.path)),
        other: summarize(of(scripts, LIBRARIES_ALONE)),
        otherName: "lit + signals",
        unit: "ms",
        limit: 2.5,
      },
    ];
    say(`\n${ROUNDS} interleaved rounds; median (quartiles)\n${table(rows)}`);
    const leftovers = of(silences, OURS.path).filter(({ leftover }) => leftover > 0);
    const verdict = leftovers.length === 0 ? "pass" : "FAIL";
    const leftoverTimes = leftovers.map(({ leftover }) => `${leftover.toFixed(0)} ms`).join(", ");
    say(`heard of the old turn after the silence: ${leftoverTimes || "nothing"} in ${ROUNDS} rounds  ${verdict}`);
    return rows.every(passes) && leftovers.length === 0;
  } finally {
    await browser.close();
    await server.close();
    await sound.close();
    await service.close();
  }
}

process.exitCode = (await bench()) ? 0 : 1;
