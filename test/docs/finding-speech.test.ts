/** docs/voice-input.md: its detectors of speech, and its recogniser of whole recordings. */
import { expect } from "chai";
import type { SileroVAD, UtteranceSTT } from "../../src/browser/index.js";
import { systemClock } from "../../src/core/clock.js";
import type { STTProvider } from "../../src/core/ports/speech-to-text.js";
import { deferred } from "../../src/core/wait.js";
import { FakeSTT } from "../../src/testing/index.js";
import { hear } from "../support/hear.js";
import { decibels, mix } from "../support/noises.js";
import { spokenInPage } from "../support/spoken-in-page.js";

const recipe = async <Module>(words: string): Promise<Module> =>
  (await import(new URL(`/recipes/docs/voice-input.md/${words.replace("// ", "")}`, location.href).href)) as Module;

async function sentence(): Promise<Float32Array> {
  const words = await spokenInPage("What is your name?", 16_000, decibels(-26));
  return mix(16_000, [0, new Float32Array(4 * 16_000)], [1, words]);
}

describe("docs/voice-input.md", () => {
  it("its Silero hears with four files in one folder", async () => {
    const { vad } = await recipe<{ vad: SileroVAD }>("// silero.js");
    await vad.init();
    const heard = await hear(vad, await sentence());
    vad.dispose();
    expect(heard.map(({ event }) => event)).to.deep.equal(["speech-start", "speech-end"]);
  });

  it("its recogniser tells what was said, and not what nobody says", async () => {
    const { makeRecogniser } = await recipe<{ makeRecogniser: (stt: STTProvider) => UtteranceSTT }>(
      "// whole-recordings.js",
    );
    const stt = new FakeSTT({ clock: systemClock });
    const final = deferred<string>();
    const connection = await makeRecogniser(stt).connect({ onTranscript: final.resolve, onError: final.reject });
    stt.plan({ answer: "thanks for watching" }, { answer: "What is your name?" });
    for (let time = 0; time < 2; time += 1) connection.send(await sentence());
    expect(await final.promise).to.equal("What is your name?");
    expect(stt.requests.map(({ input }) => [input.language, input.audio.type])).to.deep.equal([
      ["en", "audio/wav"],
      ["en", "audio/wav"],
    ]);
    connection.close();
  });
});
