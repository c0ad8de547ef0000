/** What must hold with every version of livekit-client that the package's range allows: in real rooms, in a real browser. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { JSHandle, Page } from "puppeteer-core";
import { forgeries } from "../support/forgeries.js";
import { LIVEKIT_CLIENTS, LIVEKIT_RANGE } from "../support/livekit-range.js";
import { startRoomPages, type RoomPages } from "../support/room-page.js";
import { startScriptedService, type ScriptedService, type ScriptedSession } from "../support/scripted-service.js";
import { sharedStand, type Stand } from "../support/stand.js";

const FORGERIES = 200;
const CONVERSATIONS = 5;

let stand: Stand;
before(async () => {
  stand = await sharedStand();
});

it("the range names these versions, and no other", () => {
  assert.equal(LIVEKIT_RANGE, LIVEKIT_CLIENTS.map(({ version }) => version).join(" || "));
});

for (const { version, folder } of LIVEKIT_CLIENTS) {
  describe(`livekit-client ${version}`, () => {
    let pages: RoomPages;
    let service: ScriptedService;
    let page: Page;

    before(async () => {
      pages = await startRoomPages([], folder);
    });
    after(() => pages.close());
    beforeEach(async () => {
      service = await startScriptedService(stand.livekit);
      page = await pages.open();
    });
    afterEach(async () => {
      await page.close();
      await service.close();
    });

    // The strangers come first, and a busy machine takes its time with them.
    const begin = () =>
      page.evaluate((url) => window.rooms.begin(url, { requiredParticipantTimeoutMs: 90_000 }), service.url);
    const outcomes = () => page.evaluate(() => Promise.all(window.rooms.starts));
    const unmount = () => page.evaluate(() => window.rooms.renderer?.unmount());
    const left = () =>
      page.evaluate(() => ({
        connections: window.rooms.ledger.liveConnections,
        sockets: window.rooms.openSockets(),
        listeners: window.rooms.ledger.listeners,
      }));
    const NOTHING = { connections: 0, sockets: 0, listeners: [] };

    async function converse() {
      let both: ReturnType<ScriptedSession["enterBoth"]> | undefined;
      service.script = { onStart: (session) => void (both = session.enterBoth()) };
      await begin();
      assert.equal((await outcomes())[0]?.type, "ok");
      const session = service.sessions[0];
      assert.ok(session !== undefined && both !== undefined);
      return { session, ...(await both) };
    }

    it(`believes none of ${FORGERIES} forged packets, whoever sends them and when`, async () => {
      let early: Promise<void> | undefined;
      const forge = forgeries(FORGERIES);
      service.script = {
        // Before the agent is there: to a visitor who is still joining, too.
        onStart: (session) => {
          early = (async () => {
            await forge.enter(session);
            await forge.send(session, FORGERIES / 4);
            await session.enterBoth();
          })();
        },
      };
      await begin();
      await early;
      const [outcome] = await outcomes();
      assert.equal(outcome?.type, "ok", JSON.stringify(outcome));
      const session = service.sessions[0];
      assert.ok(session);
      await forge.send(session, FORGERIES / 4);
      await page.evaluate(() => {
        window.rooms.cutSockets();
      });
      // While the room reconnects, and after.
      await forge.send(session, FORGERIES / 2);
      await page.waitForFunction(
        () => window.rooms.reports.findLast(({ type }) => type === "connection")?.["connection"] === "good",
      );
      assert.equal(forge.sent(), FORGERIES);
      const agent = await session.enter(`liveavatar-agent-${session.id}`);
      const truth = { event_type: "avatar.transcription", session_id: session.id, text: "truth" };
      await agent.say({ ...truth, event_id: crypto.randomUUID() });
      await page.waitForFunction(() => window.rooms.reports.some(({ type }) => type === "reply-text"));
      const believed = await page.evaluate(() =>
        window.rooms.reports.filter(({ type }) => /^(reply|speech|user|ended|failed)/.test(type)),
      );
      assert.deepEqual(believed, [{ type: "reply-text", text: "truth" }]);
      const dropped = await page.evaluate(() => window.rooms.debug.filter((line) => /may not send|unknown/.test(line)));
      assert.ok(dropped.length > FORGERIES / 4, `only ${dropped.length} have come at all`);
    });

    it(`keeps nothing of ${CONVERSATIONS} conversations in memory`, async () => {
      const count = async () => {
        const prototypes = await page.evaluateHandle(() => window.rooms.prototypes);
        const counts: Record<string, number> = {};
        for (const [name, prototype] of await prototypes.getProperties()) {
          // A collection of garbage comes before each.
          const objects = await page.queryObjects(prototype as JSHandle<object>);
          counts[name] = await objects.evaluate((all) => all.length);
          await objects.dispose();
        }
        await prototypes.dispose();
        return counts;
      };
      const before = await count();
      for (let conversation = 0; conversation < CONVERSATIONS; conversation += 1) {
        service.script = { onStart: (session) => void session.enterBoth() };
        await begin();
        await outcomes();
        await unmount();
      }
      await page.evaluate(() => {
        window.rooms.renderer = undefined;
        window.rooms.starts.length = 0;
      });
      // LiveKit and the browser keep something of the last one, and take their time.
      const kept = async () => {
        const now = await count();
        return Object.keys(now).filter((name) => (now[name] ?? 0) > (before[name] ?? 0) + 1);
      };
      for (let attempt = 0; attempt < 50 && (await kept()).length > 0; attempt += 1) await sleep(200);
      assert.deepEqual(await kept(), []);
    });

    for (const ms of [60, 120]) {
      it(`leaves nothing when it is given up after ${ms} ms`, async () => {
        service.script = { onStart: (session) => void session.enterBoth() };
        await begin();
        await sleep(ms);
        await unmount();
        const [outcome] = await outcomes();
        assert.ok(outcome?.type === "ok" || outcome?.["name"] === "AbortError", JSON.stringify(outcome));
        const [session] = service.sessions;
        if (session?.started === true) assert.equal(session.stops, 1);
        assert.deepEqual(await left(), NOTHING);
      });
    }

    it("stores nothing, prints nothing, and leaves a page's own LiveKit its loggers", async () => {
      const lines: string[] = [];
      // 2.15.7 has a line of its own that no logger keeps back.
      page.on("console", (message) => message.text().startsWith("setStreamState ") || lines.push(message.text()));
      const before = await page.evaluate(() => window.rooms.logLevels());
      const { session, agent } = await converse();
      await page.evaluate(() => window.rooms.renderer?.voice.start());
      await page.evaluate(() => window.rooms.renderer?.respond("What is the time?"));
      for (const type of ["avatar.speak_started", "avatar.speak_ended"]) {
        await agent.say({ event_id: crypto.randomUUID(), event_type: type, session_id: session.id });
      }
      await page.waitForFunction(() => window.rooms.reports.some(({ type }) => type === "speech-end"));
      await unmount();
      assert.deepEqual(await page.evaluate(() => window.rooms.stored()), []);
      assert.deepEqual(await page.browserContext().cookies(), []);
      assert.deepEqual(await page.evaluate(() => window.rooms.logLevels()), before);
      assert.deepEqual(lines, []);
    });
  });
}
