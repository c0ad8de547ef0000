/** Lips, and what is seen between them: teeth, tongue, darkness. */
import { line, mirrored, reversed, shape } from "../brush.js";
import { css } from "../colour.js";
import { clamp } from "../rig.js";
import type { Points } from "../view.js";
import type { Scene } from "./scene.js";

/** Right halves, from the corner to the middle. */
interface Lips {
  readonly upperOuter: Points;
  readonly upperInner: Points;
  readonly lowerInner: Points;
  readonly lowerOuter: Points;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  readonly cornerY: number;
  readonly drop: number;
}

function lipsOf({ figure, rig }: Scene): Lips {
  const { y, halfWidth, upper, lower, bow } = figure.mouth;
  const grin = Math.max(0, rig.smile);
  const sulk = Math.max(0, -rig.smile);
  const width =
    halfWidth *
    (1 + rig.stretch * 0.2 - rig.pucker * 0.5 + grin * 0.27 - sulk * 0.05 - rig.jaw * 0.08 + rig.press * 0.03);
  const drop = rig.jaw * 25;
  const slim = 1 - grin * 0.16 - Math.max(0, rig.stretch) * 0.12 + rig.pucker * 0.3 - rig.press * 0.62;
  // For an "f" the upper lip gives way to the teeth that bite.
  const top = y - rig.upperLip * 3.4 - rig.jaw * 1.4 - grin * 1.2 + rig.press - rig.tuck * 2.4;
  const gap = rig.lowerLip * 5 + rig.upperLip * 1.5 + grin * rig.jaw * 2;
  const bottom = y + drop + gap - rig.tuck * 2 - rig.press * 0.6 - grin * 1.2;
  const cornerY = y + 0.6 - grin * 8.2 + sulk * 6 + drop * 0.34 + gap * 0.2;
  const [high, low] = [upper * slim, lower * (slim - rig.tuck * 0.34)];
  // With a closed mouth the seam sags a little beside the middle, and rises into a smile.
  const round = rig.pucker * 0.34;
  const at = (share: number): number => width * share;
  const lean = (value: number, share: number): number => value + (cornerY - value) * share;
  return {
    width,
    top,
    bottom,
    cornerY,
    drop,
    upperOuter: [
      ...[
        at(1),
        cornerY,
        at(1),
        cornerY,
        at(0.72),
        lean(top - high * 0.42, 0.44 - round),
        at(0.42),
        lean(top - high * 0.86, 0.12),
      ],
      ...[at(0.2), top - high * (1 + 0.04 * bow), 0, top - high * (1 - 0.26 * bow)],
    ],
    upperInner: [
      ...[
        at(0.98),
        cornerY + 0.2,
        at(0.98),
        cornerY + 0.2,
        at(0.7),
        lean(top - 0.4, 0.5 - round),
        at(0.36),
        lean(top - 0.3, 0.13),
        at(0.12),
        top + 0.7,
        0,
        top + 1.2,
      ],
    ],
    lowerInner: [
      ...[
        at(0.98),
        cornerY + 0.2,
        at(0.98),
        cornerY + 0.2,
        at(0.7),
        lean(bottom + 0.2, 0.44 - round),
        at(0.36),
        lean(bottom + 0.5, 0.1),
        at(0.12),
        bottom + 1.3,
        0,
        bottom + 1.2,
      ],
    ],
    lowerOuter: [
      ...[
        at(1),
        cornerY,
        at(1),
        cornerY,
        at(0.74),
        lean(bottom + low * 0.6, 0.42 - round),
        at(0.42),
        lean(bottom + low * 0.96, 0.1),
        at(0.16),
        bottom + low * 1.06,
        0,
        bottom + low * 1.08,
      ],
    ],
  };
}

export function paintMouth(scene: Scene): void {
  const { brush, view, tones, rig, figure } = scene;
  const lips = lipsOf(scene);
  const lift = 7 + rig.pucker * 7;
  const seen = (points: Points, more = 0): number[] => view.onSkin(points, lift + more);
  const upperOuter = seen(mirrored(lips.upperOuter));
  const upperInner = seen(mirrored(lips.upperInner));
  const lowerInner = seen(mirrored(lips.lowerInner));
  const lowerOuter = seen(mirrored(lips.lowerOuter));

  paintSurroundings(scene, lips);
  const open = line(reversed(lowerInner), line(upperInner));
  open.closePath();
  if (lips.bottom - lips.top > 0.5) paintInside(scene, lips, open, lift);

  const upper = line(reversed(upperInner), line(upperOuter));
  upper.closePath();
  const lower = line(reversed(lowerInner), line(lowerOuter));
  lower.closePath();
  view.place(0, lips.top, view.skin(0, lips.top) + lift);
  const [x, y] = [view.x, view.y];
  brush.fill(
    upper,
    brush.linear(x - 20, y - 8, x + 22, y + 6, ...[tones.lip, tones.lipDark, tones.lipDark].map((tone) => css(tone))),
  );
  brush.within(upper, () => {
    brush.dab(x - 9, y - figure.mouth.upper * 0.72, 12, 3.2, tones.lipLight, 0.5, -0.2);
    brush.dab(x + 10, y - figure.mouth.upper * 0.7, 9, 2.6, tones.lipLight, 0.22, 0.2);
    brush.stroke(line(upperInner), css(tones.mouth), 5, 0.28);
  });
  view.place(0, lips.bottom, view.skin(0, lips.bottom) + lift);
  const [lowX, lowY] = [view.x, view.y];
  const low = figure.mouth.lower;
  brush.fill(
    lower,
    brush.linear(
      lowX - 18,
      lowY,
      lowX + 24,
      lowY + low,
      ...[tones.lip, tones.lip, tones.lipDark].map((tone) => css(tone)),
    ),
  );
  brush.within(lower, () => {
    brush.dab(lowX - 4, lowY + low * 0.5, lips.width * 0.55, low * 0.46, tones.lipLight, 0.72);
    brush.dab(lowX - 7, lowY + low * 0.42, lips.width * 0.2, low * 0.17, tones.white, 0.45);
    brush.dab(lowX, lowY + low * 1.16, lips.width * 0.7, low * 0.34, tones.lipDark, 0.6);
    brush.stroke(line(lowerInner), css(tones.mouth), 3.4, 0.24);
  });
  // The seam, darkest in the corners.
  brush.stroke(line(upperInner), css(tones.mouth), 1.5 + rig.press * 0.4, 0.8);
  for (const side of [-1, 1]) {
    view.place(side * lips.width, lips.cornerY, view.skin(lips.width, lips.cornerY) + 3);
    brush.dab(view.x, view.y, 5.4, 4, tones.crease, 0.6);
    brush.dab(view.x + side * 4, view.y + 1, 8, 7, tones.deep, 0.3 + Math.abs(rig.smile) * 0.2);
  }
}

/** Philtrum above, the hollow under the lower lip, dimples beside. */
function paintSurroundings({ brush, view, tones, figure, rig }: Scene, lips: Lips): void {
  const at = (x: number, y: number, rx: number, ry: number, tone: keyof typeof tones, alpha: number): void => {
    view.place(x, y, view.skin(x, y) + 5);
    brush.dab(view.x, view.y, rx, ry, tones[tone], alpha, view.roll);
  };
  const above = lips.top - figure.mouth.upper;
  at(0, above - 5, 3.4, 7, "shade", 0.6);
  at(-5, above - 5, 2.6, 7, "skinLight", 0.45);
  at(0, above - 0.6, 12, 2, "skinLight", 0.5);
  const below = lips.bottom + figure.mouth.lower;
  at(2, below + 4.4, 20, 5.4, "deep", 0.5);
  at(3, below + 6.4, 15, 5, "cool", 0.34);
  at(0, below + 0.8, lips.width * 0.8, 3, "skinLight", 0.2 + rig.pucker * 0.2);
}

function paintInside({ brush, view, tones, rig, figure }: Scene, lips: Lips, open: Path2D, lift: number): void {
  view.place(0, figure.mouth.y, view.skin(0, figure.mouth.y) + lift - 5);
  const [x, y] = [view.x, view.y];
  const { width } = lips;
  const height = lips.bottom - lips.top;
  brush.fill(open, css(tones.mouthDeep));
  brush.within(open, () => {
    brush.dab(x, y + height * 0.8, width, height, tones.mouth, 0.9);
    const tongueY = y + lips.drop * 0.86 + 3 - rig.tongue * (5 + lips.drop * 0.34);
    brush.dab(x, tongueY + 5, width * 0.74, 11, tones.tongue, 0.95);
    brush.dab(x - 4, tongueY + 1, width * 0.34, 4.4, tones.tongueLight, 0.6);
    const lowerTeeth = y + lips.drop * 0.96 + 3;
    const low = [-0.62, 2.4, -0.5, -1.4, 0, -2.6, 0.5, -1.4, 0.62, 2.4] as const;
    const row = shape(low.map((value, index) => (index % 2 ? lowerTeeth + value : x + value * width)));
    brush.fill(row, css(tones.teethShade), Math.min(1, rig.lowerLip + rig.stretch * 0.6));
    // The upper teeth hang from the skull: they do not move with the jaw.
    const edge = y + 5.6 - rig.pucker * 3;
    const upperTeeth = [
      -0.82, -12, -0.8, -2.4, -0.5, 5.1, -0.2, 5.9, 0, 5.7, 0.2, 5.9, 0.5, 5.1, 0.8, -2.4, 0.82, -12,
    ] as const;
    const teeth = shape(upperTeeth.map((value, index) => (index % 2 ? y - rig.pucker * 3 + value : x + value * width)));
    // Rounded lips stand before the teeth; drawn up, as for "sh", they show them.
    const shown = clamp(1 - rig.pucker * 1.3 + (rig.lowerLip + rig.upperLip) * 0.6, 0, 1);
    const white = brush.linear(x, y - 3, x, edge, css(tones.teethShade), css(tones.teeth), css(tones.teeth));
    brush.fill(teeth, white, shown);
    brush.within(teeth, () => {
      for (const side of [-1, 1]) brush.dab(x + side * width * 0.86, y, width * 0.5, 12, tones.mouth, 0.85);
      const gaps = new Path2D();
      for (const place of [0, 0.19, 0.37, 0.53]) {
        for (const side of [-1, 1]) {
          gaps.moveTo(x + side * place * width, y - 2);
          gaps.lineTo(x + side * place * width * 1.01, edge + 0.5);
        }
      }
      brush.stroke(gaps, css(tones.teethShade), 0.5, 0.55 * shown);
    });
    // For "th" and "l" its tip is between or behind the teeth.
    const tip = clamp(rig.tongue * 2.5 - 1.5, 0, 1);
    brush.dab(x, y + 6.4, width * 0.46, 4.6, tones.tongue, tip);
    brush.dab(x - 2, y + 5.4, width * 0.26, 1.8, tones.tongueLight, tip * 0.8);
    // The upper lip throws its shadow on the teeth.
    brush.dab(x, y - 3 - rig.upperLip * 3.4, width * 1.1, 6, tones.mouthDeep, 0.55);
  });
}
