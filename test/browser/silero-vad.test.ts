import { expect } from "chai";
import { EnergyVAD } from "../../src/browser/energy-vad.js";
import { SileroVAD } from "../../src/browser/silero-vad.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { hear, type Heard } from "../support/hear.js";
import { decibels, makeNoise, mix } from "../support/noises.js";
import { spokenInPage } from "../support/spoken-in-page.js";

const RATE = 16_000;
const LEVEL_DB = -26;
const names = (heard: readonly Heard[]): string[] => heard.map(({ event }) => event);

const say = (text: string): Promise<Float32Array> => spokenInPage(text, RATE, decibels(LEVEL_DB));

async function failure(promise: Promise<unknown>): Promise<LiveAvatarError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(LiveAvatarError.is(error), String(error)).to.equal(true);
  return error as LiveAvatarError;
}

describe("SileroVAD with its real model", () => {
  let vad: SileroVAD;
  let talk: Float32Array;
  before(async () => {
    vad = new SileroVAD({ assetBase: "/silero" });
    await Promise.all([vad.init(), vad.init()]);
    const [first, second] = [await say("What is your name?"), await say("Tell me about the ocean, please.")];
    talk = mix(RATE, [0, new Float32Array(9 * RATE)], [1.5, first], [5, second]);
  });
  afterEach(() => {
    vad.reset();
  });
  after(() => {
    vad.dispose();
    vad.dispose();
  });

  it("finds two sentences, whatever the length of the frames", async () => {
    for (const size of [512, 160, 4096]) {
      const heard = await hear(vad, talk, () => size);
      expect(names(heard), String(size)).to.deep.equal(["speech-start", "speech-end", "speech-start", "speech-end"]);
      expect(heard[0]?.at).to.be.within(1.4, 1.5 + vad.onsetMs / 1000 + size / RATE);
    }
  });

  it("finds them in noise of the same loudness, and nothing in the noise alone; EnergyVAD does, too", async () => {
    for (const noise of ["white", "fan", "typing"] as const) {
      const around = makeNoise(noise, 9, RATE, decibels(LEVEL_DB), 3);
      for (const detector of [vad, new EnergyVAD()]) {
        const both = names(await hear(detector, mix(RATE, [0, talk], [0, around])));
        detector.reset();
        const alone = names(await hear(detector, around));
        detector.reset();
        const ends = both.filter((name) => name === "speech-end").length;
        expect([ends, alone.length], `${detector.id} in ${noise}`).to.deep.equal([2, 0]);
      }
    }
  });

  it("forgets on reset what was being said, also what the model still thinks about", async () => {
    const told: string[] = [];
    vad.on("speech-end", () => void told.push("speech-end"));
    const off = vad.on("speech-start", () => {
      told.push("speech-start");
      vad.reset();
    });
    await vad.process(talk.slice(1.4 * RATE, 2.2 * RATE));
    off();
    expect(told).to.deep.equal(["speech-start"]);
    expect(names(await hear(vad, new Float32Array(RATE)))).to.deep.equal([]);
  });
});

describe("SileroVAD", () => {
  const model = (isSpeech: () => number) => {
    const calls: string[] = [];
    const released = { calls };
    class MicVAD {
      readonly model = {
        process: (block: Float32Array) => {
          calls.push(String(block.length));
          return Promise.resolve({ isSpeech: isSpeech() });
        },
        release: () => {
          calls.push("release");
          return Promise.resolve();
        },
      };
      static readonly new = () => Promise.resolve(new MicVAD());
    }
    return { ...released, load: () => Promise.resolve({ default: { MicVAD } }) };
  };

  it("loads nothing before init, and hears nothing", async () => {
    let loads = 0;
    const { load } = model(() => 1);
    const vad = new SileroVAD({ load: () => ((loads += 1), load()) });
    expect(names(await hear(vad, new Float32Array(RATE)))).to.deep.equal([]);
    expect(loads).to.equal(0);
    await Promise.all([vad.init(), vad.init()]);
    await vad.init();
    expect(loads).to.equal(1);
    expect(names(await hear(vad, new Float32Array(RATE)))).to.deep.equal(["speech-start"]);
  });

  it("says where its files are missing, not fatally, and tries again", async () => {
    const vad = new SileroVAD({ assetBase: "/nowhere/" });
    const error = await failure(vad.init());
    expect([error.code, error.fatal, error.retryable]).to.deep.equal(["load-failed", false, true]);
    expect(error.message).to.contain(`${location.origin}/nowhere/`);
    let isThere = false;
    const { load } = model(() => 0);
    const later = new SileroVAD({ load: () => (isThere ? load() : Promise.reject(new Error("offline"))) });
    expect((await failure(later.init())).message).to.contain("offline");
    isThere = true;
    await later.init();
  });

  it("refuses what is not the package, and a version that it does not know", async () => {
    const strange = [undefined, {}, { MicVAD: 1 }, { MicVAD: () => undefined }];
    for (const loaded of strange) await failure(new SileroVAD({ load: () => Promise.resolve(loaded) }).init());
    const MicVAD = Object.assign(() => undefined, { new: () => Promise.resolve({ frames: [] }) });
    const error = await failure(new SileroVAD({ load: () => Promise.resolve({ MicVAD }) }).init());
    expect(error.message).to.contain("0.0.31");
  });

  it("ends the wait on abort; what is loaded then serves the next init", async () => {
    const { load } = model(() => 1);
    let arrive: () => void = () => undefined;
    const vad = new SileroVAD({
      load: async () => {
        await new Promise<void>((resolve) => {
          arrive = resolve;
        });
        return load();
      },
    });
    const controller = new AbortController();
    const waiting = vad.init({ signal: controller.signal }).catch((error: unknown) => (error as Error).name);
    controller.abort();
    expect(await waiting).to.equal("AbortError");
    arrive();
    await vad.init();
    expect(names(await hear(vad, new Float32Array(RATE)))).to.deep.equal(["speech-start"]);
  });

  it("releases its model on dispose, also one that comes later, once", async () => {
    const early = model(() => 1);
    const vad = new SileroVAD({ load: early.load });
    await vad.init();
    const taken = vad.process(new Float32Array(1024));
    vad.dispose();
    vad.dispose();
    await taken;
    await Promise.resolve();
    expect(early.calls.filter((call) => call === "release")).to.have.length(1);
    expect(names(await hear(vad, new Float32Array(RATE)))).to.deep.equal([]);
    const late = model(() => 1);
    const other = new SileroVAD({ load: late.load });
    const loading = other.init();
    other.dispose();
    await loading;
    expect(late.calls).to.deep.equal(["release"]);
  });

  it("tells the caller when the model fails, and takes the next frame", async () => {
    let fails = true;
    const { load } = model(() => {
      if (!fails) return 1;
      throw new Error("no memory");
    });
    const vad = new SileroVAD({ load });
    await vad.init();
    const error: unknown = await vad.process(new Float32Array(512)).catch((reason: unknown) => reason);
    expect(String(error)).to.contain("no memory");
    fails = false;
    expect(names(await hear(vad, new Float32Array(RATE)))).to.deep.equal(["speech-start"]);
  });
});
