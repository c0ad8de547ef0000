/** The renderer's contract, kept in a real browser and a real room: the cases run in the page, the service here. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import { describeAvatarRenderer } from "../contracts/avatar-renderer.js";
import { ABILITIES, type StageHand } from "../support/room-contract.client.js";
import { startRoomPages } from "../support/room-page.js";
import type { RoomPages } from "../support/room-page.js";
import { startScriptedService } from "../support/scripted-service.js";
import type { Actor, ScriptedService, ScriptedSession } from "../support/scripted-service.js";
import { sharedStand, type Stand } from "../support/stand.js";

let stand: Stand;
let pages: RoomPages;
let service: ScriptedService;
let page: Page;
let current: { readonly session: ScriptedSession; readonly both: ReturnType<ScriptedSession["enterBoth"]> } | undefined;

const playAlong = (): void => {
  service.script = {
    onStart: (session) => {
      current = { session, both: session.enterBoth() };
    },
  };
};

const say = (session: ScriptedSession, agent: Actor, type: string, source: string, text?: string) =>
  agent.say({
    event_id: crypto.randomUUID(),
    event_type: type,
    session_id: session.id,
    source_event_id: source,
    ...(text !== undefined && { text }),
  });

/** Resolves with the id of the last such command, once there is one. */
async function idOf(agent: Actor, wanted: (command: Record<string, unknown>) => boolean): Promise<string> {
  for (let attempt = 0; attempt < 250; attempt++) {
    const command = agent.heard.findLast(wanted);
    if (command !== undefined) return String(command["event_id"]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the agent has not heard it");
}

async function cast(): Promise<{ readonly session: ScriptedSession; readonly agent: Actor }> {
  assert.ok(current, "nobody has started a session");
  const { session, both } = current;
  return { session, agent: (await both).agent };
}

/** Questions that were begun to be answered: the next one is the next question. */
const answered = new Set<string>();

const stageHand: StageHand = {
  stall: () => (service.script = { ...service.script, startDelayMs: 1500 }),
  fail: () => (service.script = { startStatus: 403 }),
  mend: playAlong,
  async beginReply(chunk) {
    const { session, agent } = await cast();
    const id = await idOf(
      agent,
      (one) => one["event_type"] === "avatar.speak_response" && !answered.has(String(one["event_id"])),
    );
    answered.add(id);
    await say(session, agent, "avatar.transcription.chunk", id, chunk);
    await say(session, agent, "avatar.speak_started", id);
    return id;
  },
  async endReply(id, text) {
    const { session, agent } = await cast();
    await say(session, agent, "avatar.transcription", id, text);
    await say(session, agent, "avatar.speak_ended", id);
  },
  async beginText(text) {
    const { session, agent } = await cast();
    const id = await idOf(agent, (one) => one["event_type"] === "avatar.speak_text" && one["text"] === text);
    await say(session, agent, "avatar.speak_started", id);
  },
};

before(async () => {
  stand = await sharedStand();
  pages = await startRoomPages();
});
// The process is ended by force: rtc-node's own farewell may never return (livekit/agents-js#1905).
after(() => pages.close());
beforeEach(async () => {
  service = await startScriptedService(stand.livekit);
  current = undefined;
  playAlong();
  page = await pages.open(`service=${encodeURIComponent(service.url)}`);
  await page.exposeFunction("stageHand", (name: keyof StageHand, ...args: [string, string]) =>
    stageHand[name](...args),
  );
});
afterEach(async () => {
  await page.close();
  await service.close();
});

const neverMade = () => Promise.reject(new Error("the subject is in the page"));
describeAvatarRenderer("LiveAvatarRenderer in a room", ABILITIES, neverMade, {
  describe,
  it: (title) =>
    it(title, async () => {
      assert.deepEqual(await page.evaluate((promise) => window.rooms.keeps(promise), title), { type: "ok" });
    }),
});
