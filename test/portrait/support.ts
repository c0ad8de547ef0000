/** Sounds, frames and pictures for the portrait's tests. */
import type { RequestFrame } from "../../src/portrait/index.js";

/** A tone (or, with a function, any sound) as a WAV file of one channel and 16 bits. */
export function wav(seconds: number, sound: number | ((time: number) => number) = 220, sampleRate = 16_000): Blob {
  const at = typeof sound === "number" ? (time: number) => 0.5 * Math.sin(2 * Math.PI * sound * time) : sound;
  const count = Math.round(seconds * sampleRate);
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  const text = (offset: number, letters: string): void => {
    for (let index = 0; index < letters.length; index += 1) view.setUint8(offset + index, letters.charCodeAt(index));
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + count * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, count * 2, true);
  for (let index = 0; index < count; index += 1) view.setInt16(44 + index * 2, at(index / sampleRate) * 32_767, true);
  return new Blob([view.buffer], { type: "audio/wav" });
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
