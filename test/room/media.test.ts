import type { LocalAudioTrack, RemoteVideoTrack } from "livekit-client";
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { Microphone } from "../../src/room/microphone.js";
import { StageMedia } from "../../src/media/output.js";
import { STALL_MS, VideoWatch } from "../../src/media/picture-watch.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const media = (kind: "audio" | "video") => navigator.mediaDevices.getUserMedia({ [kind]: true });
const track = async (kind: "audio" | "video") => {
  const [first] = (await media(kind)).getTracks();
  if (first === undefined) throw new Error("no fake device");
  return first;
};

describe("microphone", () => {
  let said: string[];
  let published: LocalAudioTrack[];
  let granted: MediaStream[];
  let microphone: Microphone;
  const make = (options: Partial<ConstructorParameters<typeof Microphone>[0]> = {}) =>
    new Microphone({
      logger: silentLogger,
      report: (mic, error) => said.push(error === undefined ? mic : `${mic} ${error.code}`),
      publish: async (audio) => published.push(audio),
      unpublish: async () => undefined,
      getUserMedia: async (constraints) => {
        const stream = await navigator.mediaDevices.getUserMedia(constraints);
        granted.push(stream);
        return stream;
      },
      ...options,
    });
  const live = () =>
    granted.flatMap((stream) => stream.getTracks()).filter(({ readyState }) => readyState === "live").length;

  beforeEach(() => {
    [said, published, granted] = [[], [], []];
    microphone = make();
  });
  afterEach(() => microphone.stop());

  it("asks, goes live, is muted and given back", async () => {
    await microphone.start();
    microphone.setMuted(true);
    expect(published[0]?.mediaStreamTrack.enabled).to.equal(false);
    microphone.setMuted(false);
    microphone.stop();
    microphone.stop();
    expect(said).to.deep.equal(["asking", "live", "muted", "live", "off"]);
    expect(live()).to.equal(0);
  });

  it("can start muted, and is not asked for twice", async () => {
    await microphone.start({ muted: true });
    await microphone.start();
    expect(said).to.deep.equal(["asking", "muted", "live"]);
    expect([microphone.open, microphone.muted, granted.length]).to.deep.equal([true, false, 1]);
  });

  it("gives a permission back that came too late", async () => {
    let grant = (): void => undefined;
    const asked = new Promise<void>((resolve) => (grant = resolve));
    microphone = make({
      getUserMedia: async (constraints) => {
        await asked;
        const stream = await navigator.mediaDevices.getUserMedia(constraints);
        granted.push(stream);
        return stream;
      },
    });
    const starting = microphone.start();
    microphone.stop();
    grant();
    await starting;
    expect(said).to.deep.equal(["asking", "off"]);
    expect([live(), published.length]).to.deep.equal([0, 0]);
  });

  it("says what is wrong, and never throws", async () => {
    await make({ getUserMedia: () => Promise.reject(new DOMException("", "NotAllowedError")) }).start();
    await make({ surroundings: () => ({ secure: false, supported: false, allowedByPolicy: undefined }) }).start();
    await make({ publish: () => Promise.reject(new Error("no room")) }).start();
    expect(said).to.deep.equal(["asking", "blocked mic-denied", "insecure mic-insecure", "asking", "busy mic-busy"]);
    expect(live()).to.equal(0);
  });

  it("notices a microphone that goes away", async () => {
    await microphone.start();
    published[0]?.mediaStreamTrack.dispatchEvent(new Event("ended"));
    expect(said.at(-1)).to.equal("interrupted mic-interrupted");
    expect([microphone.open, live()]).to.deep.equal([false, 0]);
  });

  it("changes its device while open, and keeps it for later while closed", async () => {
    const asked: unknown[] = [];
    microphone = make({
      getUserMedia: async (constraints) => {
        asked.push((constraints.audio as MediaTrackConstraints).deviceId);
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        granted.push(stream);
        return stream;
      },
    });
    await microphone.setDevice("a");
    await microphone.start({ muted: true });
    await microphone.setDevice("b");
    expect(asked).to.deep.equal([{ exact: "a" }, { exact: "b" }]);
    expect(said).to.deep.equal(["asking", "muted", "asking", "muted"]);
    expect(live()).to.equal(1);
  });
});

describe("stage media", () => {
  let container: HTMLDivElement;
  let said: string[];
  const make = (options: Partial<ConstructorParameters<typeof StageMedia>[0]> = {}) =>
    new StageMedia({
      container,
      muted: false,
      volume: 1,
      logger: silentLogger,
      report: (audio) => said.push(audio),
      onElement: () => undefined,
      ...options,
    });
  /** What StageMedia needs of LiveKit's class. */
  const remoteVideo = (video: MediaStreamTrack) =>
    ({
      attach: (element: HTMLVideoElement) => {
        (element.srcObject as MediaStream).addTrack(video);
        element.muted = false;
      },
      detach: (element: HTMLVideoElement) => (element.srcObject as MediaStream | null)?.removeTrack(video),
    }) as unknown as RemoteVideoTrack;

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
    const stage = make();
    expect(stage.element).to.equal(container.firstElementChild);
    stage.setVideo(remoteVideo(await track("video")));
    stage.setAudio(await track("audio"));
    expect((stage.element.srcObject as MediaStream).getTracks().length).to.equal(2);
    stage.setVideo(undefined);
    stage.setAudio(undefined);
    stage.dispose();
    expect(stage.element.srcObject).to.equal(null);
    expect(said).to.deep.equal(["playing", "off"]);
    expect(container.childElementCount).to.equal(1);
  });

  it("makes an element where there is none, and takes it away again", () => {
    container.replaceChildren();
    const stage = make();
    expect(container.querySelector("video")).to.equal(stage.element);
    stage.dispose();
    expect(container.childElementCount).to.equal(0);
    const headless = make({ container: undefined });
    expect(headless.element.isConnected).to.equal(false);
    headless.dispose();
  });

  it("is silent for any of three reasons, whatever LiveKit does to the element", async () => {
    const stage = make({ muted: true, volume: 2 });
    stage.setAudio(await track("audio"));
    expect([stage.element.muted, stage.element.volume, said.at(-1)]).to.deep.equal([true, 1, "muted"]);
    stage.setMuted(false);
    stage.setVolume(0.5);
    expect([stage.element.muted, stage.element.volume, said.at(-1)]).to.deep.equal([false, 0.5, "playing"]);
    stage.setSilenced(true);
    stage.setVideo(remoteVideo(await track("video")));
    expect(stage.element.muted).to.equal(true);
    stage.element.muted = false;
    await new Promise((resolve) => stage.element.addEventListener("volumechange", resolve, { once: true }));
    expect(stage.element.muted).to.equal(true);
    stage.setSilenced(false);
    expect(stage.element.muted).to.equal(false);
    stage.dispose();
  });

  it("goes on without sound when the browser refuses it, until it is unlocked", async () => {
    const stage = make();
    const { element } = stage;
    let refuse = true;
    element.play = () =>
      refuse && !element.muted ? Promise.reject(new DOMException("", "NotAllowedError")) : Promise.resolve();
    stage.setAudio(await track("audio"));
    await Promise.resolve();
    await Promise.resolve();
    expect([element.muted, said.at(-1)]).to.deep.equal([true, "blocked"]);
    const code = await stage.unlock().catch((error: unknown) => (LiveAvatarError.is(error) ? error.code : error));
    expect([code, element.muted]).to.deep.equal(["autoplay-blocked", true]);
    refuse = false;
    await stage.unlock();
    expect([element.muted, said.at(-1)]).to.deep.equal([false, "playing"]);
    element.play = () => Promise.reject(new DOMException("", "AbortError"));
    await stage.unlock();
    stage.dispose();
  });

  it("moves to another stage", async () => {
    let moves = 0;
    const stage = make({ onElement: () => moves++ });
    stage.setVideo(remoteVideo(await track("video")));
    const before = stage.element;
    const other = document.createElement("div");
    container.append(other);
    stage.relocate(other);
    expect([before.srcObject, other.querySelector("video"), moves]).to.deep.equal([null, stage.element, 1]);
    stage.relocate(other);
    expect(moves).to.equal(1);
    stage.dispose();
  });
});

describe("video watch", () => {
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
    const watch = new VideoWatch({
      clock,
      video,
      isSending: () => sending,
      onStall: () => said.push("stall"),
      onRecover: () => said.push("recover"),
    });
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
    await clock.advance(4000);
    expect(said, "the first frame may take a while").to.deep.equal([]);
    frame();
    await clock.advance(STALL_MS * 4);
    expect(said).to.deep.equal(["stall"]);
    frame();
    expect(said).to.deep.equal(["stall", "recover"]);
    sending = false;
    await clock.advance(STALL_MS * 4);
    expect(said.length, "a muted track may stand still").to.equal(2);
    watch.dispose();
    expect(clock.pending).to.equal(0);
    video.remove();
  });

  it("judges nothing in a browser that does not tell its frames", async () => {
    const clock = new FakeClock();
    const video = document.createElement("video");
    Object.defineProperty(video, "requestVideoFrameCallback", { value: undefined });
    new VideoWatch({ clock, video, isSending: () => true, onStall: () => undefined, onRecover: () => undefined });
    expect(clock.pending).to.equal(0);
  });
});
