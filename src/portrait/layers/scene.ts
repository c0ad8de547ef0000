/** What the layers share while one picture is painted. */
import type { Brush } from "../brush.js";
import type { Figure } from "../figure.js";
import type { Tones } from "../palette.js";
import type { Rig } from "../rig.js";
import type { View } from "../view.js";

export interface Scene {
  readonly brush: Brush;
  readonly view: View;
  readonly figure: Figure;
  readonly tones: Tones;
  readonly rig: Rig;
  /** The visible part of the picture in its own units. */
  readonly frame: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}
