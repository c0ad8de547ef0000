/**
 * Push-to-talk, measured by somebody else in the room: the visitor's microphone plays without a pause, and not one
 * millisecond of it may be heard outside a window that was granted and is still wanted.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "puppeteer-core";
import { type Emulator, startEmulator } from "../../src/emulator/index.js";
import type { FullSessionConfig } from "../../src/backend/rest-protocol.js";
import { mint } from "../support/emulator-client.js";
import { startLiveKit, type LiveKitProcess } from "../support/livekit.js";
import { endlessTones, RoomListener, type Window } from "../support/room-listener.js";
import { startRoomPages, type RoomPages } from "../support/room-page.js";

/** Enough for the slowest start, and less than the service is given to acknowledge. */
const PATIENCE_MS = 2000;

interface Told {
  readonly code?: string;
  readonly name?: string;
  readonly type: string;
  /** When it was told, and when it was asked. */
  readonly at: number;
  readonly asked: number;
}

let livekit: LiveKitProcess;
let emulator: Emulator;
let pages: RoomPages;
let folder: string;
let page: Page;
let listener: RoomListener;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "push-to-talk-"));
  const file = join(folder, "tones.wav");
  await writeFile(file, endlessTones());
  livekit = await startLiveKit();
  emulator = await startEmulator({ port: 0, livekit });
  pages = await startRoomPages([
    "--autoplay-policy=no-user-gesture-required",
    `--use-file-for-fake-audio-capture=${file}`,
  ]);
});
afterEach(async () => {
  await page.evaluate(async () => window.rooms.renderer?.unmount());
  await Promise.all([page.close(), listener.leave()]);
});
after(async () => {
  await pages.close();
  await emulator.close();
  await livekit.stop();
  await rm(folder, { recursive: true });
});

/** Starts a session whose microphone is open, with a listener in its room. */
async function converse(scenario = "default", config: Partial<FullSessionConfig> = {}): Promise<void> {
  const { session_id: id, session_token: token } = await mint(emulator.url, {
    video_settings: { quality: "low" },
    interactivity_type: "PUSH_TO_TALK",
    dynamic_variables: { scenario },
    ...config,
  });
  page = await pages.open();
  listener = await RoomListener.enter(livekit, id);
  await page.evaluate(
    async (apiUrl, sessionToken, pushToTalkTimeoutMs) => {
      const { rooms } = window;
      const renderer = rooms.make(apiUrl, { token: rooms.tokenSource(sessionToken), pushToTalkTimeoutMs });
      await renderer.mount(document.querySelector<HTMLElement>("#stage")!);
      await renderer.voice.start();
    },
    emulator.url,
    token,
    PATIENCE_MS,
  );
  await until("the microphone is in the room", () => listener.tracks > 0);
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `waited in vain: ${what}`);
    await sleep(20);
  }
}

const press = (): Promise<Told> =>
  page.evaluate(async () => {
    const asked = Date.now();
    const outcome = await window.rooms.outcome(window.rooms.renderer?.voice.startPushToTalk());
    return { ...outcome, at: Date.now(), asked };
  });

const release = (): Promise<Told> =>
  page.evaluate(async () => {
    const asked = Date.now();
    const outcome = await window.rooms.outcome(window.rooms.renderer?.voice.stopPushToTalk());
    return { ...outcome, at: Date.now(), asked };
  });

const micState = async (): Promise<unknown> =>
  page.evaluate(() => window.rooms.reports.filter(({ type }) => type === "mic").at(-1)?.["mic"]);

const stops = (): number => listener.commands.filter((type) => type === "user.stop_push_to_talk").length;

/** Holds the button for a second or so in a window that is granted. */
async function speak(): Promise<{ readonly window: Window; readonly stopped: Promise<Told> }> {
  const granted = await press();
  assert.equal(granted.type, "ok");
  assert.equal(await micState(), "live");
  await sleep(1200);
  const stopped = release();
  await sleep(100);
  assert.equal(await micState(), "muted", "at once, whatever the service says");
  await sleep(900);
  return { window: { from: granted.at, to: Date.now() - 1000 }, stopped };
}

/** The window was heard, so that silence elsewhere means something; and not more of it than it was long. */
function assertHeardOnlyIn(...windows: Window[]): void {
  for (const window of windows) {
    const length = window.to - window.from;
    assert.ok(listener.heard({ from: window.from, to: window.to + 400 }) > length / 2, "the window is heard");
  }
  assert.equal(listener.heardOutside(windows), 0, "milliseconds of sound outside a window");
}

describe("push-to-talk, as the room hears it", () => {
  it("in a conversation without it the microphone is heard: the listener can hear", async () => {
    await converse("default", { interactivity_type: "CONVERSATIONAL" });
    await until("sound", () => listener.loud.length > 20);
  });

  it("nothing pressed, nothing heard; nor while it is unmuted", async () => {
    await converse();
    assert.equal(await micState(), "muted");
    await page.evaluate(() => window.rooms.renderer?.voice.setMuted(false));
    await sleep(2000);
    assertHeardOnlyIn();
  });

  it("two windows, granted and released, are all that is heard", async () => {
    await converse();
    const first = await speak();
    assert.equal((await first.stopped).type, "ok");
    const second = await speak();
    assertHeardOnlyIn(first.window, second.window);
  });

  it("a mute ends the window, and keeps the next one shut", async () => {
    await converse();
    const granted = await press();
    await sleep(800);
    const muted = await page.evaluate(() => {
      window.rooms.renderer?.voice.setMuted(true);
      return Date.now();
    });
    await until("the service knows", () => stops() === 1);
    assert.equal((await press()).code, "wrong-state");
    await sleep(1000);
    assertHeardOnlyIn({ from: granted.at, to: muted });
  });

  it("a window that is refused, with the button held on", async () => {
    await converse("push-to-talk-refused");
    assert.equal((await press()).code, "push-to-talk-refused");
    await sleep(1500);
    assert.equal(await micState(), "muted");
    await release();
    await sleep(500);
    assertHeardOnlyIn();
  });

  it("a grant that comes after the release: the service is told to stop", async () => {
    await converse("push-to-talk-late");
    const pressed = press();
    await sleep(600);
    assert.equal((await pressedThenReleased(pressed)).name, "AbortError");
    await until("the service is told", () => stops() === 1);
    await sleep(3000);
    assertHeardOnlyIn();
  });

  it("a push that is never acknowledged, with the button held on, twice", async () => {
    await converse("push-to-talk-silent");
    assert.equal((await press()).code, "command-timeout");
    assert.equal((await press()).code, "command-timeout");
    await sleep(500);
    assert.ok(stops() >= 1, "it may have heard the push all the same");
    assertHeardOnlyIn();
  });

  for (const [scenario, code] of [
    ["push-to-talk-stop-refused", "push-to-talk-refused"],
    ["push-to-talk-stop-silent", "command-timeout"],
  ] as const) {
    it(`a release that the service does not take (${scenario})`, async () => {
      await converse(scenario);
      const { window, stopped } = await speak();
      assert.equal((await stopped).code, code);
      await sleep(500);
      assertHeardOnlyIn(window);
    });
  }

  it("a server that falls silent, pressed and held on; it grants when it is back", async () => {
    await converse();
    livekit.signal("SIGSTOP");
    try {
      assert.equal((await press()).code, "command-timeout");
      await sleep(1000);
    } finally {
      livekit.signal("SIGCONT");
    }
    await until("the service hears of both", () => listener.commands.length >= 2);
    await sleep(1500);
    assert.equal(await micState(), "muted");
    assertHeardOnlyIn();
  });

  it("a connection that is lost in mid-window, with the button held on", async () => {
    await converse();
    const granted = await press();
    await sleep(800);
    await page.evaluate(() => {
      window.rooms.cutSockets();
    });
    await page.waitForFunction(() =>
      window.rooms.reports.some(({ type, connection }) => type === "connection" && connection === "reconnecting"),
    );
    const lost = Date.now();
    assert.equal(await micState(), "muted");
    await until("the service is told", () => stops() === 1);
    await sleep(1500);
    assertHeardOnlyIn({ from: granted.at, to: lost });
  });
});

/** What the press comes to when the button is released before the service has answered. */
async function pressedThenReleased(pressed: Promise<Told>): Promise<Told> {
  void release();
  return pressed;
}
