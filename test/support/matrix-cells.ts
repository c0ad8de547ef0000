/** The cells of the matrix test, as data: add a line for another window, layout or place. */
import type { MatrixPage } from "./matrix-site.js";
import { isNightly } from "./scope.js";

export interface Size {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Whether the text is twice as large as usual. */
  readonly isLarge?: boolean;
}

/** The narrowest, the lowest, a phone either way, a laptop, and large text. */
const CHOSEN_SIZES: readonly Size[] = [
  { width: 320, height: 480 },
  // 1280 × 1024 at 400 %
  { width: 320, height: 256 },
  { width: 390, height: 844 },
  { width: 568, height: 320 },
  { width: 390, height: 844, isLarge: true },
  { width: 1366, height: 768 },
];

const OTHER_SIZES: readonly Size[] = [
  { width: 844, height: 390 },
  { width: 667, height: 375 },
  { width: 768, height: 1024 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
  { width: 2560, height: 1440 },
  { width: 1280, height: 800, isLarge: true },
];

/** Each night all of them, else those in which most has gone wrong. */
export const SIZES = isNightly ? [...CHOSEN_SIZES, ...OTHER_SIZES] : CHOSEN_SIZES;

/** The attributes of each layout. */
export const LAYOUTS: Readonly<Record<string, string>> = {
  inline: "",
  floating: 'layout="floating" open',
  "floating at the top": 'layout="floating" open placement="top-start"',
  fullscreen: 'layout="fullscreen" open',
};

export const DIRECTIONS = ["ltr", "rtl"] as const;

export const SIZES_OF_PLACES: readonly Size[] = [
  { width: 320, height: 480 },
  { width: 844, height: 390 },
  { width: 1366, height: 768 },
];

const SLOTS = '<h2 slot="header">Ada</h2><p slot="footer">She is a machine.</p>';
const BESIDE = "main { display: flex; gap: 8px; flex-wrap: wrap } main > * { flex: 1 1 300px; min-inline-size: 0 }";

/** Where an inline element stands, and what it has. */
export const PLACES: Readonly<Record<string, Partial<MatrixPage>>> = {
  "without a text field": { attributes: "no-text-input" },
  "without a transcript": { attributes: "no-transcript" },
  "without either": { attributes: "no-text-input no-transcript" },
  "with header and footer": { content: SLOTS },
  "floating, with header and footer": { attributes: 'layout="floating" open', content: SLOTS },
  "fullscreen, with header and footer": { attributes: 'layout="fullscreen" open', content: SLOTS },
  "in a grid row": { styles: ".place { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr) }" },
  "in a flex row": { styles: BESIDE },
  // These take their width from what is in them.
  "in a centred flex column": { styles: ".place { display: flex; flex-direction: column; align-items: center }" },
  "in an inline grid": { styles: ".place { display: inline-grid; max-inline-size: 100% }" },
  "in a float": { styles: ".place { float: inline-end; max-inline-size: 100% } footer { clear: both }" },
  "in a cell": { styles: ".place { display: table-cell }" },
  "in a narrow column": { styles: ".place { inline-size: 260px }" },
  "in a fixed box": { styles: ".place { block-size: 340px } live-avatar { block-size: 100% }" },
};
