/** Joins that lead nowhere, with every version of livekit-client that the package's range allows, side by side. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startDeadEnds } from "../support/dead-ends.js";
import { LIVEKIT_CLIENTS } from "../support/livekit-range.js";
import { startRoomPages } from "../support/room-page.js";
import { startScriptedService } from "../support/scripted-service.js";
import { sharedStand } from "../support/stand.js";

const JOIN_LIMIT_MS = 20_000;
/** The start's own request is before the join, and a busy machine is late. */
const SLACK_MS = 2000;
/** LiveKit waits a quarter of a second for its own farewell; leaving has five seconds. */
const LEAVING_MS = 6000;
/** For so long nothing may happen after a join that failed. */
const WATCH_MS = 30_000;

describe("a join that leads nowhere", { concurrency: true }, () => {
  for (const { version, folder } of LIVEKIT_CLIENTS) {
    it(`is given up within ${JOIN_LIMIT_MS / 1000} s, and then nothing is asked and nothing runs: ${version}`, async () => {
      const { livekit } = await sharedStand();
      const pages = await startRoomPages(["--host-resolver-rules=MAP *.livekit.cloud 127.0.0.1"], folder);
      const service = await startScriptedService(livekit);
      const deadEnds = await startDeadEnds(livekit);
      const page = await pages.open();
      const names: string[] = [];
      const beginAt = async (name: string, livekitUrl: string) => {
        names.push(name);
        service.script = { livekitUrl };
        await page.evaluate((url) => window.rooms.begin(url), service.url);
        while (service.sessions.filter(({ started }) => started).length < names.length) await sleep(10);
      };
      try {
        for (const { name, url } of deadEnds.hosts) await beginAt(name, url);
        await page.evaluate(() => {
          window.rooms.blockMedia();
        });
        await beginAt("no media comes through", livekit.url);

        const failures = await page.evaluate(() => Promise.all(window.rooms.starts));
        for (const [index, { ms, ...failure }] of failures.entries()) {
          console.log(`${version}: ${names[index]}: ${String(failure["code"])} after ${(ms / 1000).toFixed(1)} s`);
          assert.equal(failure["code"], "room-join-failed", names[index]);
          assert.ok(ms < JOIN_LIMIT_MS + SLACK_MS, `${names[index]}: ${ms} ms`);
        }

        await sleep(LEAVING_MS);
        const askedBefore = deadEnds.asked();
        const timersBefore = await page.evaluate(() => window.rooms.ledger.timersSet);
        await sleep(WATCH_MS);
        const left = await page.evaluate(() => ({
          timersSet: window.rooms.ledger.timersSet,
          connections: window.rooms.ledger.liveConnections,
          sockets: window.rooms.openSockets(),
          listeners: window.rooms.ledger.listeners,
        }));
        assert.deepEqual(left, { timersSet: timersBefore, connections: 0, sockets: 0, listeners: [] });
        assert.equal(deadEnds.asked() - askedBefore, 0, "requests after the end");
        const stops = service.sessions.map((session) => session.stops);
        assert.deepEqual(stops, Array(names.length).fill(1), "the service was told, once each");
      } finally {
        await page.close();
        await Promise.all([deadEnds.close(), service.close(), pages.close()]);
      }
    });
  }
});
