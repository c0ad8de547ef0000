/** One picture: all layers, from the wall to the fringe. */
import type { Brush } from "./brush.js";
import type { Figure } from "./figure.js";
import { paintBackground } from "./layers/background.js";
import { paintBody } from "./layers/body.js";
import { paintBrows, paintEyes } from "./layers/eyes.js";
import { paintEars, paintFace, paintNose } from "./layers/face.js";
import { paintHairBack, paintHairFront } from "./layers/hair.js";
import { paintMouth } from "./layers/mouth.js";
import type { Scene } from "./layers/scene.js";
import type { Tones } from "./palette.js";
import type { Rig } from "./rig.js";
import type { View } from "./view.js";

/** What must be in the picture, in its own units: head and shoulders. */
const FRAME = { width: 330, top: -172, height: 412 } as const;

export interface Picture {
  readonly brush: Brush;
  readonly view: View;
  readonly figure: Figure;
  readonly tones: Tones;
}

/** Paints the figure as the rig says into `width` × `height` device pixels: the middle of the canvas, nothing cut off above. */
export function paint({ brush, view, figure, tones }: Picture, rig: Rig, width: number, height: number): void {
  const scale = Math.min(width / FRAME.width, height / FRAME.height);
  const top = FRAME.top - Math.max(0, height / scale - FRAME.height) * 0.45;
  const half = width / scale / 2;
  const frame = { left: -half, right: half, top, bottom: top + height / scale };
  const scene: Scene = { brush, view, figure, tones, rig, frame };
  view.turn(rig);
  brush.begin({ scale, originX: width / 2, originY: -top * scale });
  paintBackground(scene);
  paintHairBack(scene);
  paintBody(scene);
  paintEars(scene);
  paintFace(scene);
  paintMouth(scene);
  paintNose(scene);
  paintEyes(scene);
  paintBrows(scene);
  paintHairFront(scene);
}
