/** The scene: the values that the layers share while one picture is painted. */
import type { Brush, Placement } from "../brush.js";
import type { Figure } from "../figure.js";
import type { Box, Sprites } from "../sprites.js";
import type { Tones } from "../palette.js";
import type { Rig } from "../rig.js";
import type { View } from "../view.js";

export interface Scene {
  readonly brush: Brush;
  readonly view: View;
  readonly figure: Figure;
  readonly tones: Tones;
  readonly rig: Rig;
  readonly sprites: Sprites;
  readonly placement: Placement;
  /** The visible part of the picture in its own units. */
  readonly frame: Box;
  /** The same scene with the head straight and still: what sprites are painted of. */
  readonly still: (brush: Brush) => Scene;
}
