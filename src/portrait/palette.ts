/** The colours of a portrait: what a page may set, and the tones that a painter mixes from them. */
import { hex, lightness, mix, multiply } from "./colour.js";
import type { Rgb } from "./colour.js";

/** What can be set by a CSS variable `--live-avatar-portrait-<name>`. */
export const PALETTE_NAMES = [
  "skin",
  "hair",
  "brows",
  "eyes",
  "lips",
  "clothes",
  "shirt",
  "background",
  "light",
  "rim",
] as const;
export type PaletteName = (typeof PALETTE_NAMES)[number];
export type Palette = Readonly<Record<PaletteName, Rgb>>;

/** Colours as a figure's table says them. */
export type PaletteText = Readonly<Record<PaletteName, string>>;

export function paletteOf(text: PaletteText): Palette {
  return Object.fromEntries(PALETTE_NAMES.map((name) => [name, hex(text[name])])) as Palette;
}

/** Everything that the layers paint with. */
export type Tones = ReturnType<typeof tonesOf>;

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [10, 6, 8];

export function tonesOf(palette: Palette) {
  const { skin, hair, brows, eyes, lips, clothes, shirt, background, light, rim } = palette;
  const lit = multiply(skin, mix(light, WHITE, 0.55));
  const depth = 0.55 + 0.45 * lightness(skin);
  const shade = multiply(lit, [208, 160, 148]);
  const deep = multiply(lit, [150, 82, 70]);
  return {
    skin: lit,
    skinLight: mix(lit, [255, 236, 214], 0.42 * depth + 0.08),
    skinGlow: mix(lit, [255, 246, 232], 0.75),
    shade,
    deep,
    hairShadow: multiply(lit, [146, 98, 90]),
    /** The side away from the light takes the colour of the room. */
    cool: mix(multiply(lit, [150, 118, 140]), mix(rim, [70, 60, 110], 0.6), 0.22),
    blush: mix(multiply(lit, [244, 150, 140]), [214, 70, 70], 0.25),
    crease: multiply(lit, [120, 58, 48]),
    lash: multiply(mix(hair, BLACK, 0.72), [200, 190, 190]),
    stubble: mix(multiply(lit, [150, 140, 150]), hair, 0.5),
    brow: brows,
    browDark: mix(brows, BLACK, 0.4),
    hair,
    hairDark: mix(hair, BLACK, 0.62),
    hairMid: mix(multiply(hair, mix(light, WHITE, 0.4)), [150, 92, 60], 0.12),
    hairLight: mix(hair, mix(light, [214, 150, 104], 0.55), 0.42),
    hairSheen: mix(hair, mix(light, [255, 226, 196], 0.5), 0.68),
    sclera: mix([246, 242, 238], light, 0.15),
    scleraShade: mix([168, 158, 168], lit, 0.2),
    iris: eyes,
    irisDark: mix(eyes, BLACK, 0.68),
    irisLight: mix(eyes, [255, 240, 190], 0.45),
    lip: multiply(lips, mix(light, WHITE, 0.6)),
    lipDark: multiply(lips, [176, 112, 116]),
    lipLight: mix(lips, [255, 226, 214], 0.42),
    mouth: [58, 16, 20] as Rgb,
    mouthDeep: [22, 5, 9] as Rgb,
    teeth: mix([244, 238, 228], light, 0.2),
    teethShade: [168, 148, 142] as Rgb,
    tongue: [188, 84, 88] as Rgb,
    tongueLight: [222, 128, 126] as Rgb,
    clothes,
    clothesDark: mix(clothes, BLACK, 0.48),
    clothesLight: mix(clothes, mix(light, WHITE, 0.4), 0.3),
    shirt,
    shirtDark: multiply(shirt, [150, 146, 166]),
    background,
    backgroundLight: mix(background, light, 0.1 + 0.45 * lightness(background)),
    backgroundDark: mix(background, [14, 12, 26], 0.42),
    rim,
    white: WHITE,
    black: BLACK,
  };
}
