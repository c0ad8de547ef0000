/** The microphone as frames, with real audio graphs: what comes out is measured, and what is left afterwards is counted. */
import { expect } from "chai";
import { MicCapture, type MicCaptureOptions } from "../../src/browser/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { deferred } from "../../src/core/wait.js";
import { pitchOf, recordContexts, rmsOf, SyntheticMicrophones } from "../support/synthetic-microphone.js";

const TONES = { "": { frequency: 440 }, low: { frequency: 300 }, high: { frequency: 1500 } };

/** Until the browser has done what it does when it likes. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "done",
    (error: unknown) => (LiveAvatarError.is(error) ? error.code : (error as Error).name),
  );

describe("MicCapture", () => {
  let contexts: ReturnType<typeof recordContexts>;
  let microphones: SyntheticMicrophones;
  let mic: MicCapture;
  let said: string[];
  let made: MicCapture[];

  const make = (options: MicCaptureOptions = {}): MicCapture => {
    mic = new MicCapture({ getUserMedia: microphones.getUserMedia, ...options });
    made.push(mic);
    said = [];
    mic.subscribe(({ mic: state, error }) => said.push(error ? `${state} ${error.code}` : state));
    return mic;
  };
  /** The next frames that `wanted` takes, joined. */
  async function read(
    iterator: AsyncIterator<Float32Array, undefined>,
    count: number,
    wanted: (frame: Float32Array) => boolean = () => true,
  ): Promise<Float32Array> {
    const joined = new Float32Array(count * mic.bufferSize);
    for (let length = 0; length < count;) {
      const { done, value } = await iterator.next();
      if (done) throw new Error("the microphone ended");
      expect(value.length).to.equal(mic.bufferSize);
      if (wanted(value)) joined.set(value, mic.bufferSize * length++);
    }
    return joined;
  }
  const sounds = (frame: Float32Array): boolean => rmsOf(frame) > 0.3;
  const isSilent = (frame: Float32Array): boolean => frame.every((sample) => sample === 0);
  const frames = (): AsyncIterator<Float32Array, undefined> => mic[Symbol.asyncIterator]();

  before(() => (microphones = new SyntheticMicrophones(TONES)));
  after(() => microphones.close());
  beforeEach(() => {
    contexts = recordContexts();
    made = [];
    microphones.given.length = 0;
    microphones.failure = microphones.question = undefined;
  });
  afterEach(async () => {
    for (const one of made) one.stop();
    expect(microphones.alive, "tracks").to.equal(0);
    // Chromium says so a little later.
    await until(() => contexts.running() === 0);
    contexts.restore();
  });

  for (const [sampleRate, bufferSize] of [
    [16_000, 512],
    [24_000, 768],
    [48_000, 1536],
  ] as const) {
    it(`gives frames of 32 ms at ${sampleRate} with the tone of the device in them`, async () => {
      make({ sampleRate });
      expect([mic.sampleRate, mic.bufferSize]).to.deep.equal([sampleRate, bufferSize]);
      const iterator = frames();
      await read(iterator, 1, sounds);
      const tone = await read(iterator, 8);
      expect(pitchOf(tone, sampleRate)).to.be.closeTo(440, 1);
      expect(rmsOf(tone)).to.be.closeTo(Math.SQRT1_2 / 2, 0.02);
      expect(mic.level).to.be.closeTo(Math.SQRT1_2 / 2, 0.05);
      expect(said).to.deep.equal(["asking", "live"]);
      mic.stop();
      expect([mic.level, said.at(-1)]).to.deep.equal([0, "off"]);
    });
  }

  it("hears what the browser's own device gives", async () => {
    make({ getUserMedia: undefined });
    await mic.start();
    const loud = await read(frames(), 1, (frame) => rmsOf(frame) > 0.01);
    expect(loud.length).to.equal(512);
    mic.stop();
  });

  it("gives as many frames as time has passed, each of its own", async () => {
    const audioContext = new AudioContext();
    make({ audioContext, bufferSize: 160 });
    const iterator = frames();
    await read(iterator, 1);
    const before = audioContext.currentTime;
    const buffers = new Set<ArrayBufferLike>();
    for (let count = 0; count < 100; count += 1) buffers.add(((await iterator.next()).value as Float32Array).buffer);
    // What was on its way at either end; the clock runs on while this task waits for its turn.
    expect(audioContext.currentTime - before).to.be.greaterThan(0.9);
    expect([buffers.size, mic.droppedFrames]).to.deep.equal([100, 0]);
    mic.stop();
    expect(audioContext.state, "the page's own").to.equal("running");
    await mic.start();
    await read(frames(), 1, sounds);
    mic.stop();
    await audioContext.close();
  });

  it("gives silence from the task of a mute on, and goes on giving it", async () => {
    make();
    const iterator = frames();
    await read(iterator, 2, sounds);
    mic.setMuted(true);
    expect([mic.level, said.at(-1), microphones.given[0]?.enabled]).to.deep.equal([0, "muted", false]);
    // Two that were heard before may still wait; nothing that comes now is heard.
    await read(iterator, 2, isSilent);
    expect(isSilent(await read(iterator, 10))).to.equal(true);
    mic.setMuted(false);
    await read(iterator, 2, sounds);
    expect(said).to.deep.equal(["asking", "live", "muted", "live"]);
    mic.stop();
    await mic.start({ muted: true });
    expect(isSilent(await read(frames(), 3))).to.equal(true);
  });

  it("makes silence of what was on its way at a mute, and nothing of what is no frame", async () => {
    const { AudioWorkletNode: Original } = globalThis;
    const nodes: AudioWorkletNode[] = [];
    globalThis.AudioWorkletNode = class extends Original {
      constructor(...args: ConstructorParameters<typeof Original>) {
        super(...args);
        nodes.push(this);
      }
    };
    const tell = (data: unknown) => nodes[0]?.port.dispatchEvent(new MessageEvent("message", { data }));
    const said = (): object => ({ samples: new Float32Array(512).fill(0.25), level: 0.25 });
    const isSaid = (frame: Float32Array): boolean => frame.every((sample) => sample === 0.25);
    try {
      make();
      await mic.start();
      tell(said());
      mic.setMuted(true);
      tell(said());
      for (const data of [null, "frame", {}, { samples: [1], level: 1 }, { samples: new Float32Array(1) }]) tell(data);
      expect(mic.level).to.equal(0);
      const iterator = frames();
      await read(iterator, 1, isSaid);
      expect(isSilent(await read(iterator, 1)), "the next in the queue").to.equal(true);
      expect(isSilent(await read(iterator, 5, (frame) => isSilent(frame) || isSaid(frame)))).to.equal(true);
    } finally {
      globalThis.AudioWorkletNode = Original;
    }
  });

  it("keeps the choice of a mute when it is opened by a reader", async () => {
    make();
    mic.setMuted(true);
    expect(isSilent(await read(frames(), 3))).to.equal(true);
    expect(said).to.deep.equal(["asking", "muted"]);
  });

  it("is silent in push-to-talk but for the press, which opens it too", async () => {
    make({ interaction: "push-to-talk" });
    await mic.startPushToTalk();
    expect(said).to.deep.equal(["asking", "muted", "live"]);
    const iterator = frames();
    await read(iterator, 2, sounds);
    await mic.stopPushToTalk();
    await read(iterator, 3, isSilent);
    await mic.startPushToTalk();
    await read(iterator, 1, sounds);
    mic.setMuted(true);
    expect(await codeOf(mic.startPushToTalk())).to.equal("wrong-state");
    mic.stop();
    expect(await codeOf(mic.startPushToTalk())).to.equal("wrong-state");
    await until(() => contexts.running() === 0);
    expect(await codeOf(make().startPushToTalk())).to.equal("push-to-talk-refused");
    expect(await codeOf(mic.startPushToTalk({ signal: AbortSignal.abort() }))).to.equal("AbortError");
  });

  it("keeps two seconds for a slow reader, then counts what it loses, and says so once", async () => {
    const warned: string[] = [];
    const logger = { debug() {}, error() {}, warn: (text: string) => warned.push(text) };
    make({ bufferSize: 4000, logger });
    const iterator = frames();
    await read(iterator, 1);
    await until(() => mic.droppedFrames >= 2);
    expect(warned.length).to.equal(1);
    for (let count = 0; count < 8; count += 1) await iterator.next();
    mic.stop();
    expect((await iterator.next()).done, "no ninth").to.equal(true);
  });

  it("keeps the newest for a reader that comes late, and has lost nothing by that", async () => {
    make({ bufferSize: 8000 });
    await mic.start();
    expect(mic.droppedFrames).to.equal(0);
    await read(frames(), 2);
  });

  it("has one reader, until that leaves", async () => {
    make();
    const first = frames();
    const next = first.next();
    const second = await codeOf(frames().next());
    await next;
    expect([second, await codeOf(frames().next())]).to.deep.equal(["wrong-state", "wrong-state"]);
    await first.return?.();
    expect([said.at(-1), microphones.alive, (await first.next()).done]).to.deep.equal(["off", 0, true]);
    for await (const frame of mic) {
      expect(frame.length).to.equal(512);
      break;
    }
    expect([said.at(-1), microphones.alive, microphones.given.length]).to.deep.equal(["off", 0, 2]);
    // The first has nothing to close any more.
    await mic.start();
    await first.return?.();
    expect(said.at(-1)).to.equal("live");
  });

  it("ends a reader that waits, whether that leaves or the microphone is closed", async () => {
    make();
    const hold = deferred();
    microphones.question = hold.promise;
    const leaving = frames();
    const left = leaving.next();
    await leaving.return?.();
    expect([said, (await left).done]).to.deep.equal([["asking", "off"], true]);
    const waiting = frames().next();
    mic.stop();
    expect([said, (await waiting).done]).to.deep.equal([["asking", "off", "asking", "off"], true]);
    hold.resolve();
  });

  it("releases a device that is granted after the end, also after the next beginning", async () => {
    make();
    const hold = deferred();
    microphones.question = hold.promise;
    const first = codeOf(mic.start());
    mic.stop();
    expect(await first).to.equal("AbortError");
    await until(() => contexts.running() === 0);
    const abort = new AbortController();
    const second = codeOf(mic.start({ signal: abort.signal }));
    abort.abort();
    expect([await second, said.at(-1)]).to.deep.equal(["AbortError", "off"]);
    await until(() => contexts.running() === 0);
    hold.resolve();
    await until(() => microphones.given.length === 2);
    await until(() => microphones.alive === 0);
    expect(await codeOf(mic.start({ signal: abort.signal }))).to.equal("AbortError");
    await mic.start();
    expect(microphones.alive).to.equal(1);
  });

  it("says why it cannot be had, and leaves nothing behind", async () => {
    microphones.failure = new DOMException("", "NotAllowedError");
    make();
    expect(await codeOf(mic.start())).to.equal("mic-denied");
    expect(said).to.deep.equal(["asking", "blocked mic-denied"]);
    await until(() => contexts.running() === 0);
    expect(await codeOf(frames().next())).to.equal("mic-denied");
    microphones.failure = undefined;
    await read(frames(), 1);
    expect(said.at(-1), "a second try is another one").to.equal("live");
  });

  it("is not wanted any more after a failure of which nobody would hear", async () => {
    const asked: string[] = [];
    microphones.failure = new DOMException("", "NotFoundError");
    const alone = new MicCapture({
      getUserMedia: (constraints) => {
        asked.push("a device");
        return microphones.getUserMedia(constraints);
      },
    });
    expect(await codeOf(alone.start())).to.equal("mic-missing");
    const states: string[] = [];
    alone.subscribe((report) => states.push(report.mic));
    expect(states, "it is off").to.deep.equal([]);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(asked.length).to.equal(1);
  });

  it("tells whoever subscribes late how it is, and no listener stops it", async () => {
    make();
    await mic.start();
    const late: string[] = [];
    const remove = mic.subscribe((report) => {
      late.push(report.mic);
      throw new Error("a listener's");
    });
    mic.setMuted(true);
    remove();
    remove();
    mic.stop();
    expect([late, said]).to.deep.equal([
      ["live", "muted"],
      ["asking", "live", "muted", "off"],
    ]);
  });

  it("changes the device in mid-sentence: the old one until the new one, and never both", async () => {
    make({ deviceId: "low" });
    const iterator = frames();
    await read(iterator, 1, sounds);
    expect(pitchOf(await read(iterator, 6), 16_000)).to.be.closeTo(300, 1);
    const hold = deferred();
    microphones.question = hold.promise;
    const changed = mic.setDevice("high");
    expect(pitchOf(await read(iterator, 6), 16_000), "asked").to.be.closeTo(300, 1);
    hold.resolve();
    await changed;
    expect(microphones.given.map(({ readyState }) => readyState)).to.deep.equal(["ended", "live"]);
    await read(iterator, 1, (frame) => Math.abs(pitchOf(frame, 16_000) - 1500) < 20);
    expect(pitchOf(await read(iterator, 6), 16_000)).to.be.closeTo(1500, 3);
    microphones.failure = new DOMException("", "NotReadableError");
    await mic.setDevice("low");
    expect(said).to.deep.equal(["asking", "live", "live mic-busy"]);
    await read(iterator, 2, sounds);
    expect(contexts.made.length, "one context for all").to.equal(1);
  });

  it("waits for a device that goes away, and goes on with the next", async () => {
    make();
    const iterator = frames();
    await read(iterator, 1, sounds);
    microphones.dispatch("ended");
    expect(said.at(-1)).to.equal("interrupted mic-interrupted");
    const next = read(iterator, 20, sounds);
    await mic.start();
    await next;
    expect([said.at(-1), microphones.given.length]).to.deep.equal(["live", 2]);
  });

  it("shows a phone call, during which it gives silence", async () => {
    make();
    await mic.start();
    microphones.dispatch("mute");
    microphones.dispatch("unmute");
    expect(said).to.deep.equal(["asking", "live", "interrupted mic-interrupted", "live"]);
  });

  it("wakes a context of its own that was put to sleep, and shows it meanwhile", async () => {
    make();
    const iterator = frames();
    await read(iterator, 1, sounds);
    await contexts.made[0]?.suspend();
    await until(() => said.length === 4);
    expect(said.slice(2)).to.deep.equal(["interrupted mic-interrupted", "live"]);
    await read(iterator, 5, sounds);
  });

  it("wakes a context that wants a press in the next one", async () => {
    make();
    await mic.start();
    const [context] = contexts.made;
    const resume = context!.resume.bind(context);
    context!.resume = () => deferred().promise;
    await context!.suspend();
    await until(() => said.at(-1) !== "live");
    context!.resume = resume;
    document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true }));
    await until(() => said.at(-1) === "live");
    expect(said.slice(2)).to.deep.equal(["interrupted mic-interrupted", "live"]);
  });

  it("begins without a press after a second, as interrupted", async () => {
    make();
    const started = mic.start();
    const [context] = contexts.made;
    await context!.suspend();
    context!.resume = () => deferred().promise;
    await started;
    expect(said).to.deep.equal(["asking", "interrupted mic-interrupted"]);
  });

  it("asks nobody in a page that may not have a microphone", async () => {
    const secure = Object.getOwnPropertyDescriptor(globalThis, "isSecureContext")!;
    Object.defineProperty(globalThis, "isSecureContext", { value: false, configurable: true });
    try {
      make();
      expect(await codeOf(mic.start())).to.equal("mic-insecure");
      expect([said, microphones.given.length]).to.deep.equal([["insecure mic-insecure"], 0]);
    } finally {
      Object.defineProperty(globalThis, "isSecureContext", secure);
    }
  });

  it("shows that a context of the page's sleeps, and leaves it asleep until it begins anew", async () => {
    const audioContext = new AudioContext();
    make({ audioContext });
    await mic.start();
    await audioContext.suspend();
    await until(() => said.at(-1) !== "live");
    expect(said.at(-1)).to.equal("interrupted mic-interrupted");
    await audioContext.resume();
    await until(() => said.at(-1) === "live");
    mic.stop();
    await audioContext.suspend();
    await mic.start();
    expect([audioContext.state, said.at(-1)]).to.deep.equal(["running", "live"]);
    mic.stop();
    await audioContext.close();
  });

  it("takes a device into a context of another rate, whatever the engine says to that", async () => {
    const audioContext = new AudioContext({ sampleRate: 22_050 });
    make({ audioContext });
    const iterator = frames();
    await read(iterator, 1, sounds);
    expect(pitchOf(await read(iterator, 8), 16_000)).to.be.closeTo(440, 1);
    mic.stop();
    expect(audioContext.state).to.equal("running");
    await audioContext.close();
  });

  it("makes a context of the device's rate where the engine takes it in no other", async () => {
    const audioContext = new AudioContext();
    // As Firefox did for years, and says with this error.
    audioContext.createMediaStreamSource = () => {
      throw new DOMException("different sample-rate", "NotSupportedError");
    };
    make({ audioContext });
    const iterator = frames();
    await read(iterator, 1, sounds);
    expect(pitchOf(await read(iterator, 8), 16_000)).to.be.closeTo(440, 1);
    mic.stop();
    await until(() => contexts.running() === 1);
    expect(audioContext.state, "the page's").to.equal("running");
    await audioContext.close();
  });

  it("mixes the channels of a device into one", async () => {
    const context = new AudioContext();
    const [left, right] = [new ConstantSourceNode(context, { offset: 0.6 }), new ChannelMergerNode(context)];
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 2 });
    left.connect(right, 0, 0);
    right.connect(destination);
    left.start();
    make({ getUserMedia: () => Promise.resolve(destination.stream) });
    const half = await read(frames(), 1, (frame) => frame.every((sample) => Math.abs(sample - 0.3) < 0.01));
    expect(half.length).to.equal(512);
    mic.stop();
    await context.close();
  });

  it("says which options it cannot have", () => {
    for (const options of [
      { sampleRate: 7999 },
      { sampleRate: 96_000 },
      { sampleRate: 16_000.5 },
      { bufferSize: 63 },
      { bufferSize: 16_001 },
      { bufferSize: 100.5 },
    ]) {
      expect(() => new MicCapture(options))
        .to.throw(/an integer from/)
        .with.property("code", "config-invalid");
    }
  });
});
