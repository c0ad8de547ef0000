/** Ears, the head's form in light and shade, nose, and the folds that a mien makes. */
import { flipped, line, mirrored, reversed, shape, skinDab } from "../brush.js";
import { css } from "../colour.js";
import type { Rig } from "../rig.js";
import type { Points } from "../view.js";
import { layDown, rowsBetween } from "../sprites.js";
import type { Place } from "../sprites.js";
import type { Scene } from "./scene.js";

const EAR = [0, -26, 12, -24, 15, -8, 11, 10, 6, 24, -2, 26, -6, 8, -6, -12] as const;
const EAR_FOLD = [-2, -18, 8, -17, 10, -4, 6, 8, 1, 12] as const;

const EARS = { left: -120, top: -60, right: 120, bottom: 60 } as const;
/** Depth of the ears' plane: one plane moves as one picture. */
const EAR_Z = -14;

export function layEars({ brush, view, sprites, placement, still }: Scene): void {
  const sprite = sprites.get("ears", EARS, placement.scale, (to) => {
    paintEars(still(to));
  });
  const place: Place = (x, y) => {
    view.place(x, y, EAR_Z);
    return view;
  };
  layDown(brush, placement, sprite, { rows: [EARS.top, EARS.bottom] }, place);
}

function paintEars({ brush, view, figure, tones }: Scene): void {
  const { x, y, height } = figure.ear;
  for (const side of [1, -1]) {
    const put = (points: Points): number[] =>
      points.map((value, index) => (index % 2 ? y + value * height : side * (x + value * height)));
    const ear = shape(view.flat(put(EAR), EAR_Z));
    brush.fill(ear, css(side > 0 ? tones.shade : tones.skin));
    brush.within(ear, () => {
      view.place(side * x, y, EAR_Z);
      brush.dab(view.x + side * 2, view.y - 2, 9, 18, tones.deep, 0.75);
      brush.dab(view.x - 3, view.y + 17, 8, 8, tones.blush, 0.6);
      brush.stroke(ear, css(side > 0 ? tones.rim : tones.skinLight), 3.2, side > 0 ? 0.4 : 0.8);
    });
    brush.stroke(line(view.flat(put(EAR_FOLD), EAR_Z)), css(tones.crease), 1.6, 0.4);
  }
}

/** How far the chin goes down with an open jaw. */
const JAW_DROP = 13;

/** How much of that a point at this height takes part in. */
const jawShare = (y: number): number => Math.min(1, Math.max(0, (y - 24) / 84));

/** Points of the jaw go down with it, the lower the more. */
function withJaw(points: Points, rig: Rig): number[] {
  return points.map((value, index) => {
    if (index % 2 === 0) return value;
    return value + jawShare(value) * (rig.jaw * JAW_DROP - rig.press * 1.5);
  });
}

export function paintFace(scene: Scene): void {
  const { brush, view, figure, tones, rig } = scene;
  const head = shape(view.flat(withJaw(mirrored(figure.outline), rig), 22));
  brush.within(head, () => {
    layForm(scene);
    paintMien(scene);
    brush.stroke(head, brush.linear(-30, 60, 60, 120, css(tones.crease, 0), css(tones.crease, 0.35)), 2.4);
  });
}

const FORM = { left: -110, top: -140, right: 110, bottom: 140 } as const;
const FORM_ROWS = rowsBetween(FORM.top, FORM.bottom, 10);
/** Of the depth of the skin in the middle: what a whole row moves by. */
const ROW_DEPTH = 0.72;

/** Light, shade, beard and the shadow of the hair do not change with the mien: one picture, which turns and drops with the jaw. */
function layForm({ brush, view, rig, sprites, placement, still }: Scene): void {
  const sprite = sprites.get("form", FORM, placement.scale, (to) => {
    const scene = still(to);
    // Opaque from edge to edge, so that strips may overlap; the head's outline cuts it.
    to.context.fillStyle = skinGradient(scene);
    to.context.fillRect(FORM.left, FORM.top, FORM.right - FORM.left, FORM.bottom - FORM.top);
    paintForm(scene);
    for (const [x, y, radiusX, radiusY, degrees, tone, alpha] of scene.figure.touches) {
      skinDab(to, scene.view, [x, y, radiusX, radiusY, degrees], scene.tones[tone], alpha);
    }
    if (scene.figure.stubble > 0) paintStubble(scene);
    paintHairShadow(scene);
  });
  const place: Place = (x, y) => {
    view.place(x, y + jawShare(y) * rig.jaw * JAW_DROP, view.skin(0, y) * ROW_DEPTH);
    return view;
  };
  layDown(brush, placement, sprite, { rows: FORM_ROWS, overlap: 1 }, place);
}

const skinGradient = ({ brush, tones }: Scene): CanvasGradient =>
  brush.linear(-70, -80, 74, 96, ...[tones.skinLight, tones.skin, tones.skin, tones.shade].map((tone) => css(tone)));

/** The light from the upper left on a round head. */
function paintForm({ brush, view, tones, figure }: Scene): void {
  const dab = (
    x: number,
    y: number,
    rx: number,
    ry: number,
    tone: keyof typeof tones,
    alpha: number,
    angle = 0,
  ): void => {
    skinDab(brush, view, [x, y, rx, ry, angle], tones[tone], alpha);
  };
  const wide = figure.round.halfWidth;
  // The far side turns away into cool shade; the near cheek's rim does so a little.
  dab(wide * 1.02, 14, 58, 135, "cool", 0.9, 6);
  dab(wide * 0.9, 52, 46, 80, "shade", 0.6, 12);
  dab(wide * 0.72, 62, 34, 62, "shade", 0.75, 24);
  dab(-wide * 1.02, 30, 20, 100, "shade", 0.65, -4);
  dab(-wide * 0.66, 84, 30, 44, "shade", 0.5, -30);
  dab(0, 122, 52, 18, "deep", 0.32);
  // Forehead, cheeks and chin take the light.
  dab(-22, -54, 60, 40, "skinLight", 0.95, -8);
  dab(-26, -62, 30, 16, "skinGlow", 0.32, -10);
  dab(-44, 22, 34, 26, "skinLight", 0.9, 20);
  dab(-47, 17, 17, 10, "skinGlow", 0.4, 24);
  dab(38, 22, 22, 18, "skinLight", 0.36, -20);
  dab(-3, 101, 17, 10, "skinLight", 0.6);
  // Sockets, the root of the nose, and what lies under brow, nose and lip.
  for (const side of [-1, 1]) {
    const heavy = side > 0 ? 1.15 : 0.85;
    dab(side * figure.eye.x, figure.eye.y - 13, 30, 15, "shade", 0.66 * heavy, side * 8);
    dab(side * 17, figure.eye.y - 8, 11, 18, "deep", 0.3 * heavy, side * -14);
    dab(side * (figure.eye.x + 1), figure.eye.y + 15, 24, 9, "shade", 0.4 * heavy, side * 10);
    dab(side * (figure.eye.x + 4), figure.eye.y + 24, 22, 7, "skinLight", 0.16);
  }
}

/** Folds and colour that come and go with the face. */
function paintMien({ brush, view, tones, rig, figure }: Scene): void {
  const blush = 0.3 + rig.blush * 0.34 + Math.max(0, rig.smile) * 0.14;
  skinDab(brush, view, [-46, 30 - rig.smile * 4, 26, 19, 14], tones.blush, blush);
  skinDab(brush, view, [46, 30 - rig.smile * 4, 25, 19, -14], tones.blush, blush * 0.9);
  const apple = Math.max(0, rig.smile) * 0.8 + rig.squint * 0.2;
  // Young skin folds less, and not before it must.
  const folding = 0.5 + figure.age * 0.4;
  const fold =
    (Math.max(0, rig.smile - 0.2) * 0.6 + Math.max(0, rig.upperLip - 0.2) * 0.25) * folding + figure.age * 0.26;
  const frown = rig.furrow * 0.5 + figure.age * 0.05;
  for (const side of [-1, 1]) {
    skinDab(
      brush,
      view,
      [side * 45, 25 - apple * 3, 17, 12, side * -20],
      tones.skinLight,
      apple * (side < 0 ? 0.7 : 0.4),
    );
    const out = rig.smile * 4 + rig.stretch * 3;
    const crease = [20, 37, 29 + out * 0.6, 44, 36 + out, 54 - rig.smile * 3, 38.5 + out, 65] as const;
    const folded = view.onSkin(side > 0 ? crease : flipped(crease), 2);
    for (const [width, alpha] of FOLD) brush.fill(lens(folded, width), css(tones.deep), fold * alpha);
    if (frown < 0.02) continue;
    const furrow = view.onSkin([side * 5, -17, side * 4.4, -23, side * 5.4, -30, side * 7, -36], 2);
    brush.fill(lens(furrow, 1.7), css(tones.deep), frown * 0.5);
    brush.fill(lens(furrow, 0.6), css(tones.crease), frown * 0.7);
  }
  const raised = Math.max(0, rig.browInner) * 0.4 * folding + figure.age * 0.18;
  if (raised < 0.03) return;
  for (const [y, strength] of [
    [-58, 1],
    [-69, 0.7],
  ] as const) {
    const lift = rig.browInner * 4;
    const wrinkle = line(
      view.onSkin([-40, y + 2 - lift, -20, y - 2 - lift, 0, y - lift, 20, y - 2 - lift, 38, y + 3 - lift], 2),
    );
    brush.stroke(wrinkle, css(tones.deep), 4, raised * 0.2 * strength);
    brush.stroke(wrinkle, css(tones.deep), 1.6, raised * 0.3 * strength);
  }
}

/** Half widths and strengths of a fold: its soft sides, and its depth. */
const FOLD = [
  [4.6, 0.24],
  [2.6, 0.3],
  [1, 0.42],
] as const;

/** A line of four points that is wide in its middle and nothing at its ends. */
function lens(points: Points, half: number): Path2D {
  const swollen = (by: number): number[] =>
    points.map((value, index) => (index > 1 && index < 6 ? value + (index % 2 ? -by * 0.5 : by) : value));
  const path = line(reversed(swollen(half)), line(swollen(-half)));
  path.closePath();
  return path;
}

/** Where a beard grows: along the jaw, around the mouth. Half of it: x, y, radii, strength. */
const BEARD = [
  [77, 8, 4, 14, 0.3],
  [75, 22, 9, 20, 0.4],
  [73, 38, 11, 20, 0.6],
  [70, 54, 14, 20, 0.75],
  [63, 70, 17, 20, 0.85],
  [52, 84, 20, 18, 0.9],
  [38, 96, 20, 17, 0.9],
  [20, 104, 20, 15, 0.9],
  [8, 93, 11, 9, 0.6],
  [52, 64, 16, 16, 0.4],
  [36, 74, 9, 16, 0.5],
  [11, 57, 13, 5, 0.45],
  [25, 60, 9, 6, 0.4],
  [32, 66, 6, 8, 0.4],
] as const;

function paintStubble({ brush, view, tones, figure }: Scene): void {
  const path = new Path2D();
  let turn = 0;
  for (const [x, y, radiusX, radiusY, strength] of BEARD) {
    for (const side of [-1, 1] as const) {
      skinDab(
        brush,
        view,
        [side * x, y, radiusX * 1.25, radiusY * 1.2, side * -28],
        tones.stubble,
        strength * figure.stubble,
      );
      const hairs = Math.round(radiusX * radiusY * 0.17);
      for (let hair = 0; hair < hairs; hair += 1) {
        // The golden angle spreads them evenly without a pattern that the eye finds.
        turn += 2.399963;
        const out = Math.sqrt((hair + 0.5) / hairs) * 0.85;
        const [hairX, hairY] = [side * x + Math.cos(turn) * radiusX * out, y + Math.sin(turn) * radiusY * out];
        view.place(hairX, hairY, view.skin(hairX, hairY));
        path.moveTo(view.x, view.y);
        path.lineTo(view.x + side * 0.5, view.y + 1.2);
      }
    }
  }
  brush.stroke(path, css(tones.hairDark), 0.5, figure.stubble * 0.8);
}

function paintHairShadow({ brush, view, tones, figure }: Scene): void {
  const path = line(view.onSkin(figure.hair.shadow, 1));
  // Several coats, each a little narrower: one would show its edge, and a hundred would round to another colour.
  for (let width = 27; width > 2; width -= 2.5) brush.stroke(path, css(tones.hairShadow), width, 0.085);
}

export function paintNose({ brush, view, figure, tones, rig }: Scene): void {
  const { tipY, baseY, halfWidth, bridge, lift } = figure.nose;
  const dab = (
    x: number,
    y: number,
    z: number,
    rx: number,
    ry: number,
    tone: keyof typeof tones,
    alpha: number,
    angle = 0,
  ): void => {
    view.place(x, y, view.skin(x, y) + z);
    brush.dab(view.x, view.y, rx, ry, tones[tone], alpha, view.roll + (angle * Math.PI) / 180);
  };
  const flare = rig.upperLip * 1.2 + rig.furrow;
  const wing = halfWidth + flare;
  // The side in shade, the shadow that falls below, then the wings.
  dab(bridge + 4, 4, 5, 8, 30, "shade", 0.75, -4);
  dab(wing * 0.8, tipY - 5, 8, 11, 20, "deep", 0.36, -12);
  dab(-wing * 0.95, tipY, 6, 7, 14, "shade", 0.6, 14);
  dab(4, baseY + 8, 6, wing + 9, 8, "deep", 0.62);
  dab(9, baseY + 11, 4, wing + 2, 7, "shade", 0.4, 10);
  const tip = lift;
  dab(0, tipY + 3, tip * 0.8, wing * 0.9, 12, "skin", 0.7);
  for (const side of [-1, 1]) dab(side * wing * 0.74, tipY + 5, tip * 0.5, 8, 9, side < 0 ? "skinLight" : "shade", 0.5);
  dab(1, tipY + 9, tip * 0.8, wing * 0.7, 7, "blush", 0.42);
  // Nostrils and the wings' edges.
  const place = (points: Points, depth: number): number[] => view.onSkin(points, depth);
  for (const side of [-1, 1]) {
    const flip = (points: Points): Points => (side > 0 ? points : flipped(points));
    const hole = shape(
      place(
        flip([
          3.2,
          baseY + 0.6,
          6,
          baseY - 2.6,
          wing * 0.66,
          baseY - 1.8,
          wing * 0.72,
          baseY + 0.8,
          wing * 0.4,
          baseY + 2,
        ]),
        tip * 0.75,
      ),
    );
    brush.fill(hole, css(tones.mouth), 0.72);
    const edge = line(
      place(
        flip([wing * 0.86, tipY - 5, wing * 1.04, tipY + 2, wing * 1.02, baseY - 3, wing * 0.8, baseY + 1.4]),
        tip * 0.5,
      ),
    );
    brush.stroke(edge, css(tones.deep), 4.4, side > 0 ? 0.2 : 0.1);
    brush.stroke(edge, css(tones.deep), 2.2, side > 0 ? 0.34 : 0.2);
  }
  brush.stroke(line(place([-4.4, baseY + 1, 0, baseY + 3.4, 4.4, baseY + 1], tip * 0.8)), css(tones.crease), 1.3, 0.42);
  // The light on ridge and tip.
  dab(-bridge * 0.45, -2, 8, 4.6, 26, "skinGlow", 0.5, -1);
  dab(-bridge * 0.3, 18, 12, 4.2, 16, "skinGlow", 0.45);
  dab(-2.6, tipY - 1, tip, 7.4, 6.4, "skinGlow", 0.7);
  dab(-3, tipY - 2.4, tip, 3, 2.4, "white", 0.5);
}
