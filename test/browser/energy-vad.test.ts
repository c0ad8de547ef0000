import { expect } from "chai";
import { EnergyVAD } from "../../src/browser/energy-vad.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { hear } from "../support/hear.js";
import { decibels, makeNoise, makeSyllables, mix, type NoiseName, seeded } from "../support/noises.js";

const RATE = 16_000;
const VOICE = decibels(-26);
const room = (seconds: number, db = -60, rate = RATE): Float32Array =>
  makeNoise("pink", seconds, rate, decibels(db), 4);
const names = (heard: Awaited<ReturnType<typeof hear>>): string[] => heard.map(({ event }) => event);

describe("EnergyVAD finds", () => {
  for (const rate of [8000, 16_000, 24_000, 48_000]) {
    it(`a sentence at ${rate} samples a second, in time for its first word to be kept`, async () => {
      const vad = new EnergyVAD({ sampleRate: rate });
      const sound = mix(rate, [0, room(5, -60, rate)], [2, makeSyllables(6, rate, VOICE)]);
      const [start, end, ...others] = await hear(vad, sound);
      expect([start?.event, end?.event, others.length]).to.deep.equal(["speech-start", "speech-end", 0]);
      expect(start?.at).to.be.within(2, 2 + vad.onsetMs / 1000);
      expect(end?.at).to.be.within(3.2 + 0.4, 3.2 + 0.9);
    });
  }

  it("the same whatever the length of the frames", async () => {
    const random = seeded(11);
    const sound = mix(RATE, [0, room(8)], [2, makeSyllables(4, RATE, VOICE)], [5, makeSyllables(5, RATE, VOICE, 210)]);
    const sizes = [() => 1, () => 160, () => 4096, () => 1 + Math.floor(random() * 3000)];
    for (const size of sizes) {
      const heard = names(await hear(new EnergyVAD(), sound, size));
      expect(heard).to.deep.equal(["speech-start", "speech-end", "speech-start", "speech-end"]);
    }
  });

  it("one sentence where a pause is short, and two where it is long", async () => {
    const twice = (pause: number): Float32Array =>
      mix(RATE, [0, room(6 + pause)], [2, makeSyllables(5, RATE, VOICE)], [3 + pause, makeSyllables(5, RATE, VOICE)]);
    expect(names(await hear(new EnergyVAD(), twice(0.35)))).to.have.length(2);
    expect(names(await hear(new EnergyVAD(), twice(1)))).to.have.length(4);
  });

  it("speech in the very first second, and in digital silence", async () => {
    const sound = mix(RATE, [0.2, makeSyllables(5, RATE, VOICE)], [1.2, new Float32Array(2 * RATE)]);
    expect(names(await hear(new EnergyVAD(), sound))).to.deep.equal(["speech-start", "speech-end"]);
  });

  it("speech over a fan that is 5 dB quieter, also when the fan began to blow a little earlier", async () => {
    const fan = makeNoise("fan", 8, RATE, decibels(-31), 2);
    const sound = mix(RATE, [0, room(12)], [3, fan], [7, makeSyllables(6, RATE, VOICE)]);
    const heard = await hear(new EnergyVAD(), sound);
    expect(names(heard)).to.deep.equal(["speech-start", "speech-end"]);
    expect(heard[0]?.at).to.be.within(7, 7.3);
  });
});

describe("EnergyVAD takes for no speech", () => {
  const noises: NoiseName[] = ["white", "pink", "hum", "fan", "clicks", "typing", "slams", "coughs", "beeps"];
  for (const name of noises) {
    it(`${name}, quiet or loud, that begin in a quiet room`, async () => {
      for (const db of [-45, -25]) {
        const sound = mix(RATE, [0, room(20)], [3, makeNoise(name, 17, RATE, decibels(db), 6)]);
        expect(names(await hear(new EnergyVAD(), sound)), `${db} dB`).to.deep.equal([]);
      }
    });
  }

  it("a blip of a voice: it is a misfire", async () => {
    const sound = mix(RATE, [0, room(4)], [2, makeSyllables(1, RATE, VOICE)]);
    const vad = new EnergyVAD({ minSpeechMs: 400 });
    expect(names(await hear(vad, sound))).to.deep.equal(["speech-start", "misfire"]);
  });

  it("what is quieter than silenceDb", async () => {
    const sound = mix(RATE, [0, room(4, -90)], [2, makeSyllables(6, RATE, decibels(-65))]);
    expect(names(await hear(new EnergyVAD(), sound))).to.deep.equal([]);
    const keen = new EnergyVAD({ silenceDb: -85 });
    expect(names(await hear(keen, sound))).to.deep.equal(["speech-start", "speech-end"]);
  });

  it("samples that are no numbers, and it hears on after them", async () => {
    const sound = mix(RATE, [0, room(5)], [2, makeSyllables(6, RATE, VOICE)]);
    sound.fill(NaN, 100, 900);
    sound.fill(Infinity, 1000, 1400);
    expect(names(await hear(new EnergyVAD(), sound))).to.deep.equal(["speech-start", "speech-end"]);
  });
});

describe("EnergyVAD", () => {
  it("ends speech that goes on for too long", async () => {
    const sound = mix(RATE, [0, room(8)], [1, makeSyllables(30, RATE, VOICE)]);
    const heard = await hear(new EnergyVAD({ maxSpeechMs: 3000 }), sound);
    expect(names(heard).slice(0, 3)).to.deep.equal(["speech-start", "speech-end", "speech-start"]);
    expect((heard[1]?.at ?? 0) - (heard[0]?.at ?? 0)).to.be.within(2.7, 3.1);
  });

  it("forgets on reset what was being said, without a word, and still knows the noise", async () => {
    const vad = new EnergyVAD();
    const sound = mix(RATE, [0, room(3)], [2, makeSyllables(5, RATE, VOICE)]);
    expect(names(await hear(vad, sound))).to.deep.equal(["speech-start"]);
    vad.reset();
    expect(names(await hear(vad, room(2)))).to.deep.equal([]);
    expect(names(await hear(vad, mix(RATE, [0, room(3)], [0.5, makeSyllables(5, RATE, VOICE)])))).to.deep.equal([
      "speech-start",
      "speech-end",
    ]);
  });

  it("tells nobody after dispose, and a listener that throws keeps the others from nothing", async () => {
    const errors: unknown[] = [];
    const logger = { debug() {}, warn() {}, error: (...args: unknown[]) => void errors.push(args) };
    const vad = new EnergyVAD({ logger });
    const sound = mix(RATE, [0, room(5)], [2, makeSyllables(6, RATE, VOICE)]);
    vad.on("speech-start", () => {
      throw new Error("mine");
    });
    expect(names(await hear(vad, sound))).to.deep.equal(["speech-start", "speech-end"]);
    expect(errors).to.have.length(1);
    vad.dispose();
    vad.dispose();
    expect(names(await hear(vad, sound))).to.deep.equal([]);
  });

  it("refuses options that make no sense", () => {
    const wrong = [{ sampleRate: 0 }, { sampleRate: NaN }, { enterDb: 3, exitDb: 4 }, { silenceMs: -1 }];
    for (const options of wrong) {
      try {
        new EnergyVAD(options);
        expect.fail(JSON.stringify(options));
      } catch (error) {
        expect(LiveAvatarError.is(error) && error.code).to.equal("config-invalid");
      }
    }
    expect(new EnergyVAD({ sampleRate: undefined }).sampleRate).to.equal(16_000);
  });
});
