/** The loudspeaker of an output: the newest choice counts, and what is unplugged gives way until it is there again. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { deferred } from "../../src/core/wait.js";
import { Speaker } from "../../src/media/speaker.js";
import { nextTask } from "../support/next-task.js";

class Devices extends EventTarget {
  ids = ["hall", "desk"];
  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return Promise.resolve(this.ids.map((deviceId) => ({ kind: "audiooutput", deviceId }) as MediaDeviceInfo));
  }
  async become(...ids: string[]): Promise<void> {
    this.ids = ids;
    this.dispatchEvent(new Event("devicechange"));
    await nextTask();
  }
}

/** An output that plays through what it was told last. */
class Output {
  sink = "";
  readonly failures: Readonly<Record<string, string>> = { old: "NotFoundError", forbidden: "NotAllowedError" };
  answer: Promise<void> = Promise.resolve();
  async setSinkId(id: string): Promise<void> {
    await this.answer;
    const name = this.failures[id];
    if (name) throw new DOMException("", name);
    this.sink = id;
  }
}

describe("the speaker", () => {
  let devices: Devices;
  let output: Output | undefined;
  let told: string[];
  const make = () => new Speaker({ devices, target: () => output, handleProblem: ({ code }) => void told.push(code) });
  const code = (call: Promise<void>) =>
    call.then(
      () => "chosen",
      (error: unknown) => (LiveAvatarError.is(error) ? error.code : String(error)),
    );

  beforeEach(() => {
    [devices, output, told] = [new Devices(), new Output(), []];
  });

  it("is the chosen one; one that cannot be had leaves the present one", async () => {
    const speaker = make();
    await speaker.choose("hall");
    expect(await code(speaker.choose("old"))).to.equal("speaker-missing");
    expect(await code(speaker.choose("forbidden"))).to.equal("speaker-denied");
    expect([output!.sink, told]).to.deep.equal(["hall", []]);
    await devices.become("desk");
    expect([output!.sink, told], "the one before is still watched").to.deep.equal(["", ["speaker-missing"]]);
    Object.assign(output!, { setSinkId: undefined });
    expect(await code(speaker.choose("desk"))).to.equal("speaker-unsupported");
  });

  it("is the newest choice, however slow the one before is", async () => {
    const speaker = make();
    const slow = deferred();
    output!.answer = slow.promise;
    const first = speaker.choose("hall");
    await nextTask();
    output!.answer = Promise.resolve();
    const second = speaker.choose("desk");
    await nextTask();
    slow.resolve();
    await Promise.all([first, second]);
    expect(output!.sink).to.equal("desk");
  });

  it("gives way when it is unplugged, told once, and is used again when it is there", async () => {
    const speaker = make();
    await speaker.choose("hall");
    await devices.become("desk", "hall");
    expect([output!.sink, told]).to.deep.equal(["hall", []]);
    await devices.become("desk");
    await devices.become("desk", "lamp");
    expect([output!.sink, told]).to.deep.equal(["", ["speaker-missing"]]);
    await devices.become("hall");
    expect([output!.sink, told]).to.deep.equal(["hall", ["speaker-missing"]]);
    await devices.become();
    expect(output!.sink, "a browser that names none").to.equal("hall");
  });

  it("goes along to another output, and is given back at the end", async () => {
    const speaker = make();
    const present = output!;
    output = undefined;
    await speaker.choose("hall");
    expect(present.sink).to.equal("");
    output = present;
    speaker.handleTarget();
    await nextTask();
    expect(present.sink).to.equal("hall");
    speaker.dispose();
    await nextTask();
    expect(present.sink).to.equal("");
    await devices.become("desk");
    expect(told, "nothing listens any more").to.deep.equal([]);
  });

  it("tells when a later output cannot have it", async () => {
    const speaker = make();
    const present = output!;
    output = undefined;
    await speaker.choose("old");
    output = present;
    speaker.handleTarget();
    await nextTask();
    expect(told).to.deep.equal(["speaker-missing"]);
  });
});
