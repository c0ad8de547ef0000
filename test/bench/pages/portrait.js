/* global atob, Blob, cancelAnimationFrame, requestAnimationFrame */
// A portrait that speaks: what each of its frames costs the main thread. Bundled by portrait-main.ts.
import { PortraitRenderer } from "../../../src/portrait/index.js";

/** A square of 640 CSS pixels. */
const SIDE = 640;
const EMOTIONS = ["happy", "surprised", "neutral", "sad", "relaxed", "angry"];

/**
 * Speaks `wav` to its end, one emotion after the other.
 * @returns milliseconds of script of each frame that was painted meanwhile, first ones (pictures are painted then) left out
 */
globalThis.speakPortrait = async (character, wav, warmUpFrames) => {
  const stage = document.createElement("div");
  Object.assign(stage.style, { width: `${SIDE}px`, height: `${SIDE}px` });
  document.body.append(stage);
  const costs = [];
  const portrait = new PortraitRenderer({
    character,
    motion: "full",
    requestFrame: (fn) => {
      const handle = requestAnimationFrame(() => {
        const start = performance.now();
        fn();
        costs.push(performance.now() - start);
      });
      return () => cancelAnimationFrame(handle);
    },
  });
  await portrait.mount(stage);
  let at = 0;
  const feel = () =>
    portrait.update({ avatar: { emotion: { label: EMOTIONS[at++ % EMOTIONS.length], intensity: 1 } } });
  feel();
  const feeling = setInterval(feel, 700);
  await portrait.speak(new Blob([Uint8Array.from(atob(wav), (letter) => letter.charCodeAt(0))], { type: "audio/wav" }));
  clearInterval(feeling);
  const { width } = stage.querySelector("canvas");
  await portrait.unmount();
  stage.remove();
  return { width, costs: costs.slice(warmUpFrames) };
};
