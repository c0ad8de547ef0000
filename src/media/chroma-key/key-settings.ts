/** What the text of a `chroma-key` attribute says: the colour to be taken out, and how much around it. */

/** Red, green and blue, 0…1 each. */
export type Colour = readonly [red: number, green: number, blue: number];

export interface KeySettings {
  /** The colour that becomes transparent; undefined: the one at the picture's edges. */
  readonly colour: Colour | undefined;
  /** How far in hue and saturation a colour may be from it to become transparent: 0 that colour alone, 1 as far as grey. Default 0.45. */
  readonly similarity: number;
  /** The width of the border between transparent and opaque, in the same unit. Default 0.25. */
  readonly smoothness: number;
  /** How much of the colour's reflection is taken out of the rest, 0…1. Default 0.8. */
  readonly spill: number;
}

const DEFAULTS = { similarity: 0.45, smoothness: 0.25, spill: 0.8 } as const;

/** Reads `auto` or a CSS colour, and up to three numbers: similarity, smoothness, spill. What cannot be read has its default. */
export function keySettingsOf(text: string): KeySettings {
  const [, name = "", numbers = ""] = /^\s*(.*?)((?:\s+[\d.]+)*)\s*$/.exec(text) ?? [];
  const [similarity, smoothness, spill] = numbers.trim().split(/\s+/).map(share);
  return {
    colour: colourOf(name),
    similarity: similarity ?? DEFAULTS.similarity,
    smoothness: smoothness ?? DEFAULTS.smoothness,
    spill: spill ?? DEFAULTS.spill,
  };
}

function share(text: string): number | undefined {
  const number = text === "" ? NaN : Number(text);
  return number >= 0 && number <= 1 ? number : undefined;
}

/** The value of an opaque CSS colour; undefined for `auto` and for what is no colour. */
function colourOf(text: string): Colour | undefined {
  if (!CSS.supports("color", text)) return undefined;
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return alpha === 255 ? [red / 255, green / 255, blue / 255] : undefined;
}
