/* global document, AudioContext, AudioWorkletNode, Blob, GainNode, URL */
// The pipeline as an application bundles it: session and portrait from the package, models of the page's own.
import { PortraitRenderer } from "../../../dist/portrait/index.js";
import { AvatarSession, createSentenceSplitter } from "../../../dist/session/index.js";
import { CollectedModel, PacedModel, PacedVoice, TaskWatch } from "./scripted-models.js";

const SENTENCES = [
  "The harbour was quiet when we came in from the sea.",
  "Nobody had lit the lamps along the old stone wall.",
  "A dog looked up at us, and then it slept again.",
  "We tied the boat to a ring that was older than us.",
  "My brother said that it smelled of tar and oranges.",
  "There was one window with a light, high up the hill.",
  "It moved, as if somebody walked with it from room to room.",
  "We did not know yet whose house that had been.",
  "In the morning they told us, and they laughed a little.",
  "Nobody has lived there for sixty years, they said.",
];
const REPLY = SENTENCES.join(" ");

/** Tells where there was sound, in seconds of the context, by runs of at least half a millisecond without any. */
const EAR = `registerProcessor("ear", class extends AudioWorkletProcessor {
  quiet = Infinity; began = 0;
  process([[input = []] = []]) {
    for (let i = 0; i < 128; i += 1) {
      const time = (currentFrame + i) / sampleRate;
      if (Math.abs(input[i] ?? 0) > 1e-3) {
        if (this.quiet === Infinity) this.began = time;
        this.quiet = 0;
      } else if (this.quiet !== Infinity && (this.quiet += 1) > sampleRate / 2000) {
        this.port.postMessage([this.began, time - this.quiet / sampleRate]);
        this.quiet = Infinity;
      }
    }
    return true;
  }
});`;

/** A session with a portrait on the page, whose sound is listened to. */
async function converse(llm, tts) {
  const context = new AudioContext({ sampleRate: 48_000 });
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([EAR], { type: "text/javascript" })));
  const ear = new AudioWorkletNode(context, "ear");
  const mute = new GainNode(context, { gain: 0 });
  ear.connect(mute).connect(context.destination);
  const sounds = [];
  ear.port.onmessage = ({ data }) => sounds.push(data);
  await context.resume();
  const stage = document.createElement("div");
  stage.style.cssText = "width: 320px; height: 320px";
  document.body.append(stage);
  const session = new AvatarSession({ renderer: new PortraitRenderer({ output: ear }), llm, tts });
  await session.start(stage);
  const asked = context.currentTime;
  await session.sendMessage("Tell me a story.");
  await new Promise((resolve) => {
    const settle = () => {
      if (session.state === "ready") resolve();
    };
    session.on("state-change", settle);
    settle();
  });
  // The ear tells of the last sound a moment after it.
  for (const until = performance.now() + 200; performance.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  session.destroy();
  stage.remove();
  await context.close();
  return { asked, sounds };
}

const speechMs = (text) => 12 * text.length;
const synthesisMs = (text) => 150 + 3 * text.length;

globalThis.bench = {
  /** One ten-sentence reply. @returns milliseconds to the first sound, and of every gap between two sounds */
  async reply(isStreamed) {
    const Model = isStreamed ? PacedModel : CollectedModel;
    const { asked, sounds } = await converse(new Model(REPLY, 20), new PacedVoice(synthesisMs, speechMs));
    if (sounds.length !== SENTENCES.length)
      throw new Error(`${sounds.length} sounds for ${SENTENCES.length} sentences`);
    const gaps = sounds.slice(1).map(([began], index) => 1000 * (began - sounds[index][1]));
    return { firstSoundMs: 1000 * (sounds[0][0] - asked), gaps };
  },

  /** @returns milliseconds from each chunk that decides a sentence's end to the request for its sound */
  async requests(count) {
    const text = Array.from({ length: count }, (_, index) => SENTENCES[index % SENTENCES.length]).join(" ");
    const llm = new PacedModel(text, 10);
    const splitter = createSentenceSplitter();
    const deciding = llm.pieces.flatMap((piece, index) => splitter.push(piece).map(() => index));
    // Sounds so short that no sentence waits for another to be played.
    const tts = new PacedVoice(
      () => 0,
      () => 20,
    );
    await converse(llm, tts);
    return deciding.map((index, sentence) => tts.asked[sentence] - llm.given[index]);
  },

  /** A reply of that many chunks, all there at once. @returns the longest task in milliseconds */
  async flood(count) {
    const text = `${REPLY} `.repeat(Math.ceil((count * 5) / REPLY.length)).slice(0, count * 5);
    const llm = new PacedModel(text, 0, 5);
    const voice = { id: "silent", type: "local", mount: async () => {}, update() {}, interrupt() {}, unmount() {} };
    const renderer = { ...voice, speak: async () => {} };
    const tts = { id: "silent", synthesize: async () => new Blob() };
    const session = new AvatarSession({ renderer, llm, tts });
    await session.start();
    const watch = new TaskWatch();
    await session.sendMessage("Everything.");
    while (session.state !== "ready") await new Promise((resolve) => setTimeout(resolve, 20));
    const longestMs = watch.stop();
    const length = session.messages.at(-1).content.length;
    session.destroy();
    if (length < text.trimEnd().length) throw new Error(`${length} of ${text.length} characters came through`);
    return longestMs;
  },
};
