/** The microphone's machine with a real track: push-to-talk, and what browser, room and service do to it. */
import type { LocalAudioTrack } from "livekit-client";
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { deferred, type Deferred } from "../../src/core/wait.js";
import { acquireMicrophone } from "../../src/media/microphone-access.js";
import { RoomMicrophone } from "../../src/room/microphone.js";
import { MicrophoneTrack } from "../../src/room/microphone-track.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

const refusal = new LiveAvatarError("push-to-talk-refused", "no");

describe("microphone in push-to-talk", () => {
  let clock: FakeClock;
  let said: string[];
  let published: LocalAudioTrack[];
  let granted: MediaStreamTrack[];
  /** What the service has been asked and has not yet answered. */
  let asked: { readonly edge: string; readonly answer: Deferred<void> }[];
  let edges: string[];
  let microphone: RoomMicrophone;
  const make = (options: Partial<ConstructorParameters<typeof RoomMicrophone>[0]> = {}) =>
    new RoomMicrophone({
      logger: silentLogger,
      clock,
      mode: "push-to-talk",
      report: (mic, error) => said.push(error === undefined ? mic : `${mic} ${error.code}`),
      publish: async (audio) => published.push(audio),
      unpublish: async () => undefined,
      getUserMedia: async (constraints) => {
        const stream = await navigator.mediaDevices.getUserMedia(constraints);
        granted.push(...stream.getTracks());
        return stream;
      },
      askWindow: (edge) => {
        const answer = deferred();
        edges.push(edge);
        asked.push({ edge, answer });
        return answer.promise;
      },
      ...options,
    });
  const fate = (promise: Promise<unknown>) => {
    const result = { value: "pending" };
    promise.then(
      () => (result.value = "done"),
      (error: unknown) => (result.value = LiveAvatarError.is(error) ? error.code : (error as Error).name),
    );
    return result;
  };
  const enabled = () => granted.some((track) => track.readyState === "live" && track.enabled);
  const answer = async (error?: Error) => {
    const question = asked.shift()?.answer;
    if (error) question?.reject(error);
    else question?.resolve();
    await clock.advance(0);
  };

  beforeEach(() => {
    clock = new FakeClock();
    [said, published, granted, asked, edges] = [[], [], [], [], []];
    microphone = make();
  });
  afterEach(() => {
    microphone.dispose(new Error("over"));
    expect([clock.pending, enabled()]).to.deep.equal([0, false]);
  });

  it("is published silent, and sounds in a granted window alone", async () => {
    await microphone.start();
    expect([published[0]?.isMuted, enabled(), said]).to.deep.equal([true, false, ["asking", "muted"]]);
    const pressed = fate(microphone.press());
    expect(enabled(), "asked").to.equal(false);
    await answer();
    expect([enabled(), published[0]?.isMuted, pressed.value]).to.deep.equal([true, false, "done"]);
    const released = fate(microphone.release());
    expect([enabled(), published[0]?.isMuted], "in this task").to.deep.equal([false, true]);
    await clock.advance(0);
    expect(released.value, "not yet acknowledged").to.equal("pending");
    await answer();
    expect([released.value, said, edges]).to.deep.equal([
      "done",
      ["asking", "muted", "live", "muted"],
      ["start", "stop"],
    ]);
  });

  it("begins muted as the page wants it, and a window lifts that; a mute in so many words it does not", async () => {
    await microphone.start({ muted: true });
    const pressed = fate(microphone.press());
    await answer();
    expect([pressed.value, enabled()]).to.deep.equal(["done", true]);
    microphone.setMuted(true);
    expect([enabled(), edges]).to.deep.equal([false, ["start", "stop"]]);
    await answer();
    const again = fate(microphone.press());
    await clock.advance(0);
    expect([again.value, edges.length]).to.deep.equal(["wrong-state", 2]);
    microphone.setMuted(false);
    expect(enabled()).to.equal(false);
  });

  it("stays shut when it is refused, unanswered, or granted too late", async () => {
    await microphone.start();
    const first = fate(microphone.press());
    await answer(refusal);
    const second = fate(microphone.press());
    await answer(new LiveAvatarError("command-timeout", "no answer"));
    expect([first.value, second.value, edges]).to.deep.equal([
      "push-to-talk-refused",
      "command-timeout",
      ["start", "start", "stop"],
    ]);
    await answer(refusal);
    const third = fate(microphone.press());
    const released = fate(microphone.release());
    await clock.advance(0);
    expect([third.value, released.value]).to.deep.equal(["AbortError", "pending"]);
    await answer();
    expect([enabled(), edges.at(-1), released.value]).to.deep.equal([false, "stop", "pending"]);
    await answer();
    expect([released.value, said.includes("live")]).to.deep.equal(["done", false]);
    microphone.handleWindowChange(true);
    expect([enabled(), edges.at(-1), edges.length], "told to stop again").to.deep.equal([false, "stop", 6]);
  });

  it("pressed again before the service has answered, is one window", async () => {
    await microphone.start();
    const first = fate(microphone.press());
    void microphone.release().catch(() => undefined);
    const second = fate(microphone.press());
    const third = fate(microphone.press());
    await answer();
    expect([first.value, second.value, third.value, edges]).to.deep.equal(["AbortError", "done", "done", ["start"]]);
    const released = fate(microphone.release());
    const fourth = fate(microphone.press());
    expect(enabled()).to.equal(false);
    await answer();
    expect([released.value, fourth.value, edges]).to.deep.equal(["done", "pending", ["start", "stop", "start"]]);
    await answer();
    expect([fourth.value, enabled()]).to.deep.equal(["done", true]);
  });

  it("ends a window with whatever takes its ground away", async () => {
    const ends: readonly (readonly [string, () => void])[] = [
      ["room", () => microphone.handleRoomLost()],
      ["service", () => microphone.handleWindowChange(false)],
      ["stop", () => microphone.stop()],
      ["device", () => published.at(-1)?.mediaStreamTrack.dispatchEvent(new Event("ended"))],
      ["start muted", () => void microphone.start({ muted: true })],
      ["over", () => microphone.dispose(new Error("over"))],
    ];
    for (const [name, end] of ends) {
      await microphone.start();
      const pressed = fate(microphone.press());
      await answer();
      expect([pressed.value, enabled()], name).to.deep.equal(["done", true]);
      end();
      expect(enabled(), name).to.equal(false);
      await answer();
    }
  });

  it("keeps a window while the device changes", async () => {
    await microphone.start();
    const pressed = fate(microphone.press());
    await answer();
    const changing = microphone.setDevice("default");
    expect(enabled(), "the old one works until the new one does").to.equal(true);
    await changing;
    expect([pressed.value, enabled(), edges]).to.deep.equal(["done", true, ["start"]]);
    expect(granted.map(({ readyState }) => readyState)).to.deep.equal(["ended", "live"]);
  });

  it("is opened by the press where it is off, and asks for the window when it stands", async () => {
    const pressed = fate(microphone.press());
    expect(edges).to.deep.equal([]);
    while (edges.length === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    await answer();
    expect([pressed.value, enabled(), said]).to.deep.equal(["done", true, ["asking", "muted", "live"]]);
    microphone.stop();
    microphone = make({ getUserMedia: () => Promise.reject(new DOMException("", "NotAllowedError")) });
    const denied = fate(microphone.press());
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await clock.advance(0);
    expect([denied.value, said.at(-1), edges.length]).to.deep.equal(["mic-denied", "blocked mic-denied", 2]);
  });

  it("an abort of the press is a release, of the start a stop", async () => {
    await microphone.start();
    const controller = new AbortController();
    const pressed = fate(microphone.press(controller.signal));
    controller.abort();
    await answer();
    expect([pressed.value, enabled(), edges]).to.deep.equal(["AbortError", false, ["start", "stop"]]);
    microphone.stop();
    const starting = new AbortController();
    const started = fate(microphone.start({ signal: starting.signal }));
    starting.abort();
    await clock.advance(0);
    expect([started.value, microphone.open]).to.deep.equal(["AbortError", false]);
    const never = fate(microphone.start({ signal: starting.signal }));
    await clock.advance(0);
    expect([never.value, said.filter((word) => word === "asking").length]).to.deep.equal(["AbortError", 2]);
  });

  it("waits for no room for ever", async () => {
    microphone = make({ publish: () => new Promise(() => undefined) });
    const started = fate(microphone.start());
    while (granted.length === 0 || clock.pending === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
    await clock.advance(30_000);
    expect([started.value, said.at(-1)]).to.deep.equal(["done", "busy mic-busy"]);
  });

  it("is not carried away by a listener that throws, or that wishes something in the middle of a report", async () => {
    microphone = make({
      report: (mic) => {
        said.push(mic);
        if (mic === "live") microphone.setMuted(true);
        throw new Error("a listener's");
      },
    });
    await microphone.start();
    const pressed = fate(microphone.press());
    await answer();
    expect([pressed.value, enabled(), said]).to.deep.equal(["done", false, ["asking", "muted", "live", "muted"]]);
  });
});

describe("the microphone's track", () => {
  it("is silent from the first moment on", async () => {
    const media = await acquireMicrophone({});
    expect(media.enabled).to.equal(false);
    media.stop();
  });

  it("is opened by nobody else: neither LiveKit's unmute nor the server's", async () => {
    const [media] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
    const track = new MicrophoneTrack(media!, {});
    track.setAudible(false);
    const opening = track.unmute();
    track.setAudible(true);
    track.setAudible(false);
    await opening;
    expect(track.mediaStreamTrack.enabled).to.equal(false);
    track.stop();
  });
});
