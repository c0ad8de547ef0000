/** Pages with the portrait of a voice site (voice-site.ts), or with a room of the stand: what is broken, seen, and given back. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { BrowserContext, PermissionState } from "puppeteer-core";
import { ElementPage } from "./breakage.js";
import { FREE_SOUND_FLAGS, MICROPHONE_FLAGS } from "./chromium.js";
import { sharedStand } from "./stand.js";
import { type ScriptedRecogniser, startVoiceSite, type VoiceSite } from "./voice-site.js";

const textOf = (name: string): string => `{${readFileSync(new URL(name, import.meta.url), "utf8")}}`;
const SCRIPTS = ["element-probe.js", "leak-watch.js"].map(textOf);
const FAKE_DEVICE = "--use-fake-device-for-media-stream";
const SILENCE = [120];
const PATIENCE_MS = 10_000;
const STEP_MS = 50;

/** What is still in use, as leak-watch.js counts it. */
export interface Running {
  readonly contexts: number;
  readonly tracks: number;
  readonly sockets: number;
  readonly requests: number;
  readonly peers: number;
}

/** While a conversation goes on without a microphone: the portrait's own loudspeaker. */
export const NO_RECOGNISER: Running = { contexts: 1, tracks: 0, sockets: 0, requests: 0, peers: 0 };
/** … and while it hears in real time. */
export const RECOGNISER: Running = { ...NO_RECOGNISER, contexts: 2, tracks: 1, sockets: 1 };
const NOTHING: Running = { ...NO_RECOGNISER, contexts: 0 };

export interface SceneOptions {
  /** `room`: the avatar of the emulator, in a room of the stand. Default `portrait`. */
  readonly where?: "portrait" | "room";
  /** How the portrait recognises speech. Default `realtime`. */
  readonly recognition?: "realtime" | "recordings";
  readonly attributes?: string;
  readonly flags?: readonly string[];
  /** What the microphone hears once, from its opening on. Default: silence. */
  readonly says?: readonly (string | number)[];
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Whether the visitor has decided about the microphone before. */
  readonly permission?: PermissionState;
  readonly policy?: string;
  /** The page is in a frame of another one, which allows it nothing. */
  readonly isFramed?: boolean;
  /** Scripts that run before the page's own. */
  readonly scripts?: readonly string[];
  /** Long waits take a fifth of the time. */
  readonly hurry?: boolean;
}

export interface Scene {
  readonly element: ElementPage;
  /** The recogniser of this page; a room's avatar hears by itself. */
  readonly recogniser: ScriptedRecogniser;
  /** What the visitor decides in the browser's site settings. */
  setPermission(state: PermissionState): Promise<void>;
  /** Resolves when this is what runs; what is not named is not looked at. */
  untilRunning(expected: Partial<Running>): Promise<void>;
  /** Resolves when the recogniser in real time hears. */
  untilHeard(): Promise<void>;
  /** Asks by typing, and waits for the answer. */
  type(): Promise<void>;
  start(): Promise<void>;
  /** Ends the conversation, and sees that nothing runs then. */
  end(): Promise<void>;
}

const RECOGNITION: Readonly<Record<"realtime" | "recordings", (visit: string) => string>> = {
  realtime: (visit) => `stt-base-url="/stt/${visit}" stt-model="recogniser" stt-token-endpoint="/token/${visit}"`,
  recordings: (visit) => `stt-base-url="/stt/${visit}" stt-model="recogniser"`,
};

let site: Promise<VoiceSite> | undefined;

/** To be called after the last scene. */
export async function closeScenes(): Promise<void> {
  await (await site)?.close();
}

/** Plays a scene on a page of its own. What the page complains of fails it. */
export async function play(options: SceneOptions, act: (scene: Scene) => Promise<void>): Promise<void> {
  const { where = "portrait", flags = MICROPHONE_FLAGS, scripts = [], host = "127.0.0.1", permission } = options;
  // The browser's own beeps would end answers.
  const { says = flags.includes(FAKE_DEVICE) ? SILENCE : undefined } = options;
  const stand = await sharedStand();
  const voiceSite = await (site ??= startVoiceSite());
  const port = where === "room" ? stand.site.port : voiceSite.port;
  const visit = randomUUID();
  const context = await stand.newContext({ flags: [...FREE_SOUND_FLAGS, ...flags], ...(says && { says }) });
  try {
    const origin = `http://${host}:${port}`;
    if (permission) await permit(context, origin, permission);
    const page = await context.newPage();
    for (const script of [...scripts, ...SCRIPTS]) await page.evaluateOnNewDocument(script);
    const address = addressOf(origin, visit, options);
    const frame = new URLSearchParams({ of: address }).toString();
    await page.goto(options.isFramed ? `http://localhost:${voiceSite.port}/?${frame}` : address);
    const framed = options.isFramed ? page.frames().find((frame) => frame.parentFrame()) : undefined;
    const element = new ElementPage(page, framed);
    await act(sceneOf(element, voiceSite.recogniserOf(visit), (state) => permit(context, origin, state)));
    assert.deepEqual(element.complaints, []);
  } finally {
    await context.close();
  }
}

const permit = (context: BrowserContext, origin: string, state: PermissionState): Promise<void> =>
  context.setPermission(origin, { permission: { name: "microphone" }, state });

function addressOf(origin: string, visit: string, options: SceneOptions): string {
  const { where, recognition = "realtime", attributes = "", policy, hurry } = options;
  const recogniser = where === "room" ? "" : RECOGNITION[recognition](visit);
  const query = new URLSearchParams({
    ...{ visit, attributes: `${attributes} microphone="ask" ${recogniser}` },
    ...(policy && { policy }),
    ...(hurry && { hurry: "" }),
  });
  return `${origin}/?${query.toString()}`;
}

function sceneOf(element: ElementPage, recogniser: ScriptedRecogniser, setPermission: Scene["setPermission"]): Scene {
  const { frame } = element;
  const running = () =>
    frame.evaluate(() => {
      const watched = window as unknown as { readonly gc: () => void; readonly leaks: () => Running };
      watched.gc();
      const { contexts, tracks, sockets, requests, peers } = watched.leaks();
      return { contexts, tracks, sockets, requests, peers };
    });
  const untilRunning = async (expected: Partial<Running>): Promise<void> => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = { ...(await running()), recogniser: recogniser.connections };
      const wanted = { ...found, recogniser: expected.sockets === 0 ? 0 : found.recogniser, ...expected };
      if (isDeepStrictEqual(found, wanted)) return;
      if (Date.now() > deadline) assert.deepEqual(found, wanted);
      await sleep(STEP_MS);
    }
  };
  return {
    ...{ element, recogniser, setPermission, untilRunning },
    async untilHeard() {
      const deadline = Date.now() + PATIENCE_MS;
      while (!recogniser.isHearing) {
        assert.ok(Date.now() < deadline, "the recogniser hears nothing");
        await sleep(STEP_MS);
      }
      await untilRunning(RECOGNISER);
    },
    async type() {
      const field = await frame.waitForSelector("live-avatar >>> textarea, live-avatar >>> input[type=text]");
      assert.ok(field);
      const before = (await element.heard()).length;
      await field.type("what is your name?");
      await field.press("Enter");
      await element.hear("an answer to what was typed", (all) =>
        all.slice(before).some(({ name, role }) => name === "message" && role === "assistant"),
      );
      await element.expect({ state: "ready" });
    },
    async start() {
      await element.press("Start");
      await element.expect({ state: "ready" });
    },
    async end() {
      await element.press("End conversation");
      await element.expect({ state: "idle" });
      await untilRunning(NOTHING);
    },
  };
}
