import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { type AttachablePicture, MediaOutput } from "../../src/media/output.js";
import { LONG_STALL_MS, PictureWatch, STALL_MS } from "../../src/media/picture-watch.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const track = async (kind: "audio" | "video") => {
  const [first] = (await navigator.mediaDevices.getUserMedia({ [kind]: true })).getTracks();
  if (first === undefined) throw new Error("no fake device");
  return first;
};

describe("media output", () => {
  let container: HTMLDivElement;
  let said: string[];
  const make = (options: Partial<ConstructorParameters<typeof MediaOutput>[0]> = {}) =>
    new MediaOutput({
      container,
      muted: false,
      volume: 1,
      logger: silentLogger,
      report: (audio) => said.push(audio),
      handleProblem: () => undefined,
      handleElementChange: () => undefined,
      ...options,
    });
  /** Does to the element what LiveKit's tracks do. */
  const remoteVideo = (video: MediaStreamTrack) =>
    ({
      attach: (element: HTMLVideoElement) => {
        (element.srcObject as MediaStream).addTrack(video);
        element.muted = false;
      },
      detach: (element: HTMLVideoElement) => (element.srcObject as MediaStream | null)?.removeTrack(video),
    }) satisfies AttachablePicture;

  beforeEach(() => {
    container = document.createElement("div");
    const video = document.createElement("video");
    video.setAttribute("data-live-avatar-media", "");
    container.append(video);
    document.body.append(container);
    said = [];
  });
  afterEach(() => container.remove());

  it("plays in the element that is there, and leaves it as it was", async () => {
    const output = make();
    expect(output.element).to.equal(container.firstElementChild);
    output.setPicture(remoteVideo(await track("video")));
    output.setSound(await track("audio"));
    expect((output.element.srcObject as MediaStream).getTracks().length).to.equal(2);
    output.setPicture(undefined);
    output.setSound(undefined);
    output.dispose();
    expect(output.element.srcObject).to.equal(null);
    expect(said).to.deep.equal(["playing", "off"]);
    expect(container.childElementCount).to.equal(1);
  });

  it("makes an element where there is none, and takes it away again", () => {
    container.replaceChildren();
    const output = make();
    expect(container.querySelector("video")).to.equal(output.element);
    output.dispose();
    expect(container.childElementCount).to.equal(0);
    const headless = make({ container: undefined });
    expect(headless.element.isConnected).to.equal(false);
    headless.dispose();
  });

  it("is silent for any of three reasons, whatever LiveKit does to the element", async () => {
    const output = make({ muted: true, volume: 2 });
    output.setSound(await track("audio"));
    expect([output.element.muted, output.element.volume, said.at(-1)]).to.deep.equal([true, 1, "muted"]);
    output.setMuted(false);
    output.setVolume(0.5);
    expect([output.element.muted, output.element.volume, said.at(-1)]).to.deep.equal([false, 0.5, "playing"]);
    output.setSilenced(true);
    output.setPicture(remoteVideo(await track("video")));
    expect(output.element.muted).to.equal(true);
    output.element.muted = false;
    await new Promise((resolve) => output.element.addEventListener("volumechange", resolve, { once: true }));
    expect(output.element.muted).to.equal(true);
    output.setSilenced(false);
    expect(output.element.muted).to.equal(false);
    output.dispose();
  });

  describe("when somebody pauses the element", () => {
    const happens = (element: HTMLElement, type: string) =>
      new Promise((resolve) => element.addEventListener(type, resolve, { once: true }));
    const playing = async () => {
      const output = make();
      const plays = happens(output.element, "playing");
      output.setPicture(remoteVideo(await track("video")));
      await plays;
      return output;
    };

    it("plays on", async () => {
      const output = await playing();
      const plays = happens(output.element, "playing");
      output.element.pause();
      await plays;
      expect(output.element.paused).to.equal(false);
      output.dispose();
    });

    it("lets whoever insists have it, says that a press is needed, and plays on with it", async () => {
      const output = make();
      const { element } = output;
      output.setSound(await track("audio"));
      let count = 0;
      element.addEventListener("play", () => {
        count += 1;
        element.pause();
      });
      while (said.at(-1) !== "blocked") await happens(element, "pause");
      const before = count;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      expect(count).to.equal(before);
      document.dispatchEvent(new Event("resume"));
      expect(said).to.deep.equal(["playing", "blocked"]);
      output.dispose();
    });

    it("plays on when the page thaws, though nothing said that it was paused", async () => {
      const output = await playing();
      const { element } = output;
      const paused = new Promise<void>((resolve) => {
        const swallow = (event: Event) => {
          event.stopImmediatePropagation();
          resolve();
        };
        window.addEventListener("pause", swallow, { capture: true, once: true });
      });
      element.pause();
      await paused;
      expect(element.paused).to.equal(true);
      document.dispatchEvent(new Event("resume"));
      expect(element.paused).to.equal(false);
      output.dispose();
    });

    it("lets go of an element that it has left", async () => {
      const output = await playing();
      output.dispose();
      output.element.pause();
      document.dispatchEvent(new Event("resume"));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      expect(output.element.paused).to.equal(true);
    });
  });

  it("goes on without sound when the browser refuses it, until it is unlocked", async () => {
    const output = make();
    const { element } = output;
    let refuse = true;
    element.play = () =>
      refuse && !element.muted ? Promise.reject(new DOMException("", "NotAllowedError")) : Promise.resolve();
    output.setSound(await track("audio"));
    await Promise.resolve();
    await Promise.resolve();
    expect([element.muted, said.at(-1)]).to.deep.equal([true, "blocked"]);
    const code = await output.unlock().catch((error: unknown) => (LiveAvatarError.is(error) ? error.code : error));
    expect([code, element.muted]).to.deep.equal(["autoplay-blocked", true]);
    refuse = false;
    await output.unlock();
    expect([element.muted, said.at(-1)]).to.deep.equal([false, "playing"]);
    element.play = () => Promise.reject(new DOMException("", "AbortError"));
    await output.unlock();
    output.dispose();
  });

  it("moves to another container", async () => {
    let moves = 0;
    const output = make({ handleElementChange: () => moves++ });
    output.setPicture(remoteVideo(await track("video")));
    const before = output.element;
    const other = document.createElement("div");
    container.append(other);
    output.relocate(other);
    expect([before.srcObject, other.querySelector("video"), moves]).to.deep.equal([null, output.element, 1]);
    output.relocate(other);
    expect(moves).to.equal(1);
    output.dispose();
  });
});

describe("picture watch", () => {
  it("notices a picture that stands still, once, and its next frame", async () => {
    const clock = new FakeClock();
    const video = document.createElement("video");
    document.body.append(video);
    let frame = (): void => undefined;
    const said: string[] = [];
    let sending = true;
    Object.defineProperty(video, "paused", { value: false });
    video.requestVideoFrameCallback = (callback) => {
      frame = () => callback(0, {} as VideoFrameCallbackMetadata);
      return 1;
    };
    const watch = new PictureWatch({
      clock,
      video,
      isSending: () => sending,
      handleStall: () => said.push("stall"),
      handleRecover: () => said.push("recover"),
      handleFrame: () => said.push("frame"),
      handleLongStall: () => said.push("long"),
    });
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
    await clock.advance(4000);
    expect(said, "the first frame may take a while").to.deep.equal([]);
    frame();
    frame();
    await clock.advance(STALL_MS * 4);
    expect(said).to.deep.equal(["frame", "stall"]);
    frame();
    expect(said).to.deep.equal(["frame", "stall", "frame", "recover"]);
    said.length = 0;
    await clock.advance(LONG_STALL_MS - 100);
    expect(said).to.deep.equal(["stall"]);
    await clock.advance(STALL_MS);
    expect(said, "the last frame says nothing any more").to.deep.equal(["stall", "long"]);
    frame();
    sending = false;
    said.length = 0;
    await clock.advance(LONG_STALL_MS * 2);
    expect(said, "a muted track may stand still").to.deep.equal([]);
    watch.dispose();
    expect(clock.pending).to.equal(0);
    video.remove();
  });

  it("judges nothing in a browser that does not tell its frames", async () => {
    const clock = new FakeClock();
    const video = document.createElement("video");
    Object.defineProperty(video, "requestVideoFrameCallback", { value: undefined });
    let frames = 0;
    new PictureWatch({
      clock,
      video,
      isSending: () => true,
      handleStall: () => undefined,
      handleRecover: () => undefined,
      handleFrame: () => frames++,
      handleLongStall: () => undefined,
    });
    expect(frames, "its picture counts as seen").to.equal(1);
    expect(clock.pending).to.equal(0);
  });
});
