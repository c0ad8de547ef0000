/** The avatar before a green wall, in a real room: with `chroma-key` the page shows behind her. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ElementPage } from "../support/breakage.js";
import { visits } from "../support/breakage.js";

const stand = visits();
const PATIENCE_FRAMES = 600;
/** Of 160×120: two corners of the wall, and her face. */
const PLACES = [
  [6, 6],
  [153, 6],
  [80, 60],
] as const;

/** Red, green, blue and alpha, 0…255, of the places, once the keyed picture has one. */
const pixelsOf = ({ frame }: ElementPage) =>
  frame.evaluate(
    async (patience, places) => {
      const context = new OffscreenCanvas(160, 120).getContext("2d", { willReadFrequently: true });
      if (!context) throw new Error("no context");
      for (let left = patience; left > 0; left -= 1) {
        // Just after it was drawn: WebGL keeps no picture longer than that.
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const keyed = document
          .querySelector("live-avatar")
          ?.shadowRoot?.querySelector<HTMLCanvasElement>("canvas.keyed");
        if (!keyed) continue;
        context.clearRect(0, 0, 160, 120);
        context.drawImage(keyed, 0, 0, 160, 120);
        const pixels = places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]);
        if ((pixels[2]?.[3] ?? 0) > 0) return pixels;
      }
      throw new Error("there is no keyed picture");
    },
    PATIENCE_FRAMES,
    PLACES,
  );

describe("an avatar before a green wall", () => {
  for (const key of ["auto", "#00b140"]) {
    it(`chroma-key="${key}": the wall is gone, the face is not`, () =>
      stand.visit({ scenario: "green-screen", attributes: `microphone="off" chroma-key="${key}"` }, async (element) => {
        await element.press("Start");
        await element.expect({ state: "ready", code: "" });
        const pixels = await pixelsOf(element);
        await element.press("End conversation");
        await element.expect({ state: "idle" });
        const [left = [], right = [], face = []] = pixels;
        for (const corner of [left, right])
          assert.ok((corner[3] ?? 255) < 16, `a corner of the wall: ${String(corner)}`);
        const [red = 0, green = 0, blue = 0, alpha = 0] = face;
        assert.ok(alpha > 240 && red > green && green > blue, `her face: ${String(face)}`);
      }));
  }
});
