/** The reader of the palette: the colours of a page's style sheet, in any CSS syntax. */
import type { Figure } from "./figure.js";
import { PALETTE_NAMES, paletteOf } from "./palette.js";
import type { Palette } from "./palette.js";
import type { Rgb } from "./colour.js";

const VARIABLE = "--live-avatar-portrait-";

/** What the style sheet says at `element` now; the figure's own colours, for the scheme in use there, for the rest. */
export function readPalette(element: HTMLElement, figure: Figure): Palette {
  const ground = paletteOf(isDark(element) ? figure.dark : figure.light);
  const style = getComputedStyle(element);
  const set = PALETTE_NAMES.flatMap((name) => {
    const value = style.getPropertyValue(VARIABLE + name).trim();
    // `var()` in a property accepts anything and then inherits; the value alone is judged.
    if (value === "" || !CSS.supports("color", value)) return [];
    const colour = resolve(element, value);
    return colour ? [[name, colour] as const] : [];
  });
  return { ...ground, ...Object.fromEntries(set) };
}

/** Whether the element's `color-scheme`, and what the visitor prefers, come to dark. */
function isDark(element: HTMLElement): boolean {
  const colour = resolve(element, "light-dark(#fff, #000)");
  if (colour) return colour[0] < 128;
  return matchMedia("(prefers-color-scheme: dark)").matches; // a browser that does not know light-dark()
}

/** Lets the browser work it out (`var()`, `light-dark()`, `oklch()`…), and one pixel say the outcome. */
function resolve(element: HTMLElement, text: string): Rgb | undefined {
  const { style } = element;
  const [before, transition] = [style.color, style.transition];
  // A transition of colours on the page would answer with where it stands.
  style.setProperty("transition", "none");
  style.setProperty("color", "transparent");
  style.setProperty("color", text);
  const accepted = style.color !== "transparent";
  const { color } = getComputedStyle(element);
  style.color = before;
  style.transition = transition;
  return accepted ? pixel(color) : undefined;
}

function pixel(colour: string): Rgb | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return alpha > 0 ? [red, green, blue] : undefined;
}
