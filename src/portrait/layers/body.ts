/** Neck, shoulders and what is worn. */
import { line, mirrored, reversed, shape } from "../brush.js";
import { layDown } from "../sprites.js";
import type { Box, Place } from "../sprites.js";
import { css } from "../colour.js";
import type { Points } from "../view.js";
import type { Scene } from "./scene.js";

/** Cloth and its folds are one picture, which the breath lifts. */
export function paintBody(scene: Scene): void {
  const { brush, view, sprites, placement, frame, still } = scene;
  const place: Place = (x, y) => {
    view.placeBody(x, y);
    return view;
  };
  const lay = (name: string, box: Box, paint: (scene: Scene) => void): void => {
    const sprite = sprites.get(name, box, placement.scale, (to) => {
      paint(still(to));
    });
    layDown(brush, placement, sprite, { rows: [box.top, 130, 220, box.bottom], overlap: 1 }, place);
  };
  lay("garment-back", { left: -80, top: 100, right: 80, bottom: 240 }, paintGarmentBack);
  paintNeck(scene);
  lay("garment", { left: -240, top: 100, right: 240, bottom: Math.max(260, frame.bottom + 20) }, paintGarment);
}

const down = (points: Points, by: number): number[] => points.map((value, index) => (index % 2 ? value + by : value));

function paintGarmentBack({ brush, view, tones, figure }: Scene): void {
  const back = shape(view.body(mirrored([0, 127, 26, 123, 42, 127, 48, 142, 50, 190, 0, 210])));
  brush.fill(back, css(tones.clothesDark));
  if (figure.body.collar === "jacket")
    brush.fill(shape(view.body(mirrored([0, 122, 40, 118, 56, 140, 0, 200]))), css(tones.shirtDark));
}

function paintNeck({ brush, view, tones, figure, rig }: Scene): void {
  const neck = shape(view.hanging(mirrored(figure.body.neck), -12, 70, 150));
  brush.fill(neck, brush.linear(-60, 100, 60, 170, ...[tones.skin, tones.skin, tones.shade].map((tone) => css(tone))));
  brush.within(neck, () => {
    view.placeBody(0, 150);
    brush.dab(view.x - 34, view.y + 34, 62, 34, tones.skinLight, 0.6, -0.2);
    brush.dab(view.x + 54, view.y - 2, 42, 70, tones.cool, 0.75);
    brush.dab(view.x + 28, view.y + 10, 14, 46, tones.deep, 0.2, 0.3);
    brush.dab(view.x - 24, view.y + 6, 9, 44, tones.shade, 0.34, -0.3);
    brush.dab(view.x - 2, view.y + 42, 8, 10, tones.deep, 0.2);
    brush.dab(view.x - 26, view.y + 48, 34, 4, tones.skinLight, 0.5, 0.14);
    brush.dab(view.x + 30, view.y + 50, 34, 4, tones.shade, 0.6, -0.14);
    // The chin's shadow: it stays under the chin and follows the jaw.
    view.place(0, 112 + rig.jaw * 10, 20);
    brush.dab(view.x + 8, view.y - 2, 66, 40, tones.deep, 0.95);
    brush.dab(view.x + 14, view.y + 10, 56, 34, tones.cool, 0.6);
    brush.dab(view.x + 4, view.y - 12, 56, 22, tones.crease, 0.6);
  });
}

function paintGarment({ brush, view, tones, figure }: Scene): void {
  const { garment, opening, collar } = figure.body;
  const half = [...opening, ...garment];
  const cloth = shape(view.body(mirrored(half)));
  brush.fill(
    cloth,
    brush.linear(
      -150,
      150,
      170,
      300,
      ...[tones.clothesLight, tones.clothes, tones.clothesDark].map((tone) => css(tone)),
    ),
  );
  brush.within(cloth, () => {
    view.placeBody(0, 200);
    brush.dab(view.x - 120, view.y - 10, 74, 46, tones.clothesLight, 0.75, 0.5);
    brush.dab(view.x + 40, view.y + 60, 120, 110, tones.clothesDark, 0.5);
    brush.dab(view.x + 118, view.y + 6, 30, 120, tones.clothesDark, 0.5, 0.1);
    for (const side of [-1, 1]) {
      brush.dab(view.x + side * 96, view.y + 64, 10, 60, tones.clothesDark, 0.7, side * 0.22);
      brush.dab(view.x + side * 84, view.y + 62, 7, 60, tones.clothesLight, 0.35, side * 0.22);
      brush.dab(view.x + side * 60, view.y + 2, 46, 10, tones.clothesDark, 0.35, side * 0.9);
    }
    brush.stroke(cloth, brush.linear(40, 0, 190, 0, css(tones.rim, 0), css(tones.rim, 0.75)), 5);
    brush.stroke(cloth, brush.linear(-190, 0, -60, 0, css(tones.clothesLight, 0.7), css(tones.clothesLight, 0)), 4);
  });
  if (collar === "blouse") paintBlouse(scene({ brush, view, tones }), opening);
  else paintJacket(scene({ brush, view, tones }));
}

type ClothScene = Pick<Scene, "brush" | "view" | "tones">;
const scene = (full: ClothScene): ClothScene => full;

/** A soft band along the opening, with the shadow that it throws on the skin. */
function paintBlouse({ brush, view, tones }: ClothScene, opening: Points): void {
  const edge = mirrored(reversed(opening));
  brush.context.lineCap = "butt";
  const rim = line(view.body(down(edge, -1)));
  brush.stroke(rim, css(tones.crease), 5, 0.22);
  brush.stroke(line(view.body(down(edge, 2))), css(tones.clothesDark), 6);
  brush.stroke(line(view.body(down(edge, 1.4))), css(tones.clothesLight), 3.4, 0.8);
  brush.context.lineCap = "round";
}

const SHIRT = [0, 204, 10, 190, 30, 150, 47, 124, 58, 138, 52, 168, 34, 216, 20, 262, 0, 262] as const;
const COLLAR = [44, 119, 44, 119, 60, 134, 62, 168, 47, 200, 47, 200, 28, 195, 9, 190, 9, 190, 28, 156] as const;
const LAPEL = [
  62, 140, 62, 140, 84, 160, 92, 196, 92, 196, 70, 202, 78, 216, 78, 216, 40, 270, 8, 330, 8, 330, 26, 250, 48, 196,
] as const;

function paintJacket({ brush, view, tones }: ClothScene): void {
  brush.fill(
    shape(view.body(mirrored(SHIRT))),
    brush.linear(-60, 130, 60, 240, css(tones.shirt), css(tones.shirtDark)),
  );
  for (const side of [1, -1]) {
    const flip = (points: Points): number[] => points.map((value, index) => (index % 2 ? value : value * side));
    const lapel = shape(view.body(flip(LAPEL)));
    const collar = shape(view.body(flip(COLLAR)));
    brush.fill(shape(view.body(down(flip(LAPEL), 4))), css(tones.black), 0.3);
    brush.fill(
      lapel,
      brush.linear(
        side * 90,
        150,
        side * 10,
        290,
        css(side < 0 ? tones.clothesLight : tones.clothes),
        css(tones.clothesDark),
      ),
    );
    brush.stroke(lapel, css(tones.clothesLight), 1, side < 0 ? 0.6 : 0.3);
    brush.fill(shape(view.body(down(flip(COLLAR), 3.5))), css(tones.black), 0.28);
    brush.fill(
      collar,
      brush.linear(
        side * 60,
        120,
        side * 16,
        200,
        css(side < 0 ? tones.shirt : tones.shirtDark),
        css(tones.shirt),
        css(tones.shirtDark),
      ),
    );
    brush.stroke(collar, css(tones.white), 0.8, 0.35);
  }
}
