/** The avatar before a green wall, in a real room: with `chroma-key` the page shows behind her. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ElementPage } from "../support/breakage.js";
import { visits } from "../support/breakage.js";

const stand = visits();
const PATIENCE_FRAMES = 600;

/** Red, green, blue and alpha, 0…255, of two corners of the wall and of her face, once the keyed picture has one. */
const pixelsOf = ({ frame }: ElementPage) =>
  frame.evaluate(async (patience) => {
    const context = new OffscreenCanvas(160, 120).getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("no context");
    const at = (x: number, y: number): number[] => [...context.getImageData(x, y, 1, 1).data];
    for (let left = patience; left > 0; left -= 1) {
      // Just after it was drawn: WebGL keeps no picture longer than that.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const keyed = document.querySelector("live-avatar")?.shadowRoot?.querySelector<HTMLCanvasElement>("canvas.keyed");
      if (!keyed) continue;
      context.clearRect(0, 0, 160, 120);
      context.drawImage(keyed, 0, 0, 160, 120);
      if ((at(80, 60)[3] ?? 0) > 0) return { corners: [at(6, 6), at(153, 6)], face: at(80, 60) };
    }
    throw new Error("there is no keyed picture");
  }, PATIENCE_FRAMES);

describe("an avatar before a green wall", () => {
  for (const key of ["auto", "#00b140"]) {
    it(`chroma-key="${key}": the wall is gone, the face is not`, () =>
      stand.visit({ scenario: "green-screen", attributes: `microphone="off" chroma-key="${key}"` }, async (element) => {
        await element.press("Start");
        await element.expect({ state: "ready", code: "" });
        const { corners, face } = await pixelsOf(element);
        for (const corner of corners) assert.ok((corner[3] ?? 255) < 16, `a corner of the wall: ${String(corner)}`);
        const [red = 0, green = 0, blue = 0, alpha = 0] = face;
        assert.ok(alpha > 240 && red > green && green > blue, `her face: ${String(face)}`);
      }));
  }
});
