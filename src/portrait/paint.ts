/** The painter of one picture: all layers, from background to front hair. */
import { Brush } from "./brush.js";
import type { Figure } from "./figure.js";
import { layBackground } from "./layers/background.js";
import { paintBody } from "./layers/body.js";
import { paintBrows, paintEyes } from "./layers/eyes.js";
import { layEars, paintFace, paintNose } from "./layers/face.js";
import { layHairBack, layHairFront } from "./layers/hair.js";
import { paintMouth } from "./layers/mouth.js";
import type { Scene } from "./layers/scene.js";
import type { Tones } from "./palette.js";
import { neutralRig } from "./rig.js";
import type { Rig } from "./rig.js";
import { Sprites } from "./sprites.js";
import { View } from "./view.js";

/** What must be in the picture, in its own units: head and shoulders. */
const FRAME = { width: 330, top: -172, height: 412 } as const;

/** Paints one figure, again and again, into one canvas. */
export class Painter {
  readonly #figure: Figure;
  readonly #brush: Brush;
  readonly #view: View;
  readonly #stillView: View;
  readonly #sprites = new Sprites();
  #tones: Tones;

  constructor(context: CanvasRenderingContext2D, figure: Figure, tones: Tones) {
    this.#figure = figure;
    this.#tones = tones;
    this.#brush = new Brush(context);
    this.#view = new View(figure.round);
    this.#stillView = new View(figure.round);
    this.#stillView.turn(neutralRig());
  }

  setTones(tones: Tones): void {
    this.#tones = tones;
    this.dispose();
  }

  /** Frees what is kept between frames. */
  dispose(): void {
    this.#brush.forget();
    this.#sprites.forget();
  }

  /** Fills `width` × `height` device pixels: the figure in their middle, nothing of it cut off above. */
  paint(rig: Rig, width: number, height: number): void {
    const scale = Math.min(width / FRAME.width, height / FRAME.height);
    const top = FRAME.top - Math.max(0, height / scale - FRAME.height) * 0.45;
    const half = width / scale / 2;
    const placement = { scale, originX: width / 2, originY: -top * scale };
    const scene: Scene = {
      ...{ brush: this.#brush, view: this.#view, figure: this.#figure, tones: this.#tones, rig },
      ...{ sprites: this.#sprites, placement },
      frame: { left: -half, right: half, top, bottom: top + height / scale },
      still: (brush) => ({ ...scene, brush, view: this.#stillView, rig: neutralRig() }),
    };
    this.#view.turn(rig);
    this.#brush.begin(placement);
    layBackground(scene);
    layHairBack(scene);
    paintBody(scene);
    layEars(scene);
    paintFace(scene);
    paintMouth(scene);
    paintNose(scene);
    paintEyes(scene);
    paintBrows(scene);
    layHairFront(scene);
  }
}
