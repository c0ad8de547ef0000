/** Colours as three numbers, and the few sums that a painter does with them. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** `share` 0: the first colour, 1: the second. */
export function mix(one: Rgb, other: Rgb, share: number): Rgb {
  return [
    one[0] + (other[0] - one[0]) * share,
    one[1] + (other[1] - one[1]) * share,
    one[2] + (other[2] - one[2]) * share,
  ];
}

/** The colour as it looks in light of another colour (255 is white light). */
export function multiply(one: Rgb, light: Rgb): Rgb {
  return [(one[0] * light[0]) / 255, (one[1] * light[1]) / 255, (one[2] * light[2]) / 255];
}

/** Tones are kept objects: most of a frame's colours were written before. */
const opaque = new WeakMap<Rgb, string>();

export function css(colour: Rgb, alpha = 1): string {
  if (alpha !== 1) return write(colour, alpha);
  let text = opaque.get(colour);
  if (text === undefined) opaque.set(colour, (text = write(colour, 1)));
  return text;
}

function write(colour: Rgb, alpha: number): string {
  const [red, green, blue] = colour.map((channel) => Math.round(Math.min(255, Math.max(0, channel))));
  return `rgba(${String(red)},${String(green)},${String(blue)},${String(alpha)})`;
}

/** `#rrggbb` as it stands in our own tables. */
export function hex(text: string): Rgb {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** 0 black … 1 white, as the eye weighs it. */
export function lightness(colour: Rgb): number {
  return (0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]) / 255;
}
