/** Speech whose events are lost, in a real room: the sound of the avatar's track is the second witness. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { startEmulator, type Emulator } from "../../src/emulator/index.js";
import { EVENT_LOST_MS } from "../../src/room/speech-presence.js";
import { mint } from "../support/emulator-client.js";
import { startRoomPages, type RoomPages } from "../support/room-page.js";
import { startScriptedService, type ScriptedService } from "../support/scripted-service.js";
import { sharedStand, type Stand } from "../support/stand.js";

let stand: Stand;
let pages: RoomPages;
let emulator: Emulator;
let page: Page;

before(async () => {
  stand = await sharedStand();
  pages = await startRoomPages();
  emulator = await startEmulator({ port: 0, livekit: stand.livekit });
});
after(async () => {
  await pages.close();
  await emulator.close();
});
beforeEach(async () => {
  page = await pages.open();
});
afterEach(async () => {
  await page.evaluate(() => window.rooms.renderer?.unmount());
  await page.close();
});

const said = () =>
  page.evaluate(() => window.rooms.reports.filter(({ type }) => /^(reply|speech)/.test(type)).map(({ type }) => type));
const reported = (type: string, timeout = 20_000) =>
  page.waitForFunction((wanted) => window.rooms.reports.some((report) => report.type === wanted), { timeout }, type);

describe("opening words", () => {
  for (const lost of ["speak-started-lost", "speak-ended-lost", "speech-events-lost", "speech-events-lost+no-chunks"]) {
    it(`begin and end once, ${lost}`, async () => {
      const scenario = `opening+${lost}`;
      const { session_token: token } = await mint(emulator.url, {
        video_settings: { quality: "low" },
        dynamic_variables: { scenario },
      });
      await page.evaluate(
        async (apiUrl, sessionToken) => {
          const { rooms } = window;
          const renderer = rooms.make(apiUrl, { token: rooms.tokenSource(sessionToken) });
          await renderer.mount(document.querySelector<HTMLElement>("#stage")!);
        },
        emulator.url,
        token,
      );
      await reported("speech-start");
      await reported("speech-end");
      // Nothing begins anew when the sound has gone.
      await sleep(2000);
      const speech = (await said()).filter((type) => type.startsWith("speech"));
      assert.deepEqual(speech, ["speech-start", "speech-end"]);
    });
  }
});

describe("an avatar that sounds", () => {
  let service: ScriptedService;
  beforeEach(async () => {
    service = await startScriptedService(stand.livekit);
  });
  afterEach(() => service.close());

  async function converse() {
    let both: ReturnType<ScriptedService["sessions"][number]["enterBoth"]> | undefined;
    service.script = { onStart: (session) => void (both = session.enterBoth()) };
    await page.evaluate((url) => window.rooms.begin(url), service.url);
    await page.evaluate(() => Promise.all(window.rooms.starts));
    const session = service.sessions[0];
    assert.ok(session !== undefined && both !== undefined);
    const event = (type: string) => ({ event_id: crypto.randomUUID(), event_type: type, session_id: session.id });
    return { event, ...(await both) };
  }

  it("speaks, while nothing says so, and no longer than it sounds", async () => {
    const { avatar } = await converse();
    avatar.setTone(true);
    await reported("speech-start", 4000);
    await sleep(1500);
    assert.deepEqual(await said(), ["speech-start"]);
    avatar.setTone(false);
    await reported("speech-end", 5000);
  });

  it("and was interrupted, begins no new speech, and stays silent here, however long it goes on", async () => {
    const { avatar, agent, event } = await converse();
    await agent.say(event("avatar.speak_started"));
    avatar.setTone(true);
    await reported("speech-start");
    await sleep(1500);
    await page.evaluate(() => window.rooms.renderer?.interrupt());
    await sleep(3000);
    // A pause between two sentences.
    avatar.setTone(false);
    await sleep(1500);
    avatar.setTone(true);
    await sleep(3000);
    assert.deepEqual(await said(), ["speech-start"]);
    assert.equal(await page.evaluate(() => window.rooms.video()?.muted), true);
  });

  it("and whose end is lost has ended a while after its sound", async () => {
    const { avatar, agent, event } = await converse();
    await agent.say(event("avatar.speak_started"));
    avatar.setTone(true);
    await reported("speech-start");
    await sleep(2000);
    avatar.setTone(false);
    await sleep(1000);
    assert.deepEqual(await said(), ["speech-start"]);
    await reported("speech-end", EVENT_LOST_MS + 4000);
  });
});
