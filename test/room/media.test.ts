import type { LocalAudioTrack } from "livekit-client";
import { expect } from "chai";
import { silentLogger } from "../../src/core/ports/logger.js";
import { RoomMicrophone } from "../../src/room/microphone.js";

describe("microphone", () => {
  let said: string[];
  let published: LocalAudioTrack[];
  let granted: MediaStream[];
  let microphone: RoomMicrophone;
  const make = (options: Partial<ConstructorParameters<typeof RoomMicrophone>[0]> = {}) =>
    new RoomMicrophone({
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
    await make({ environment: () => ({ secure: false, supported: false, allowedByPolicy: undefined }) }).start();
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
    expect(said).to.deep.equal(["asking", "muted"]);
    expect(live()).to.equal(1);
  });
});
