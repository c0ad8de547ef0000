/** The microphone's device: one of last week, a phone call, a permission that comes and goes, and the change to another one. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { deferred, type Deferred } from "../../src/core/wait.js";
import type { MicrophoneSigns } from "../../src/media/microphone-watch.js";
import { RoomMicrophone, type RoomMicrophoneOptions } from "../../src/room/microphone.js";
import type { MicrophoneTrack } from "../../src/room/microphone-track.js";
import { FakeClock } from "../../src/testing/fake-clock.js";

class FakePermission extends EventTarget {
  state: PermissionState = "prompt";
  become(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

class FakeDevices extends EventTarget {
  list: Partial<MediaDeviceInfo>[] = [];
  asked = 0;
  enumerateDevices(): Promise<Partial<MediaDeviceInfo>[]> {
    this.asked += 1;
    return Promise.resolve(this.list);
  }
  become(...ids: readonly string[]): void {
    this.list = ids.map((deviceId) => ({ kind: "audioinput", deviceId, label: `The ${deviceId}` }));
    this.dispatchEvent(new Event("devicechange"));
  }
}

const gone = () => Promise.reject(new OverconstrainedError("deviceId"));
const refused = (name: string) => () => Promise.reject(new DOMException("", name));

describe("the microphone's device", () => {
  let context: AudioContext;
  let clock: FakeClock;
  let said: string[];
  /** The ids that were asked for, and the tracks that were given. */
  let asked: (string | undefined)[];
  let given: MediaStreamTrack[];
  let published: MicrophoneTrack[];
  let unpublished: MicrophoneTrack[];
  /** What the browser answers for an id; else it gives a track. */
  let answers: Record<string, () => Promise<MediaStream>>;
  let permission: FakePermission;
  let devices: FakeDevices;
  let signs: () => MicrophoneSigns;
  /** Of the tracks. */
  let settings: MediaTrackSettings;
  let microphone: RoomMicrophone;

  const stream = (): MediaStream => {
    const made = context.createMediaStreamDestination().stream;
    const [track] = made.getAudioTracks();
    Object.defineProperty(track, "getSettings", { value: () => settings });
    given.push(track!);
    return made;
  };
  const make = (options: Partial<RoomMicrophoneOptions> = {}) =>
    new RoomMicrophone({
      ...{ logger: silentLogger, clock },
      report: (mic, error) => said.push(error === undefined ? mic : `${mic} ${error.code}`),
      publish: async (track) => published.push(track as MicrophoneTrack),
      unpublish: async (track) => unpublished.push(track as MicrophoneTrack),
      getUserMedia: ({ audio }) => {
        const { deviceId } = audio as MediaTrackConstraints;
        const id = (deviceId as ConstrainDOMStringParameters | undefined)?.exact as string | undefined;
        asked.push(id);
        return (answers[id ?? "any"] ?? (() => Promise.resolve(stream())))();
      },
      environment: () => ({ secure: true, supported: true, allowedByPolicy: true }),
      signs: () => signs(),
      askWindow: () => Promise.resolve(),
      ...options,
    });
  const settle = () => clock.advance(0);
  /** The places of the tracks that send sound. */
  const heard = () => given.flatMap(({ readyState, enabled }, i) => (readyState === "live" && enabled ? [i] : []));
  const alive = () => given.flatMap(({ readyState }, i) => (readyState === "live" ? [i] : []));
  const system = (type: "mute" | "unmute" | "ended", place = given.length - 1) =>
    given[place]?.dispatchEvent(new Event(type));

  before(() => (context = new AudioContext()));
  after(() => context.close());
  beforeEach(() => {
    clock = new FakeClock();
    [said, asked, given, published, unpublished, answers] = [[], [], [], [], [], {}];
    settings = { deviceId: "headset" };
    permission = new FakePermission();
    devices = new FakeDevices();
    signs = () => ({
      permission: () => Promise.resolve(permission as unknown as PermissionStatus),
      devices: devices as unknown as MediaDevices,
    });
    microphone = make();
  });
  afterEach(async () => {
    microphone.dispose(new Error("over"));
    await settle();
    expect([alive(), clock.pending]).to.deep.equal([[], 0]);
    said.length = 0;
    permission.become("granted");
    devices.become("a");
    await settle();
    expect(said, "nothing listens any more").to.deep.equal([]);
  });

  describe("of last week", () => {
    for (const [name, answer] of [
      ["OverconstrainedError", gone],
      ["NotFoundError", refused("NotFoundError")],
    ] as const) {
      it(`gives way to the browser's choice after a ${name}, says so, and is not asked for again`, async () => {
        answers = { old: answer };
        await microphone.start({ deviceId: "old" });
        expect([asked, said, heard()]).to.deep.equal([
          ["old", undefined],
          ["asking", "asking", "live mic-missing"],
          [0],
        ]);
        microphone.stop();
        await microphone.start();
        expect([asked.at(-1), said.at(-1)]).to.deep.equal([undefined, "live"]);
      });
    }

    it("does so in a real browser", async () => {
      microphone = make({ getUserMedia: (wanted) => navigator.mediaDevices.getUserMedia(wanted) });
      await microphone.start({ deviceId: "0123456789abcdef" });
      expect([said.at(-1), microphone.open]).to.deep.equal(["live mic-missing", true]);
      published[0]?.stop();
    });

    it("does so muted, in push-to-talk, and where it was set before", async () => {
      answers = { old: gone };
      await microphone.start({ deviceId: "old", muted: true });
      expect([said.at(-1), heard()]).to.deep.equal(["muted mic-missing", []]);
      microphone.stop();
      microphone.setMode("push-to-talk");
      await microphone.setDevice("old");
      await microphone.press();
      expect([said.slice(-2), heard()]).to.deep.equal([["muted mic-missing", "live"], [1]]);
    });

    it("leaves a microphone missing where there is no other, told once", async () => {
      answers = { old: gone, any: refused("NotFoundError") };
      await microphone.start({ deviceId: "old" });
      expect(said).to.deep.equal(["asking", "asking", "missing mic-missing"]);
      await microphone.start();
      expect(asked).to.deep.equal(["old", undefined, undefined]);
    });

    it("that is held by another program is no device of last week", async () => {
      answers = { busy: refused("NotReadableError") };
      await microphone.start({ deviceId: "busy" });
      expect([asked, said.at(-1)]).to.deep.equal([["busy"], "busy mic-busy"]);
    });

    it("that was never stored is the browser's choice", async () => {
      for (const id of [null, "", undefined]) {
        await microphone.start({ deviceId: id as unknown as string });
        microphone.stop();
      }
      await microphone.start({ deviceId: "a" });
      await microphone.setDevice(null as unknown as string);
      expect([asked, heard()]).to.deep.equal([[undefined, undefined, undefined, "a", undefined], [4]]);
    });
  });

  describe("that the system takes", () => {
    it("for a phone call shows it, and comes back", async () => {
      await microphone.start();
      system("mute");
      expect(said.at(-1)).to.equal("interrupted mic-interrupted");
      system("mute");
      system("unmute");
      system("unmute");
      expect(said).to.deep.equal(["asking", "live", "interrupted mic-interrupted", "live"]);
      expect(heard()).to.deep.equal([0]);
    });

    it("shows nothing of it while the visitor is muted, and does when they unmute", async () => {
      await microphone.start({ muted: true });
      system("mute");
      expect(said).to.deep.equal(["asking", "muted"]);
      microphone.setMuted(false);
      expect(said.at(-1)).to.equal("interrupted mic-interrupted");
      microphone.setMuted(true);
      system("unmute");
      expect([said.at(-1), heard()]).to.deep.equal(["muted", []]);
    });

    it("in a window of push-to-talk keeps the window", async () => {
      microphone.setMode("push-to-talk");
      await microphone.press();
      system("mute");
      expect(said.at(-1)).to.equal("interrupted mic-interrupted");
      void microphone.release();
      expect(said.at(-1)).to.equal("muted");
      system("unmute");
      expect([said.at(-1), heard()]).to.deep.equal(["muted", []]);
    });

    it("for good is opened anew by a second try, and the old one is kept until then", async () => {
      await microphone.start();
      system("mute");
      const retried = microphone.start();
      expect(alive()).to.include(0);
      await retried;
      expect([said.at(-1), alive(), heard()]).to.deep.equal(["live", [1], [1]]);
      system("mute", 0);
      expect(said.at(-1), "the old one says nothing any more").to.equal("live");
    });

    it("from the beginning is no live microphone", async () => {
      microphone = make({
        getUserMedia: () => {
          const made = stream();
          Object.defineProperty(made.getAudioTracks()[0], "muted", { value: true });
          return Promise.resolve(made);
        },
      });
      await microphone.start();
      expect(said).to.deep.equal(["asking", "interrupted mic-interrupted"]);
      system("unmute");
      expect(said.at(-1)).to.equal("live");
    });

    it("altogether comes back when it is there again, and no other one in its place", async () => {
      await microphone.start();
      system("ended");
      expect([said.at(-1), alive()]).to.deep.equal(["interrupted mic-interrupted", []]);
      devices.become("built-in");
      await settle();
      expect(asked.length).to.equal(1);
      devices.become("built-in", "headset");
      await settle();
      expect([said.at(-1), asked.length]).to.deep.equal(["live", 2]);
      system("ended");
      document.dispatchEvent(new Event("visibilitychange"));
      await settle();
      expect([said.at(-1), asked.length], "after a call on a phone").to.deep.equal(["live", 3]);
    });
  });

  describe("and the permission", () => {
    it("given later is noticed", async () => {
      answers = { any: refused("NotAllowedError") };
      await microphone.start();
      expect(said).to.deep.equal(["asking", "blocked mic-denied"]);
      permission.become("prompt");
      await settle();
      expect(asked.length).to.equal(1);
      answers = {};
      permission.become("granted");
      await settle();
      expect([said.slice(2), heard()]).to.deep.equal([["asking", "live"], [0]]);
    });

    it("given later opens it muted where it was muted", async () => {
      answers = { any: refused("NotAllowedError") };
      await microphone.start({ muted: true });
      answers = {};
      permission.become("granted");
      await settle();
      expect([said.at(-1), heard()]).to.deep.equal(["muted", []]);
    });

    it("given later opens nothing that nobody wants any more", async () => {
      answers = { any: refused("NotAllowedError") };
      await microphone.start();
      microphone.stop();
      expect(said.at(-1)).to.equal("off");
      answers = {};
      permission.become("granted");
      await settle();
      expect([asked.length, said.at(-1)]).to.deep.equal([1, "off"]);
    });

    it("taken back in mid-call closes it, whichever the browser tells first", async () => {
      await microphone.start();
      permission.become("denied");
      expect([said.at(-1), alive()]).to.deep.equal(["blocked mic-denied", []]);
      permission.become("granted");
      await settle();
      expect(said.at(-1)).to.equal("live");
      system("ended");
      expect(said.at(-1)).to.equal("interrupted mic-interrupted");
      permission.become("denied");
      expect(said.at(-1)).to.equal("blocked mic-denied");
    });

    it("of which the browser tells nothing changes nothing", async () => {
      for (const query of [
        () => Promise.reject(new TypeError("microphone is no permission")),
        () => {
          throw new TypeError("permissions is undefined");
        },
        () => new Promise<never>(() => undefined),
      ]) {
        signs = () => ({ permission: query, devices: undefined });
        microphone.dispose(new Error("over"));
        microphone = make();
        await microphone.start();
        expect(said.at(-1)).to.equal("live");
      }
    });

    it("that has been given opens a device that is plugged in; without it nobody is asked", async () => {
      answers = { any: refused("NotFoundError") };
      await microphone.start();
      answers = {};
      devices.list = [{ kind: "audioinput", deviceId: "a", label: "" }];
      devices.dispatchEvent(new Event("devicechange"));
      await settle();
      devices.list = [{ kind: "videoinput", deviceId: "a", label: "A camera" }];
      devices.dispatchEvent(new Event("devicechange"));
      await settle();
      expect([asked.length, said.at(-1)]).to.deep.equal([1, "missing mic-missing"]);
      devices.become("a");
      await settle();
      expect(said.at(-1)).to.equal("live");
      const before = devices.asked;
      devices.become("a", "b");
      expect(devices.asked, "a live one looks for nothing").to.equal(before);
    });

    it("opens the device that was pulled out, and none that the system prefers in its place", async () => {
      // As Chromium names them.
      settings = { deviceId: "default", groupId: "headset" };
      const preferred = (groupId: string) => ({
        kind: "audioinput" as const,
        deviceId: "default",
        groupId,
        label: "Default",
      });
      await microphone.start();
      system("ended");
      devices.list = [preferred("laptop")];
      devices.dispatchEvent(new Event("devicechange"));
      await settle();
      expect([said.at(-1), asked.length]).to.deep.equal(["interrupted mic-interrupted", 1]);
      devices.list = [preferred("headset")];
      devices.dispatchEvent(new Event("devicechange"));
      await settle();
      expect([said.at(-1), asked.length]).to.deep.equal(["live", 2]);
    });
  });

  describe("that is changed", () => {
    let slow: Deferred<MediaStream>;
    beforeEach(async () => {
      slow = deferred<MediaStream>();
      answers = { slow: () => slow.promise, old: gone, busy: refused("NotReadableError") };
      await microphone.start({ deviceId: "works" });
      said.length = 0;
    });

    for (const [id, code] of [
      ["old", "mic-missing"],
      ["busy", "mic-busy"],
    ] as const) {
      it(`to one that cannot be had (${code}) stays, and the error is told`, async () => {
        await microphone.setDevice(id);
        expect([said, heard(), unpublished.length]).to.deep.equal([[`live ${code}`], [0], 0]);
        microphone.stop();
        await microphone.start();
        expect(asked, "the next start asks for the one that works").to.deep.equal(["works", id, "works"]);
      });
    }

    it("to one that cannot be published stays", async () => {
      microphone.dispose(new Error("over"));
      const broken = make({
        publish: async (track) => {
          if (given.indexOf(track.mediaStreamTrack) === 2) throw new Error("no");
        },
      });
      microphone = broken;
      await microphone.start({ deviceId: "works" });
      await microphone.setDevice("another");
      expect([said.at(-1), heard(), alive()]).to.deep.equal(["live mic-busy", [1], [1]]);
    });

    it("is heard until the new one works, and never both", async () => {
      const changed = microphone.setDevice("slow");
      await settle();
      expect([heard(), said]).to.deep.equal([[0], []]);
      slow.resolve(stream());
      expect(heard(), "a new track is silent").to.deep.equal([0, 1]);
      await changed;
      expect([heard(), alive(), said]).to.deep.equal([[1], [1], []]);
      expect([published.length, unpublished.length, published[1]?.isMuted]).to.deep.equal([2, 1, false]);
    });

    it("twice quickly is the newest, and nothing of the other is left", async () => {
      const first = microphone.setDevice("slow");
      const second = microphone.setDevice("newest");
      await Promise.all([first, second]);
      expect(heard()).to.deep.equal([1]);
      slow.resolve(stream());
      await settle();
      expect([heard(), alive(), asked]).to.deep.equal([[1], [1], ["works", "slow", "newest"]]);
      microphone.stop();
      await microphone.start();
      expect(asked.at(-1)).to.equal("newest");
    });

    it("and back to the present one stays", async () => {
      const first = microphone.setDevice("slow");
      await microphone.setDevice("works");
      await first;
      slow.resolve(stream());
      await settle();
      expect([heard(), alive(), said]).to.deep.equal([[0], [0], []]);
    });

    it("stays muted, and shut where push-to-talk has no window", async () => {
      microphone.setMuted(true);
      await microphone.setDevice("another");
      expect([heard(), published[1]?.isMuted]).to.deep.equal([[], true]);
      microphone.setMuted(false);
      expect(heard()).to.deep.equal([1]);
      microphone.setMode("push-to-talk");
      await microphone.setDevice("third");
      expect(heard()).to.deep.equal([]);
    });

    it("is muted in mid-change in this task, old and new", async () => {
      const changed = microphone.setDevice("slow");
      microphone.setMuted(true);
      expect(heard()).to.deep.equal([]);
      slow.resolve(stream());
      await changed;
      expect([heard(), alive(), said]).to.deep.equal([[], [1], ["muted"]]);
    });

    for (const [name, end] of [
      ["closed", () => microphone.stop()],
      ["over", () => microphone.dispose(new Error("over"))],
      ["denied", () => permission.become("denied")],
    ] as const) {
      it(`and ${name} in mid-change is released, old and new`, async () => {
        const changed = microphone.setDevice("slow");
        await settle();
        end();
        expect(alive(), "in this task").to.deep.equal([]);
        slow.resolve(stream());
        await changed;
        await settle();
        expect([alive(), microphone.open]).to.deep.equal([[], false]);
      });
    }

    it("and unplugged in mid-change waits for the new one", async () => {
      const changed = microphone.setDevice("slow");
      system("ended", 0);
      expect(said).to.deep.equal(["asking"]);
      slow.resolve(stream());
      await changed;
      expect([heard(), said]).to.deep.equal([[1], ["asking", "live"]]);
    });

    it("and unplugged while the new one is published is heard by the new one", async () => {
      microphone.dispose(new Error("over"));
      const hold = deferred();
      microphone = make({
        publish: (track) => (given.indexOf(track.mediaStreamTrack) === 2 ? hold.promise : Promise.resolve()),
      });
      await microphone.start();
      const changed = microphone.setDevice("another");
      await settle();
      system("ended", 1);
      hold.resolve();
      await changed;
      expect([heard(), alive(), said.at(-1)]).to.deep.equal([[2], [2], "live"]);
    });

    it("by a start with another id is changed likewise", async () => {
      await microphone.start({ deviceId: "busy" });
      expect([said, heard()]).to.deep.equal([["live mic-busy"], [0]]);
      await microphone.start({ deviceId: "another", muted: true });
      expect([said.at(-1), heard(), alive()]).to.deep.equal(["muted", [], [1]]);
    });

    it("says what it says as an error of ours", async () => {
      const errors: unknown[] = [];
      microphone.dispose(new Error("over"));
      microphone = make({ report: (_mic, error) => errors.push(error) });
      await microphone.start({ deviceId: "old" });
      const error = errors.at(-1);
      expect(LiveAvatarError.is(error) && [error.fatal, error.message]).to.deep.equal([
        false,
        "The chosen microphone was not found; the browser's choice is used instead.",
      ]);
    });
  });
});
