/** The recipes of docs/voice-input.md, with the browser's own stand-in for a microphone. */
import { expect } from "chai";
import type { MicCapture } from "../../src/browser/index.js";
import { Resampler } from "../../src/core/resampler.js";
import { recipe } from "../support/recipe.js";

const DOCUMENT = "docs/voice-input.md";

interface MicrophoneRecipe {
  readonly mic: MicCapture;
  readonly listen: (
    handleFrame: (frame: Float32Array, level: number) => void,
    handleState: (state: string, help?: string) => void,
  ) => Promise<void>;
}

describe(DOCUMENT, () => {
  it("hears the microphone", async () => {
    const { mic, listen } = await recipe<MicrophoneRecipe>(DOCUMENT, "// microphone.js");
    const states: string[] = [];
    const lengths: number[] = [];
    await listen(
      (frame, level) => {
        lengths.push(frame.length);
        expect(level).to.be.within(0, 1);
        if (lengths.length === 5) mic.stop();
      },
      (state) => states.push(state),
    );
    // What had come before the stop is still read.
    expect(lengths.slice(0, 5)).to.deep.equal([768, 768, 768, 768, 768]);
    // On a busy machine Firefox mutes its false microphone for a moment.
    expect(states.filter((state) => state !== "interrupted").join(" ")).to.match(/^asking live( live)* off$/);
  });

  it("says how far the frames are behind", async () => {
    const text = await (await fetch(`/${DOCUMENT}`)).text();
    const latencyMs = new Resampler(48_000, 16_000).latencyMs.toFixed(1);
    expect(text).to.contain(`The frames are ${latencyMs} ms behind, at 48,000 to 16,000.`);
  });
});
