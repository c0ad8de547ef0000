import { expect } from "chai";
import { PortraitRenderer } from "../../src/portrait/index.js";
import { FakeVoice } from "../../src/testing/index.js";
import { ManualFrames, stage, wav } from "./support.js";

/** RMS of a sine of this amplitude. */
const rms = (amplitude: number): number => amplitude * Math.SQRT1_2;
const tone = (amplitude: number) => (time: number) => amplitude * Math.sin(2 * Math.PI * 400 * time);

describe("how loud the portrait was", () => {
  let container: HTMLDivElement;
  let context: AudioContext;
  let portrait: PortraitRenderer;

  /** Says a sound; resolves when so many seconds of it have been played. */
  const speak = async (sound: Blob, seconds: number): Promise<void> => {
    void portrait.speak(sound);
    while (!(portrait.sound.loudest?.(0.5) ?? 0)) await new Promise((resolve) => requestAnimationFrame(resolve));
    const from = context.currentTime;
    while (context.currentTime < from + seconds) await new Promise((resolve) => requestAnimationFrame(resolve));
  };

  beforeEach(async () => {
    container = stage();
    context = new AudioContext();
    portrait = new PortraitRenderer({
      output: context.createGain(),
      motion: "reduced",
      requestFrame: new ManualFrames().request,
    });
    await portrait.mount(container);
  });
  afterEach(async () => {
    await portrait.unmount();
    await context.close();
    container.remove();
  });

  it("is the loudest moment of the time that is asked for, at the volume that is set", async () => {
    const fading = wav(3, (time) => (time < 0.3 ? 1 : 0.1) * tone(0.8)(time));
    await speak(fading, 0.5);
    expect(portrait.sound.loudest?.(2)).to.be.closeTo(rms(0.8), 0.06);
    expect(portrait.sound.loudest?.(0.02)).to.be.closeTo(rms(0.08), 0.01);
    portrait.sound.setVolume(0.5);
    expect(portrait.sound.loudest?.(2)).to.be.closeTo(rms(0.4), 0.03);
    portrait.sound.setMuted(true);
    expect(portrait.sound.loudest?.(2)).to.equal(0);
  });

  it("is nothing while it is silent", async () => {
    expect(portrait.sound.loudest?.(0.5)).to.equal(0);
    await speak(wav(2), 0.1);
    portrait.interrupt();
    expect(portrait.sound.loudest?.(0.5)).to.equal(0);
  });

  it("is not known of a voice that plays by itself", () => {
    const voiced = new PortraitRenderer({ voice: new FakeVoice() });
    expect(voiced.sound.loudest?.(0.5)).to.equal(undefined);
  });
});
