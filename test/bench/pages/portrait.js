/* global Blob, cancelAnimationFrame, document, requestAnimationFrame */
// A portrait of 640 px that speaks, and what its frames cost the page's thread.
import { PortraitRenderer } from "../../../dist/portrait/index.js";

/** Something with the ups and downs of speech, in several bands: what the mouth follows is its loudness and colour. */
function babble(seconds) {
  const rate = 24_000;
  const count = seconds * rate;
  const view = new DataView(new ArrayBuffer(44 + 2 * count));
  const ascii = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  ascii(0, "RIFF");
  view.setUint32(4, 36 + 2 * count, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  ascii(36, "data");
  view.setUint32(40, 2 * count, true);
  for (let i = 0; i < count; i += 1) {
    const time = i / rate;
    const loudness = Math.max(0, Math.sin(2 * Math.PI * 4 * time)) * (0.6 + 0.4 * Math.sin(2 * Math.PI * 0.7 * time));
    const voice =
      Math.sin(2 * Math.PI * 180 * time) + 0.6 * Math.sin(2 * Math.PI * (700 + 500 * Math.sin(3 * time)) * time);
    view.setInt16(44 + 2 * i, 12_000 * loudness * voice, true);
  }
  return new Blob([view.buffer], { type: "audio/wav" });
}

globalThis.bench = {
  /** @returns milliseconds of script in each frame while it speaks, after the first second */
  async frames(character, seconds) {
    const stage = document.createElement("div");
    stage.style.cssText = "width: 640px; height: 640px";
    document.body.append(stage);
    const costs = [];
    const requestFrame = (draw) => {
      const id = requestAnimationFrame((time) => {
        const began = performance.now();
        draw(time);
        costs.push(performance.now() - began);
      });
      return () => cancelAnimationFrame(id);
    };
    const portrait = new PortraitRenderer({ character, requestFrame, motion: "full" });
    await portrait.mount(stage);
    portrait.update({ avatar: { emotion: { label: "happy", intensity: 0.8 } } });
    const spoken = portrait.speak(babble(seconds + 1));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    costs.length = 0;
    await spoken;
    const measured = [...costs];
    const { width } = stage.querySelector("canvas");
    await portrait.unmount();
    stage.remove();
    return { width, costs: measured };
  },
};
