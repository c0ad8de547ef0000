/** What happens to microphones and cameras of real pages: the right state and notice, typing goes on, nothing is left running. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { en } from "../../src/element/locales/en.js";
import type { Expected } from "../support/breakage.js";
import { takeScreenshots } from "../support/screenshots.js";
import { closeScenes, RECOGNISER, NO_RECOGNISER, play, type Scene, type SceneOptions } from "../support/voice-scene.js";

const DEVICES = readFileSync(new URL("../support/unreliable-devices.js", import.meta.url), "utf8");
/** Nobody says yes in the visitor's place. */
const UNDECIDED = ["--use-fake-device-for-media-stream"];
const NO_DEVICE = ["--use-fake-ui-for-media-stream"];
const OTHERS_FORBIDDEN = "script-src 'self'; object-src 'none'; base-uri 'none'";

after(closeScenes);

/** Runs in the page, as a script of its own would. */
const inPage = (scene: Scene, script: string) => scene.element.frame.evaluate(script);

type Mic = "blocked" | "missing" | "insecure" | "policy" | "interrupted";
/** What a visitor sees of it. */
const sightOf = (mic: Mic): Expected & { readonly buttons: readonly string[] } => ({
  ...{ state: "ready", mic, code: mic === "blocked" ? "mic-denied" : `mic-${mic}`, text: en.mic[mic] ?? "" },
  buttons: [...(mic === "insecure" || mic === "policy" ? [] : [en.retry]), en.typeInstead, en.openMic],
});

async function sees(scene: Scene, { buttons, ...expected }: ReturnType<typeof sightOf>): Promise<void> {
  const sight = await scene.element.expect(expected);
  assert.deepEqual(
    sight.buttons.filter((label) => [en.retry, en.typeInstead, en.openMic, en.mute].includes(label)),
    buttons,
  );
}

interface Row {
  readonly name: string;
  readonly mic: Mic;
  readonly page: SceneOptions;
}

const AT_THE_START: readonly Row[] = [
  { name: "refused", mic: "blocked", page: { permission: "denied", flags: UNDECIDED } },
  { name: "not there", mic: "missing", page: { flags: NO_DEVICE } },
  { name: "on an insecure page", mic: "insecure", page: { host: "shop.test" } },
  { name: "in a frame that is allowed nothing", mic: "policy", page: { isFramed: true } },
];

describe("a microphone that cannot be had", () => {
  for (const where of ["portrait", "room"] as const) {
    for (const { name, mic, page } of AT_THE_START) {
      it(`${name} (${where})`, () =>
        play({ ...page, where }, async (scene) => {
          await scene.start();
          await sees(scene, sightOf(mic));
          if (where === "portrait") await takeScreenshots(scene.element.page, `voice-scene-${mic}`);
          await scene.untilRunning(where === "portrait" ? NO_RECOGNISER : { tracks: 0 });
          await scene.type();
          await scene.end();
        }));
    }
  }

  it("whose script the page's policy forbids: one notice", () =>
    play({ policy: OTHERS_FORBIDDEN }, async (scene) => {
      await scene.start();
      const text = en.micNotLoaded;
      await sees(scene, {
        ...{ state: "ready", mic: "unsupported", code: "load-failed", text },
        buttons: [en.retry, en.typeInstead, en.openMic],
      });
      await takeScreenshots(scene.element.page, "voice-scene-unsupported");
      const shown = await inPage(
        scene,
        `document.querySelector("live-avatar").shadowRoot.querySelectorAll(".notice").length`,
      );
      assert.equal(shown, 1);
      await scene.untilRunning(NO_RECOGNISER);
      await scene.type();
      await scene.end();
    }));

  it("whose script is a file of the site's is heard under the same policy", () =>
    play({ policy: OTHERS_FORBIDDEN, attributes: 'asset-base="/cdn/"' }, async (scene) => {
      await scene.start();
      await scene.element.expect({ mic: "live", code: "" });
      await scene.untilRunning(RECOGNISER);
      await scene.end();
    }));

  it("until the visitor allows it: it is opened without another press", () =>
    play({ permission: "denied", flags: UNDECIDED }, async (scene) => {
      await scene.start();
      await scene.element.expect({ mic: "blocked" });
      await scene.setPermission("granted");
      await scene.element.expect({ mic: "live", code: "", button: en.mute });
      await scene.untilHeard();
      scene.recogniser.say("what is your name?");
      await scene.element.expect({ text: "I am Ada." });
      await scene.end();
    }));

  it("before the conversation is over: a grant that comes later is given back", () =>
    play({ scripts: [DEVICES] }, async (scene) => {
      await inPage(scene, "devices.hold()");
      await scene.start();
      await scene.element.expect({ mic: "asking" });
      await scene.end();
      await inPage(scene, "devices.answer()");
      await scene.untilRunning({ contexts: 0, tracks: 0, sockets: 0 });
    }));
});

describe("a microphone that is lost in mid-call", () => {
  for (const where of ["portrait", "room"] as const) {
    const open = where === "portrait" ? RECOGNISER : { tracks: 1 };
    const gone = where === "portrait" ? NO_RECOGNISER : { tracks: 0 };

    it(`because the visitor takes the permission back, and gives it again (${where})`, () =>
      play({ where, permission: "granted" }, async (scene) => {
        await scene.start();
        await scene.element.expect({ mic: "live" });
        await scene.untilRunning(open);
        await scene.setPermission("denied");
        await sees(scene, sightOf("blocked"));
        await scene.untilRunning(gone);
        await scene.type();
        await scene.setPermission("granted");
        await scene.element.expect({ mic: "live", code: "" });
        await scene.untilRunning(open);
        await scene.end();
      }));

    it(`because it is pulled out; another one is taken at the visitor's wish (${where})`, () =>
      play({ where, scripts: [DEVICES] }, async (scene) => {
        await scene.start();
        await scene.element.expect({ mic: "live" });
        await inPage(scene, "devices.pull()");
        await sees(scene, sightOf("interrupted"));
        if (where === "portrait") await takeScreenshots(scene.element.page, "voice-scene-interrupted");
        await scene.untilRunning({ tracks: 0 });
        await scene.type();
        await scene.element.press(en.retry);
        await scene.element.expect({ mic: "live", code: "" });
        assert.deepEqual(await inPage(scene, "devices.names"), ["Fake Audio Input 1"]);
        await scene.untilRunning(open);
        await scene.end();
      }));

    it(`because it is pulled out, and plugged in again (${where})`, () =>
      play({ where, scripts: [DEVICES] }, async (scene) => {
        await scene.start();
        await scene.element.expect({ mic: "live" });
        await inPage(scene, "devices.pull()");
        await scene.element.expect({ mic: "interrupted" });
        await inPage(scene, "devices.plugIn()");
        await scene.element.expect({ mic: "live", code: "" });
        assert.deepEqual(await inPage(scene, "devices.names"), ["Fake Default Audio Input"]);
        await scene.end();
      }));

    it(`because the system silences it, and gives it back (${where})`, () =>
      play({ where, scripts: [DEVICES] }, async (scene) => {
        await scene.start();
        await scene.element.expect({ mic: "live" });
        await inPage(scene, "devices.tell('mute')");
        await sees(scene, sightOf("interrupted"));
        await scene.type();
        await inPage(scene, "devices.tell('unmute')");
        await scene.element.expect({ mic: "live", code: "" });
        await scene.untilRunning(open);
        await scene.end();
      }));

    it(`because the remembered one is gone: another one is heard, and a notice says so (${where})`, () =>
      play({ where }, async (scene) => {
        await scene.start();
        await scene.element.expect({ mic: "live" });
        await inPage(scene, `document.querySelector("live-avatar").setDevice("microphone", "old-id")`);
        await scene.element.expect({ mic: "live", code: "mic-missing", text: en.micReplaced });
        if (where === "portrait") await takeScreenshots(scene.element.page, "voice-scene-replaced");
        await scene.type();
        await scene.untilRunning(open);
        await scene.end();
      }));
  }

  it("with its element: nothing is left", () =>
    play({}, async (scene) => {
      await scene.start();
      await scene.element.expect({ mic: "live" });
      await scene.untilRunning(RECOGNISER);
      await inPage(scene, `document.querySelector("live-avatar").remove()`);
      await scene.untilRunning({ ...NO_RECOGNISER, contexts: 0 });
    }));
});

describe("a camera", () => {
  const rows: [
    name: string,
    code: "camera-denied" | "camera-missing" | "camera-interrupted",
    SceneOptions,
    lose?: string,
  ][] = [
    [
      "that is refused",
      "camera-denied",
      { flags: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny"] },
    ],
    ["that is not there", "camera-missing", { flags: NO_DEVICE }],
    ["that is pulled out", "camera-interrupted", { scripts: [DEVICES] }, "devices.pull()"],
  ];
  for (const [name, code, page, lose] of rows) {
    it(name, () =>
      play({ ...page, attributes: 'microphone="off" vision="camera"' }, async (scene) => {
        await scene.start();
        await scene.element.press(en.cameraOn);
        if (lose) {
          await scene.element.page.waitForSelector("live-avatar[video-active]");
          await scene.untilRunning({ ...NO_RECOGNISER, tracks: 1 });
          await inPage(scene, lose);
        }
        await scene.element.expect({ state: "ready", mic: "", text: en.errors[code], button: en.retry });
        await scene.element.page.waitForSelector("live-avatar:not([video-active])");
        await takeScreenshots(scene.element.page, `voice-scene-${code}`);
        await scene.untilRunning(NO_RECOGNISER);
        await scene.type();
        await scene.end();
      }),
    );
  }
});
