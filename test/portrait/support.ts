/** Sounds, frames and pictures for the portrait's tests. */
import { encodeWav } from "../../src/core/wav.js";
import type { RequestFrame } from "../../src/portrait/index.js";

/** A tone (or, with a function, any sound) as a WAV file of one channel and 16 bits. */
export function wav(seconds: number, sound: number | ((time: number) => number) = 220, sampleRate = 16_000): Blob {
  const at = typeof sound === "number" ? (time: number) => 0.5 * Math.sin(2 * Math.PI * sound * time) : sound;
  const count = Math.round(seconds * sampleRate);
  const samples = Int16Array.from({ length: count }, (_, index) => at(index / sampleRate) * 32_767);
  return new Blob([encodeWav(samples, sampleRate)], { type: "audio/wav" });
}

/** Frames that come when a test says so. */
export class ManualFrames {
  #waiting: (() => void) | undefined;
  readonly request: RequestFrame = (fn) => {
    this.#waiting = fn;
    return () => {
      if (this.#waiting === fn) this.#waiting = undefined;
    };
  };

  /** Whether anybody waits for a frame. */
  get pending(): boolean {
    return this.#waiting !== undefined;
  }

  run(): void {
    const frame = this.#waiting;
    this.#waiting = undefined;
    frame?.();
  }
}

/** A place in the page for a portrait of that size, in the light scheme. */
export function stage(size = 160): HTMLDivElement {
  const container = document.createElement("div");
  Object.assign(container.style, { width: `${String(size)}px`, height: `${String(size)}px`, colorScheme: "light" });
  document.body.append(container);
  return container;
}

export const canvasIn = (container: ParentNode): HTMLCanvasElement => {
  const canvas = container.querySelector("canvas");
  if (!canvas) throw new Error("there is no canvas");
  return canvas;
};

export function pixels(canvas: HTMLCanvasElement): Uint8ClampedArray {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no context");
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

/** Share of the pixels, 0…1, of which a channel differs by more than `tolerance`. */
export function difference(one: Uint8ClampedArray, other: Uint8ClampedArray, tolerance = 12): number {
  if (one.length !== other.length) return 1;
  let count = 0;
  for (let at = 0; at < one.length; at += 4) {
    const differs = [0, 1, 2].some(
      (channel) => Math.abs((one[at + channel] ?? 0) - (other[at + channel] ?? 0)) > tolerance,
    );
    if (differs) count += 1;
  }
  return count / (one.length / 4);
}
