/** What happens to the recogniser of a real page: what is told, typing goes on, and neither device nor connection is left. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { ErrorCode } from "../../src/core/errors.js";
import { en } from "../../src/element/locales/en.js";
import { takeScreenshots } from "../support/screenshots.js";
import { closeScenes, RECOGNISER, NO_RECOGNISER, play, type Scene, type SceneOptions } from "../support/voice-scene.js";
import { ANSWER, type ScriptedRecogniser } from "../support/voice-site.js";

/** The pauses between two tries to connect take a twentieth of the time. */
const SHORT_PAUSES = `{
  const { setTimeout } = globalThis;
  const pauses = [500, 1000, 2000, 4000, 8000];
  globalThis.setTimeout = (act, ms, ...rest) => setTimeout(act, pauses.includes(ms) ? ms / 20 : ms, ...rest);
}`;
const RECORDINGS: SceneOptions = { recognition: "recordings", says: [1, "What is your name?", 120] };

after(closeScenes);

const labels: readonly string[] = [en.retry, en.typeInstead, en.openMic, en.mute];

interface Outcome {
  readonly code: ErrorCode;
  /** Default: none, and nobody listens. */
  readonly mic?: "live";
  readonly buttons: readonly string[];
}

const CLOSED = [en.retry, en.typeInstead, en.openMic];

async function sees(scene: Scene, { code, mic, buttons }: Outcome): Promise<void> {
  const sight = await scene.element.expect({ state: "ready", mic: mic ?? "", code, text: en.errors[code] });
  assert.deepEqual(
    sight.buttons.filter((label) => labels.includes(label)),
    buttons,
  );
}

interface Row {
  readonly name: string;
  readonly recogniser: Partial<ScriptedRecogniser>;
  readonly page?: SceneOptions;
  readonly outcome: Outcome;
}

const AT_THE_START: readonly Row[] = [
  {
    name: "no token is given (401)",
    recogniser: { token: 401 },
    outcome: { code: "stt-refused", buttons: CLOSED.slice(1) },
  },
  {
    name: "tokens are limited (429)",
    recogniser: { token: 429 },
    outcome: { code: "stt-rate-limited", buttons: CLOSED },
  },
  {
    name: "the token endpoint fails (500)",
    recogniser: { token: 500 },
    outcome: { code: "stt-failed", buttons: CLOSED },
  },
  {
    name: "no token comes",
    recogniser: { token: "hang" },
    page: { hurry: true },
    outcome: { code: "stt-timeout", buttons: CLOSED },
  },
  {
    name: "the handshake is refused",
    recogniser: { socket: "refused" },
    outcome: { code: "stt-failed", buttons: CLOSED },
  },
  {
    name: "the service says nothing",
    recogniser: { socket: "silent" },
    page: { hurry: true },
    outcome: { code: "stt-timeout", buttons: CLOSED },
  },
];

describe("a recogniser in real time that cannot be had", () => {
  for (const { name, recogniser, page = {}, outcome } of AT_THE_START) {
    it(`${name}: ${outcome.code}, and another try may have it`, () =>
      play(page, async (scene) => {
        Object.assign(scene.recogniser, recogniser);
        await scene.start();
        await sees(scene, outcome);
        await takeScreenshots(scene.element.page, `voice-recogniser-${outcome.code}`);
        await scene.untilRunning(NO_RECOGNISER);
        await scene.type();
        Object.assign(scene.recogniser, { token: "ok", socket: "ok" });
        await scene.element.press(en.openMic);
        await scene.element.expect({ mic: "live", code: "" });
        await scene.untilHeard();
        await scene.end();
      }));
  }

  it("because its token is too old gets a new one", () =>
    play({}, async (scene) => {
      scene.recogniser.socket = "expired";
      await scene.start();
      await scene.element.expect({ mic: "live", code: "" });
      await scene.untilHeard();
      assert.deepEqual([scene.recogniser.tokens, scene.recogniser.handshakes], [2, 2]);
      await scene.end();
    }));
});

describe("a recogniser in real time that drops", () => {
  it("is renewed with a new token, and hears", () =>
    play({}, async (scene) => {
      await listen(scene);
      scene.recogniser.drop();
      await sees(scene, { code: "stt-interrupted", mic: "live", buttons: [en.mute] });
      await scene.untilHeard();
      assert.equal(scene.recogniser.tokens, 2);
      scene.recogniser.say("what is your name?");
      await scene.element.expect({ text: ANSWER });
      await scene.end();
    }));

  it("waits as long as its tokens are limited", () =>
    play({}, async (scene) => {
      await listen(scene);
      Object.assign(scene.recogniser, { token: 429, retryAfter: 2 });
      scene.recogniser.drop();
      await scene.element.expect({ code: "stt-interrupted" });
      while (scene.recogniser.tokens < 2) await scene.untilRunning({ tracks: 1 });
      const refusedAt = Date.now();
      scene.recogniser.token = "ok";
      await scene.untilHeard();
      assert.ok(Date.now() - refusedAt >= 1900, "it waited");
      assert.equal(scene.recogniser.tokens, 3);
      await scene.end();
    }));

  it("for good closes the microphone", () =>
    play({ scripts: [SHORT_PAUSES] }, async (scene) => {
      await listen(scene);
      scene.recogniser.socket = "refused";
      scene.recogniser.drop();
      await sees(scene, { code: "stt-failed", buttons: CLOSED });
      await scene.untilRunning(NO_RECOGNISER);
      assert.equal(scene.recogniser.handshakes, 6);
      await scene.type();
      scene.recogniser.socket = "ok";
      await scene.element.press(en.openMic);
      await scene.untilHeard();
      await scene.end();
    }));

  it("and gets no token any more closes the microphone", () =>
    play({}, async (scene) => {
      await listen(scene);
      scene.recogniser.token = 401;
      scene.recogniser.drop();
      await sees(scene, { code: "stt-refused", buttons: CLOSED.slice(1) });
      await scene.untilRunning(NO_RECOGNISER);
      await scene.type();
      await scene.end();
    }));

  it("as the conversation ends: no connection comes after it", () =>
    play({}, async (scene) => {
      await listen(scene);
      scene.recogniser.drop();
      await scene.element.expect({ code: "stt-interrupted" });
      await scene.end();
    }));
});

describe("a recogniser of recordings", () => {
  const rows: readonly Row[] = [
    {
      name: "that fails",
      recogniser: { recording: 500 },
      outcome: { code: "stt-failed", mic: "live", buttons: [en.mute] },
    },
    {
      name: "that refuses",
      recogniser: { recording: 401 },
      outcome: { code: "stt-refused", mic: "live", buttons: [en.mute] },
    },
    {
      name: "that never answers",
      recogniser: { recording: "hang" },
      page: { hurry: true },
      outcome: { code: "stt-timeout", mic: "live", buttons: [en.mute] },
    },
  ];
  for (const { name, recogniser, page, outcome } of rows) {
    it(`${name}: ${outcome.code}, and the microphone stays open for the next words`, () =>
      play({ ...RECORDINGS, ...page }, async (scene) => {
        Object.assign(scene.recogniser, recogniser);
        await scene.start();
        await sees(scene, outcome);
        await scene.untilRunning({ ...RECOGNISER, sockets: 0 });
        await scene.type();
        await scene.end();
      }));
  }

  it("that is still asked when the conversation ends is asked no more", () =>
    play(RECORDINGS, async (scene) => {
      scene.recogniser.recording = "hang";
      await scene.start();
      await scene.untilRunning({ ...RECOGNISER, sockets: 0, requests: 1 });
      await scene.end();
    }));
});

async function listen(scene: Scene): Promise<void> {
  await scene.start();
  await scene.element.expect({ mic: "live", code: "" });
  await scene.untilHeard();
}
