/**
 * The renderer in a real browser, in real rooms of a real LiveKit server, with a service that does as it is told.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import { startLiveKit } from "../support/livekit.js";
import { startRoomPages } from "../support/room-page.js";
import type { RoomPages } from "../support/room-page.js";
import { startScriptedService } from "../support/scripted-service.js";
import type { Actor, ScriptedService, ScriptedSession } from "../support/scripted-service.js";
import { sharedStand, type Stand } from "../support/stand.js";

interface Outcome {
  readonly type: string;
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
}

let stand: Stand;
let pages: RoomPages;
let service: ScriptedService;
let page: Page;

const mount = (options: object = {}) =>
  page.evaluate(
    (url, given) => {
      const { rooms } = window;
      return rooms.outcome(rooms.make(url, given).mount(document.querySelector<HTMLElement>("#stage") ?? undefined));
    },
    service.url,
    options,
  ) as Promise<Outcome>;

/** Starts mounting without waiting for it; the outcome is in `rooms.mounting`. */
const beginMount = (options: object = {}) =>
  page.evaluate(
    (url, given) => {
      const { rooms } = window;
      const abort = (rooms.abort = new AbortController());
      const mounting = rooms.make(url, given).mount(document.querySelector<HTMLElement>("#stage") ?? undefined, abort);
      rooms.mounting = rooms.outcome(mounting);
    },
    service.url,
    options,
  );

const unmount = (leaving = false) =>
  page.evaluate(
    (away) => window.rooms.outcome(Promise.resolve(window.rooms.renderer?.unmount({ leaving: away }))),
    leaving,
  );

const reports = (type?: string) =>
  page.evaluate(
    (wanted) => window.rooms.reports.filter((report) => wanted === undefined || report.type === wanted),
    type,
  );

const reported = (type: string, key?: string, value?: string) =>
  page.waitForFunction(
    (wanted, field, content) =>
      window.rooms.reports.some(
        (report) => report.type === wanted && (field === undefined || report[field] === content),
      ),
    { timeout: 10_000, polling: 20 },
    type,
    key,
    value,
  );

const firstFrame = (stage = "stage") =>
  page.evaluate(
    (id) => new Promise<number>((resolve) => window.rooms.video(id)?.requestVideoFrameCallback(resolve)),
    stage,
  );

const heard = async (actor: Actor, type: string) => {
  for (let attempt = 0; attempt < 200; attempt++) {
    const command = actor.heard.find(({ event_type: name }) => name === type);
    if (command !== undefined) return command;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${type} was not heard`);
};

const event = (session: ScriptedSession, type: string, more: object = {}) => ({
  event_id: crypto.randomUUID(),
  event_type: type,
  session_id: session.id,
  source_event_id: null,
  ...more,
});

/** A conversation that is up, with both actors in hand. */
async function converse(options: object = {}) {
  let both: ReturnType<ScriptedSession["enterBoth"]> | undefined;
  service.script = {
    onStart: (session) => {
      both = session.enterBoth();
    },
  };
  assert.deepEqual(await mount(options), { type: "ok" });
  const session = service.sessions[0];
  assert.ok(session !== undefined && both !== undefined);
  return { session, ...(await both) };
}

async function assertNothingLeft() {
  const left = await page.evaluate(() => ({
    connections: window.rooms.ledger.liveConnections,
    tracks: window.rooms.ledger.tracks.filter((track) => track.readyState === "live").length,
    listeners: window.rooms.ledger.listeners,
    sources: ["stage", "other"].filter((id) => window.rooms.video(id)?.srcObject != null),
  }));
  assert.deepEqual(left, { connections: 0, tracks: 0, listeners: [], sources: [] });
}

before(async () => {
  stand = await sharedStand();
  pages = await startRoomPages();
});
// The process is ended by force: rtc-node's own farewell may never return (livekit/agents-js#1905).
after(() => pages.close());
beforeEach(async () => {
  service = await startScriptedService(stand.livekit);
  page = await pages.open();
});
afterEach(async () => {
  await page.close();
  await service.close();
});

describe("a conversation", () => {
  it("shows the avatar, hands words over, reports the reply and leaves nothing behind", async () => {
    const { session, agent } = await converse();
    await firstFrame();
    await page.evaluate(() => window.rooms.renderer?.respond("What is the time?"));
    const { event_id: id, text } = await heard(agent, "avatar.speak_response");
    assert.equal(text, "What is the time?");
    for (const [type, more] of [
      ["avatar.transcription.chunk", { text: "It is" }],
      ["avatar.transcription.chunk", { text: " noon." }],
      ["avatar.speak_started", {}],
      ["avatar.transcription", { text: "It is noon." }],
      ["avatar.speak_ended", {}],
    ] as const) {
      await agent.say(event(session, type, { source_event_id: id, ...more }));
    }
    await reported("speech-end");
    const said = (await reports()).filter(({ type }) => /^(reply|speech)/.test(type));
    assert.deepEqual(said, [
      { type: "reply-chunk", text: "It is" },
      { type: "reply-chunk", text: " noon." },
      { type: "speech-start" },
      { type: "reply-text", text: "It is noon." },
      { type: "speech-end" },
    ]);
    assert.deepEqual(await page.evaluate(() => window.rooms.renderer?.maxDurationSeconds), 600);
    assert.deepEqual(await unmount(), { type: "ok" });
    assert.equal(session.stops, 1);
    await assertNothingLeft();
    assert.deepEqual(await unmount(), { type: "ok" });
    assert.equal(session.stops, 1, "stopped twice");
  });

  it("silences in the same task, drops what is old, and sounds again with the next speech", async () => {
    const { session, agent } = await converse();
    await firstFrame();
    const said = page.evaluate(() => window.rooms.outcome(window.rooms.renderer?.speakText("A long story.")));
    const { event_id: old } = await heard(agent, "avatar.speak_text");
    await agent.say(event(session, "avatar.speak_started", { source_event_id: old }));
    await reported("speech-start");
    const muted = await page.evaluate(() => {
      window.rooms.renderer?.interrupt();
      return window.rooms.video()?.muted;
    });
    assert.equal(muted, true);
    assert.deepEqual(await said, { type: "ok" });
    await heard(agent, "avatar.interrupt");
    await agent.say(event(session, "avatar.transcription.chunk", { text: "old", source_event_id: old }));
    await agent.say(event(session, "avatar.speak_ended", { source_event_id: old }));
    await agent.say(event(session, "avatar.transcription.chunk", { text: "older still", source_event_id: old }));
    await agent.say(event(session, "avatar.speak_started"));
    await agent.say(event(session, "avatar.transcription.chunk", { text: "new" }));
    await reported("reply-chunk");
    assert.deepEqual(await reports("reply-chunk"), [{ type: "reply-chunk", text: "new" }]);
    assert.equal(await page.evaluate(() => window.rooms.video()?.muted), false);
  });

  it("believes neither events nor tracks of anybody else", async () => {
    const { session, agent } = await converse();
    await firstFrame();
    const decoy = await session.enter("somebody");
    await decoy.showVideo();
    await decoy.say(event(session, "avatar.transcription", { text: "lies" }));
    await agent.say(new TextEncoder().encode("{not json"));
    await agent.say({ event_type: "constructor" });
    await agent.say({ ...event(session, "avatar.transcription", { text: "foreign" }), session_id: "other" });
    const once = event(session, "avatar.transcription", { text: "truth" });
    await agent.say(once);
    await agent.say(once);
    await agent.say(event(session, "user.speak_started"));
    await reported("user-speech-start");
    assert.deepEqual(await reports("reply-text"), [{ type: "reply-text", text: "truth" }]);
    const tracks = await page.evaluate(
      () => (window.rooms.video()?.srcObject as MediaStream | null)?.getTracks().length,
    );
    assert.equal(tracks, 2);
  });

  it("opens the microphone when asked, and push-to-talk is refused with a name", async () => {
    const { session, agent } = await converse();
    await page.evaluate(() => window.rooms.renderer?.voice.start({ muted: true }));
    assert.deepEqual(
      (await reports("mic")).map(({ mic }) => mic),
      ["asking", "muted"],
    );
    const outcome = page.evaluate(() =>
      window.rooms.outcome(window.rooms.renderer?.voice.startPushToTalk()),
    ) as Promise<Outcome>;
    await heard(agent, "user.start_push_to_talk");
    await agent.say(event(session, "user.push_to_talk_start_failed"));
    assert.equal((await outcome).code, "push-to-talk-refused");
    await unmount();
    await assertNothingLeft();
  });

  it("moves to another stage without a new connection", async () => {
    await converse();
    await firstFrame();
    const before = await page.evaluate(() => window.rooms.ledger.connections);
    await page.evaluate(() => window.rooms.renderer?.relocate(document.querySelector<HTMLElement>("#other")!));
    await firstFrame("other");
    assert.equal(await page.evaluate(() => window.rooms.video("stage")?.srcObject), null);
    assert.equal(await page.evaluate(() => window.rooms.ledger.connections), before);
    await unmount();
    await assertNothingLeft();
  });
});

describe("an end that nobody here asked for", () => {
  it("is told with the service's reason, and the service is not told what it knows", async () => {
    const { session, agent } = await converse();
    await agent.say(event(session, "session.stopped", { end_reason: "MAX_DURATION_REACHED", stop_reason: "UNKNOWN" }));
    await reported("ended");
    assert.deepEqual(await reports("ended"), [{ type: "ended", reason: "max-duration", raw: "MAX_DURATION_REACHED" }]);
    await unmount();
    assert.equal(session.stops, 0);
    await assertNothingLeft();
  });

  it("is orderly when the room is closed", async () => {
    const { session } = await converse();
    await session.closeRoom();
    await reported("ended", "reason", "server-ended");
    await unmount();
    await assertNothingLeft();
  });

  it("names whoever has gone, and forgives whoever comes back in time", async () => {
    const { session, agent, avatar } = await converse({ absenceTimeoutMs: 4000 });
    await agent.leave();
    await reported("connection", "connection", "reconnecting");
    await session.enter(`liveavatar-agent-${session.id}`);
    await page.waitForFunction(
      () => window.rooms.reports.findLast(({ type }) => type === "connection")?.connection === "good",
    );
    await avatar.leave();
    await reported("failed");
    const [failed] = (await reports("failed")) as unknown as { error: Outcome }[];
    assert.equal(failed?.error.code, "avatar-left");
    await unmount();
    assert.equal(session.stops, 1);
    await assertNothingLeft();
  });

  it("is no end when the picture freezes: noticed, and forgotten with the next frame", async () => {
    const { avatar } = await converse();
    await firstFrame();
    avatar.freeze();
    await reported("problem");
    assert.deepEqual((await reports("connection")).at(-1), { type: "connection", connection: "poor" });
    await avatar.showVideo();
    await page.waitForFunction(
      () => window.rooms.reports.findLast(({ type }) => type === "connection")?.connection === "good",
    );
  });
});

describe("a start that fails or is given up", () => {
  it("names both who are missing", async () => {
    const outcome = await mount({ requiredParticipantTimeoutMs: 300 });
    assert.equal(outcome.code, "avatar-missing");
    assert.match(outcome.message ?? "", /heygen.*liveavatar-agent-/);
    await unmount();
    assert.equal(service.sessions[0]?.stops, 1);
    await assertNothingLeft();
  });

  it("names the agent who is missing, and waits for one who is late", async () => {
    service.script = { onStart: (session) => void session.enter("heygen") };
    const outcome = await mount({ requiredParticipantTimeoutMs: 5000 });
    assert.equal(outcome.code, "agent-missing");
    assert.doesNotMatch(outcome.message ?? "", /heygen/);
    await unmount();
    service.script = {
      onStart: (session) =>
        void session
          .enter(`liveavatar-agent-${session.id}`)
          .then(() => setTimeout(() => void session.enter("heygen"), 700)),
    };
    assert.deepEqual(
      await page.evaluate(() =>
        window.rooms.outcome(window.rooms.renderer?.mount(document.querySelector<HTMLElement>("#stage") ?? undefined)),
      ),
      {
        type: "ok",
      },
    );
    await unmount();
    await assertNothingLeft();
  });

  it("stops a session that started after everybody had gone", async () => {
    service.script = { startDelayMs: 500 };
    await beginMount();
    await page.waitForFunction(() => window.rooms.mounting !== undefined);
    while (service.sessions.every(({ started }) => !started)) await new Promise((resolve) => setTimeout(resolve, 10));
    await page.evaluate(() => window.rooms.abort?.abort());
    assert.equal(((await page.evaluate(() => window.rooms.mounting)) as Outcome).name, "AbortError");
    await unmount();
    assert.equal(service.sessions[0]?.stops, 1);
    await assertNothingLeft();
  });

  for (const ms of [0, 20, 60, 120, 200, 300, 450, 700]) {
    it(`can be given up after ${ms} ms`, async () => {
      service.script = { onStart: (session) => void session.enterBoth() };
      await beginMount();
      await new Promise((resolve) => setTimeout(resolve, ms));
      await unmount();
      const outcome = (await page.evaluate(() => window.rooms.mounting)) as Outcome;
      assert.ok(outcome.type === "ok" || outcome.name === "AbortError", JSON.stringify(outcome));
      const [session] = service.sessions;
      if (session?.started === true) assert.equal(session.stops, 1);
      await assertNothingLeft();
    });
  }

  it("tells the service although the page goes away", async () => {
    const { session } = await converse();
    await page.evaluate(() => {
      addEventListener("pagehide", () => void window.rooms.renderer?.unmount({ leaving: true }));
    });
    await page.goto("about:blank");
    for (let attempt = 0; attempt < 100 && session.stops === 0; attempt++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(session.stops, 1);
  });
});

describe("a server that falls silent or dies", () => {
  it("is surfaced while LiveKit reconnects, and words wait for the way back", async () => {
    const own = await startLiveKit();
    const ownService = await startScriptedService(own);
    const usual = service;
    service = ownService;
    try {
      const { agent } = await converse();
      await firstFrame();
      own.signal("SIGSTOP");
      await reported("problem");
      await page.waitForFunction(() => window.rooms.reports.some(({ connection }) => connection === "reconnecting"), {
        timeout: 25_000,
      });
      const handed = page.evaluate(() => window.rooms.outcome(window.rooms.renderer?.respond("Are you there?")));
      own.signal("SIGCONT");
      assert.deepEqual(await handed, { type: "ok" });
      await heard(agent, "avatar.speak_response");
      await page.waitForFunction(
        () => window.rooms.reports.findLast(({ type }) => type === "connection")?.connection === "good",
      );
    } finally {
      service = usual;
      await ownService.close();
      await own.stop();
    }
  });
});
