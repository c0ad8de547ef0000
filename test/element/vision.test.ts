/** The element's camera and screen share: buttons, indicator, self view, notices, and the end of everything. */
import "axe-core";
import type axeCore from "axe-core";
import { expect } from "chai";
import { systemClock } from "../../src/core/clock.js";
import type { ContentPart } from "../../src/core/ports/chat-message.js";
import { deferred } from "../../src/core/wait.js";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { clear, find, nextTask, place, settled, TalkingRenderer } from "./support.js";

const { axe } = globalThis as unknown as { axe: typeof axeCore };
const clock = systemClock;
const timers: ReturnType<typeof setInterval>[] = [];

/** A device that is drawn. */
function device(): MediaStream {
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d")!;
  timers.push(setInterval(() => brush.fillRect(0, 0, 99, 99), 20));
  return canvas.captureStream(30);
}

/** The devices of the page: each gives a stream, or fails. */
function devices(camera: () => Promise<MediaStream>, screen: () => Promise<MediaStream> = camera): void {
  Object.assign(navigator.mediaDevices, { getUserMedia: camera, getDisplayMedia: screen });
}

/** What a page hears of a device that goes away. A script cannot end a track so that it tells. */
function unplug(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    Object.defineProperty(track, "readyState", { value: "ended" });
    track.dispatchEvent(new Event("ended"));
  }
  // Firefox hands a script's own event to no listener of a track.
  stream.dispatchEvent(new Event("removetrack"));
}

const refused =
  (name: string, message = "no") =>
  () =>
    Promise.reject<MediaStream>(new DOMException(message, name));

async function converse(attributes: Readonly<Record<string, string>> = { vision: "camera screen" }) {
  const llm = new FakeLLM({ clock });
  const element = await place({ microphone: "off", ...attributes });
  element.llm = llm;
  element.renderer = new FakeFace({ clock, kind: "voice", speechMs: 5 });
  const seen: unknown[] = [];
  for (const name of ["avatar-video-change", "avatar-vision-workloads-change"] as const) {
    element.addEventListener(name, ({ detail }) => seen.push([name, detail.active]));
  }
  element.addEventListener("avatar-error", ({ detail }) => seen.push(detail.error.code));
  await element.start();
  await settled(element);
  return { element, llm, seen };
}

const part = (element: LiveAvatarElement, name: string) => find<HTMLButtonElement>(element, `[part=${name}]`);
const indicator = (element: LiveAvatarElement): string => part(element, "video-indicator")!.textContent.trim();
const notice = (element: LiveAvatarElement): string | undefined => find(element, ".notice p")?.textContent;
const isOver = (stream: MediaStream): boolean => stream.getTracks().every(({ readyState }) => readyState === "ended");
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "fine",
    (error: unknown) => (error as { code: unknown }).code,
  );

/** What is loaded and drawn meanwhile comes in the browser's own time: each turn of this loop waits for a frame. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let left = 300; left > 0 && !isTrue(); left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  if (!isTrue()) throw new Error(`waited in vain: ${isTrue.toString()}`);
}

describe("video in the element", () => {
  afterEach(async () => {
    await clear();
    for (const name of ["getUserMedia", "getDisplayMedia"]) Reflect.deleteProperty(navigator.mediaDevices, name);
    for (const timer of timers.splice(0)) clearInterval(timer);
  });

  it("has no buttons unless the page wants them", async () => {
    const { element } = await converse({});
    expect([part(element, "camera-button"), part(element, "screen-button")]).to.deep.equal([null, null]);
    element.vision = "screen";
    await settled(element);
    expect([!!part(element, "camera-button"), !!part(element, "screen-button")]).to.deep.equal([false, true]);
    element.setAttribute("vision", "everything");
    await settled(element);
    expect([part(element, "camera-button"), part(element, "screen-button")]).to.deep.equal([null, null]);
  });

  it("has none where the service converses, and says so to a script", async () => {
    const element = await place({ vision: "camera screen" }, new TalkingRenderer());
    let asked = 0;
    devices(() => {
      asked += 1;
      return Promise.resolve(device());
    });
    await element.start();
    await settled(element);
    expect(part(element, "camera-button")).to.equal(null);
    expect(await codeOf(element.startVideo())).to.equal("config-invalid");
    expect(asked, "nobody is asked for a camera in vain").to.equal(0);
  });

  it("shows the camera: button, indicator, own picture, attribute, and a picture with the question", async () => {
    const stream = device();
    devices(() => Promise.resolve(stream));
    const { element, llm, seen } = await converse();
    expect(indicator(element)).to.equal("");
    part(element, "camera-button")!.click();
    await until(() => element.hasAttribute("video-active"));
    await settled(element);
    expect(element.matches(":state(video-active)")).to.equal(true);
    expect(indicator(element)).to.equal("Camera on");
    expect(part(element, "camera-button")!.getAttribute("aria-label")).to.equal("Turn camera off");
    const self = find<HTMLVideoElement>(element, "[part=self-view]")!;
    expect([self.srcObject, self.muted, self.hasAttribute("playsinline")]).to.deep.equal([stream, true, true]);
    expect(getComputedStyle(self).transform).to.equal("matrix(-1, 0, 0, 1, 0, 0)");
    expect(element.renderRoot.querySelectorAll("[style]")).to.have.length(0);

    await until(() => self.readyState >= 2);
    const sent = element.sendMessage("What is this?");
    await until(() => llm.requests.length === 1);
    const content = llm.requests[0]!.messages.at(-1)!.content as readonly ContentPart[];
    expect(content.map(({ type }) => type)).to.deep.equal(["text", "image_url"]);
    llm.requests[0]!.push("A hand.");
    llm.requests[0]!.end();
    await sent;
    expect(element.messages[0]!.content).to.equal("What is this?");

    part(element, "camera-button")!.click();
    await settled(element);
    expect(isOver(stream)).to.equal(true);
    expect([indicator(element), find(element, "video.self"), element.hasAttribute("video-active")]).to.deep.equal([
      ...["", null, false],
    ]);
    expect(seen).to.deep.equal([
      ["avatar-video-change", true],
      ["avatar-video-change", false],
    ]);
  });

  it("hides and shows the own picture, by keyboard too, and goes on telling that the camera is on", async () => {
    devices(() => Promise.resolve(device()));
    const { element } = await converse();
    await element.startVideo();
    await settled(element);
    part(element, "self-view-button")!.focus();
    part(element, "self-view-button")!.click();
    await settled(element);
    expect([find(element, "video.self"), indicator(element)]).to.deep.equal([null, "Camera on"]);
    expect(part(element, "self-view-button")!.getAttribute("aria-label")).to.equal("Show your own picture");
    part(element, "self-view-button")!.click();
    await settled(element);
    expect(find(element, "video.self")).not.to.equal(null);
  });

  it("shows the screen unmirrored, in the place of the camera, which it stops", async () => {
    const [camera, screen] = [device(), device()];
    devices(
      () => Promise.resolve(camera),
      () => Promise.resolve(screen),
    );
    const { element, seen } = await converse({ vision: "camera screen", lang: "de" });
    await element.startVideo();
    part(element, "screen-button")!.click();
    await until(() => isOver(camera));
    await settled(element);
    expect(indicator(element)).to.equal("Bildschirm geteilt");
    expect(getComputedStyle(find(element, "video.self")!).transform).to.equal("none");
    expect(seen).to.deep.equal([["avatar-video-change", true]]);
    // The browser's own bar ends it: no news to the visitor.
    unplug(screen);
    await settled(element);
    expect([indicator(element), notice(element)]).to.deep.equal(["", undefined]);
  });

  it("stops by Escape, after an answer that is under way", async () => {
    const stream = device();
    devices(() => Promise.resolve(stream));
    const { element, llm } = await converse();
    await element.startVideo();
    void element.sendMessage("?");
    await until(() => llm.requests.length === 1);
    const press = () =>
      element.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    press();
    expect([element.session!.state, isOver(stream)]).to.deep.equal(["ready", false]);
    press();
    expect(isOver(stream)).to.equal(true);
  });

  it("says that the camera is refused, tries again, and shows it then", async () => {
    devices(refused("NotAllowedError"));
    const { element, seen } = await converse();
    part(element, "camera-button")!.click();
    await until(() => notice(element) !== undefined);
    expect(notice(element)).to.contain("The camera is blocked");
    expect([element.session!.state, seen]).to.deep.equal(["ready", ["camera-denied"]]);
    find(element, ".notice .plain")!.click();
    await settled(element);
    expect(notice(element)).to.equal(undefined);
    part(element, "camera-button")!.click();
    await until(() => notice(element) !== undefined);
    devices(() => Promise.resolve(device()));
    find(element, ".notice .pill")!.click();
    await until(() => element.hasAttribute("video-active"));
    await settled(element);
    expect(notice(element)).to.equal(undefined);
  });

  it("says nothing to a visitor who has chosen no screen, and keeps the camera", async () => {
    const camera = device();
    devices(() => Promise.resolve(camera), refused("NotAllowedError", "Permission denied"));
    const { element, seen } = await converse();
    await element.startVideo();
    part(element, "screen-button")!.click();
    await until(() => seen.includes("screen-denied"));
    await settled(element);
    expect([notice(element), indicator(element), isOver(camera)]).to.deep.equal([undefined, "Camera on", false]);
    devices(() => Promise.resolve(camera), refused("NotAllowedError", "Permission denied by system"));
    part(element, "screen-button")!.click();
    await until(() => notice(element) !== undefined);
  });

  it("says that the camera went away", async () => {
    const stream = device();
    devices(() => Promise.resolve(stream));
    const { element, seen } = await converse();
    await element.startVideo();
    unplug(stream);
    await until(() => notice(element) !== undefined);
    expect(notice(element)).to.contain("The camera went away");
    expect(seen.slice(-2)).to.deep.equal([["avatar-video-change", false], "camera-interrupted"]);
  });

  it("stops a camera that is granted after a stop, after the end, and after the element went", async () => {
    for (const end of ["stop", "end", "gone"]) {
      const granted = deferred<MediaStream>();
      devices(() => granted.promise);
      const { element } = await converse();
      const started = codeOf(element.startVideo());
      await nextTask();
      await settled(element);
      expect(part(element, "camera-button")!.getAttribute("aria-label")).to.equal("Waiting for the camera");
      if (end === "stop") element.stopVideo();
      else if (end === "end") await element.stop();
      else element.remove();
      expect(await started, end).to.equal(20); // DOMException.ABORT_ERR
      const late = device();
      granted.resolve(late);
      await nextTask();
      expect(isOver(late), end).to.equal(true);
    }
  });

  it("stops with the conversation, with the element, and as the page goes away", async () => {
    for (const end of ["end", "gone", "pagehide"]) {
      const stream = device();
      devices(() => Promise.resolve(stream));
      const { element } = await converse();
      await element.startVideo();
      if (end === "end") find(element, "[part=end-button]")!.click();
      else if (end === "gone") element.remove();
      else window.dispatchEvent(new Event("pagehide"));
      await nextTask();
      await nextTask();
      expect(isOver(stream), end).to.equal(true);
    }
  });

  it("stops its camera where an adopted session lives on, and never a stream of the page", async () => {
    const camera = device();
    const own = device();
    devices(() => Promise.resolve(camera));
    const element = await place({ vision: "camera" });
    const session = new AvatarSession({
      ...{ clock, llm: new FakeLLM({ clock }), renderer: new FakeFace({ clock, kind: "voice", speechMs: 5 }) },
    });
    element.session = session;
    await element.start();
    await element.startVideo();
    expect(session.videoActive).to.equal(true);
    element.session = null;
    await nextTask();
    expect([session.videoActive, isOver(camera), session.state]).to.deep.equal([false, true, "ready"]);
    element.session = session;
    await element.startVideo(own);
    await settled(element);
    expect(indicator(element)).to.equal("Video shared");
    element.stopVideo();
    expect([session.videoActive, isOver(own)]).to.deep.equal([false, false]);
    session.destroy();
    for (const track of own.getTracks()) track.stop();
  });

  it("runs the workloads of the page", async () => {
    devices(() => Promise.resolve(device()));
    const seer = new FakeLLM({ clock });
    seer.plan(["A desk."]);
    const element = await place({ microphone: "off" });
    element.llm = new FakeLLM({ clock });
    element.renderer = new FakeFace({ clock, kind: "voice", speechMs: 5 });
    element.visionWorkloads = { llm: seer, workloads: ["screen:interpret"], intervalMs: 100 };
    const told: string[] = [];
    element.addEventListener("avatar-vision-context", ({ detail }) => told.push(detail.entry.text));
    await element.start();
    await element.startVideo();
    await element.startVisionWorkloads();
    await settled(element);
    expect(element.hasAttribute("vision-active")).to.equal(true);
    // A tick that comes before the camera's first picture has nothing to show.
    await until(() => told.length > 0);
    element.stopVisionWorkloads();
    await settled(element);
    expect([told[0], element.hasAttribute("vision-active")]).to.deep.equal(["A desk.", false]);
  });

  it("rejects without a conversation", async () => {
    const element = await place();
    expect(await codeOf(element.startVideo())).to.equal("wrong-state");
    expect(await codeOf(element.startVisionWorkloads())).to.equal("wrong-state");
    element.stopVideo();
    element.stopVisionWorkloads();
  });

  for (const theme of ["light", "dark"]) {
    it(`is accessible, ${theme}, open and shut`, async () => {
      devices(() => Promise.resolve(device()));
      const { element } = await converse({ theme, vision: "camera screen", layout: "floating", open: "" });
      await loadLayout();
      await element.startVideo();
      await settled(element);
      const violations = async () =>
        (await axe.run(element, { rules: { region: { enabled: false } } })).violations.map(({ id }) => id);
      expect(await violations(), "open").to.deep.equal([]);
      element.hide();
      await settled(element);
      expect(await violations(), "shut").to.deep.equal([]);
      expect(find(element, ".running")!.textContent).to.contain("Camera on");
    });
  }
});
