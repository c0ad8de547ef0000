/** Eyes: ball, iris, lids that follow the ball, lashes; and the brows above. */
import { line, reversed } from "../brush.js";
import { css } from "../colour.js";
import { clamp } from "../rig.js";
import type { Points } from "../view.js";
import { irisPicture } from "./iris.js";
import type { Scene } from "./scene.js";

/** Of one lid: points from the inner to the outer corner. */
interface Lids {
  readonly upper: readonly number[];
  readonly lower: readonly number[];
  readonly crease: readonly number[];
  /** 0 closed … 1 as in rest. */
  readonly open: number;
}

/** Where along the eye the lids' points are, and how high the lid is there. */
const ALONG = [-1, -0.72, -0.38, 0, 0.4, 0.76, 1] as const;
const UPPER = [0.02, 0.56, 0.91, 1.03, 0.93, 0.55, 0] as const;
const LOWER = [0.02, 0.42, 0.74, 0.94, 1, 0.74, 0] as const;

function lidsOf({ figure, rig }: Scene, side: 1 | -1): Lids {
  const { x, y, halfWidth, upper, lower, tilt, crease } = figure.eye;
  const blink = side < 0 ? rig.blinkR : rig.blinkL;
  const open = clamp(1 - blink, 0, 1);
  const ease = open * open * (3 - 2 * open);
  const wide = 1 + rig.wide * (rig.wide > 0 ? 0.34 : 0.5) + rig.gazeY * 0.12;
  // A closed lid lies below the corners' line, on the ball's lower half.
  const shut = -lower * 0.72 + rig.squint * 3.4;
  const height = ease * (upper * 0.95 * wide - rig.squint * 1.6) + (1 - ease) * shut;
  const depth = lower * (1 - rig.squint * 0.62 + Math.max(0, rig.wide) * 0.12) - (1 - ease) * 0.4 - rig.gazeY * 0.6;
  const at = (index: number): number => side * (x + (ALONG[index] ?? 0) * halfWidth);
  const base = (index: number): number => y - tilt * (((ALONG[index] ?? 0) + 1) / 2);
  const [top, bottom, fold]: [number[], number[], number[]] = [[], [], []];
  for (let index = 0; index < ALONG.length; index += 1) {
    const [high, low] = [UPPER[index] ?? 0, LOWER[index] ?? 0];
    top.push(at(index), base(index) - high * height);
    bottom.push(at(index), base(index) + Math.max(low * depth, high * -height));
    const folded = upper * wide * (0.5 + 0.5 * ease) + crease + rig.wide * 1.6 - rig.furrow * 1.5;
    fold.push(at(index) * 1, base(index) - high * folded * 0.9 - 1.6);
  }
  return { upper: top, lower: bottom, crease: fold, open: ease };
}

export function paintEyes(scene: Scene): void {
  for (const side of [-1, 1] as const) paintEye(scene, side);
}

/** The eye lies in its socket: a little behind the skin. */
const SOCKET = -3;

function paintEye(scene: Scene, side: 1 | -1): void {
  const { brush, view, figure, tones, rig } = scene;
  const { eye } = figure;
  const lids = lidsOf(scene, side);
  const upper = view.onSkin(lids.upper, SOCKET);
  const lower = view.onSkin(lids.lower, SOCKET);
  const crease = view.onSkin(lids.crease, SOCKET + 1);
  const lit = side < 0 ? 1 : 0.9;

  // The lid between crease and lashes.
  const lid = line(reversed(upper), line(crease));
  lid.closePath();
  view.place(side * eye.x, eye.y, view.skin(eye.x, eye.y) + SOCKET);
  const [centreX, centreY] = [view.x, view.y];
  brush.fill(lid, css(tones.shade), 0.5);
  brush.within(lid, () => {
    brush.dab(
      centreX - 3,
      centreY - 9 + (1 - lids.open) * 6,
      13,
      6,
      tones.skinLight,
      0.5 * lit + (1 - lids.open) * 0.2,
    );
    brush.dab(centreX + side * 14, centreY - 6, 10, 9, tones.deep, 0.4);
    brush.stroke(line(upper), css(tones.deep), 4, 0.35);
  });
  brush.stroke(line(crease), css(tones.deep), 2.6, 0.3);
  brush.stroke(line(crease), css(tones.crease), 1.1, 0.62);

  const opening = line(reversed(lower), line(upper));
  opening.closePath();
  if (lids.open > 0.03) {
    brush.fill(opening, css(tones.sclera));
    brush.within(opening, () => {
      paintBall(scene, side, centreX, centreY, upper);
    });
    // The wet edge of the lower lid.
    brush.stroke(line(lower), css(tones.blush), 1.8, 0.55);
    brush.stroke(
      line(lower.map((value, index) => (index % 2 ? value + 0.9 : value))),
      css(tones.skinGlow),
      0.8,
      0.5 * lit,
    );
  }
  brush.stroke(line(lower.map((value, index) => (index % 2 ? value + 1.7 : value))), css(tones.deep), 1.4, 0.3);
  paintLashes(scene, side, upper, lower, lids.open);
  // The inner corner.
  brush.dab(upper[0] ?? 0, (upper[1] ?? 0) + 0.6, 4, 2.6, tones.blush, 0.8);
  if (rig.squint > 0.1 || figure.age > 0.3) {
    const strength = Math.max(rig.squint * 0.6, 0) + figure.age * 0.3;
    const [cornerX, cornerY] = [side * (eye.x + eye.halfWidth), eye.y - eye.tilt];
    for (const [rise, run] of [
      [-7, 11],
      [0, 12],
      [6, 10],
    ] as const) {
      const points = [cornerX + side * 4, cornerY + 1 + rise * 0.3, cornerX + side * run, cornerY + 1 + rise] as const;
      brush.stroke(line(view.onSkin(points, 1)), css(tones.crease), 0.9, 0.34 * strength);
    }
  }
}

function paintBall(
  { brush, view, figure, tones, rig }: Scene,
  side: 1 | -1,
  x: number,
  y: number,
  upper: Points,
): void {
  const { eye } = figure;
  brush.dab(x - side * eye.halfWidth, y + 1, eye.halfWidth * 0.8, 13, tones.scleraShade, 0.8);
  brush.dab(x + side * eye.halfWidth, y, eye.halfWidth * 0.85, 13, tones.scleraShade, 0.9);
  brush.dab(x - side * eye.halfWidth, y + 2, 7, 5, tones.blush, 0.55);
  // Both eyes meet at the viewer, so each turns a little inwards.
  const turn = rig.gazeX * 8.6 - side * 0.7;
  const irisX = x + turn * Math.cos(view.roll);
  const irisY = y - 2.3 - rig.gazeY * 5 - eye.tilt * 0.4;
  const radius = eye.iris;
  const flat = Math.cos(clamp(turn / 17, -1, 1));
  const { context } = brush; // only now: dabs leave another transform behind
  context.save();
  context.translate(irisX, irisY);
  context.rotate(view.roll);
  context.scale(flat, 1);
  context.drawImage(irisPicture(tones), -radius, -radius, radius * 2, radius * 2);
  context.fillStyle = css(tones.black);
  context.beginPath();
  context.arc(0, 0, radius * (0.4 + rig.pupil * 0.09), 0, Math.PI * 2);
  context.fill();
  context.restore();
  // The upper lid's shadow on the ball.
  const shadow = line(upper);
  brush.stroke(shadow, css(tones.mouthDeep), 13, 0.16);
  brush.stroke(shadow, css(tones.mouthDeep), 9, 0.2);
  brush.stroke(shadow, css(tones.mouthDeep), 5, 0.3);
  // Catch-lights stay where the lamp is, not where the eye looks.
  const glintX = irisX * 0.8 + x * 0.2 - radius * 0.36;
  const glintY = irisY - radius * 0.36;
  brush.dab(glintX, glintY, radius * 0.42, radius * 0.46, tones.white, 0.95);
  brush.dab(glintX, glintY, radius * 0.26, radius * 0.3, tones.white, 1);
  brush.dab(irisX + radius * 0.42, irisY + radius * 0.46, radius * 0.26, radius * 0.2, tones.white, 0.5);
}

/** The lash line, thickest towards the outer corner, and lashes that fan out from it. */
function paintLashes({ brush, figure, tones }: Scene, side: 1 | -1, upper: Points, lower: Points, open: number): void {
  const { lashes, liner } = figure.eye;
  const [outerX, outerY] = upper.slice(-2) as [number, number];
  const thick = [0.25, 0.7, 1, 1.15, 1.3, 1.2, 0.2] as const;
  const rim = upper.map((value, index) => (index % 2 ? value - (thick[(index - 1) / 2] ?? 0) * liner : value));
  const wing = [outerX + side * lashes * 0.34, outerY - lashes * 0.22 * open + (1 - open) * 1.4];
  const band = line(
    reversed(upper.map((value, index) => (index % 2 ? value + 0.5 : value))),
    line([...rim.slice(0, -2), ...wing]),
  );
  band.closePath();
  brush.fill(band, css(tones.lash), 0.94);
  if (lashes === 0) return;
  const fan = new Path2D();
  const rise = 0.25 + 0.75 * open;
  for (let lash = 0; lash < 11; lash += 1) {
    const share = 0.16 + (lash / 10) * 0.84;
    const place = share * 6;
    const index = Math.min(5, Math.floor(place)) * 2;
    const rest = place - index / 2;
    const fromX = (rim[index] ?? 0) * (1 - rest) + (rim[index + 2] ?? 0) * rest;
    const fromY = (rim[index + 1] ?? 0) * (1 - rest) + (rim[index + 3] ?? 0) * rest + 0.6;
    const length = lashes * (0.35 + 0.65 * share) * (lash % 2 ? 0.86 : 1);
    const out = side * (share - 0.34) * length * 1.25;
    const up = length * (1.02 - share * 0.42) * (rise * 1.3 - 0.62);
    const width = 0.62;
    fan.moveTo(fromX - width, fromY);
    fan.quadraticCurveTo(fromX + out * 0.3, fromY - up * 0.66, fromX + out, fromY - up);
    fan.quadraticCurveTo(fromX + out * 0.3 + width, fromY - up * 0.5, fromX + width, fromY);
  }
  brush.fill(fan, css(tones.lash), 0.9);
  const below = new Path2D();
  for (let lash = 0; lash < 7; lash += 1) {
    const place = (0.5 + (lash / 6) * 0.46) * 6;
    const index = Math.min(5, Math.floor(place)) * 2;
    const rest = place - index / 2;
    const fromX = (lower[index] ?? 0) * (1 - rest) + (lower[index + 2] ?? 0) * rest;
    const fromY = (lower[index + 1] ?? 0) * (1 - rest) + (lower[index + 3] ?? 0) * rest + 1;
    below.moveTo(fromX, fromY);
    below.quadraticCurveTo(fromX + side * 0.8, fromY + 1.4, fromX + side * (1 + lash * 0.22), fromY + lashes * 0.3);
  }
  brush.stroke(below, css(tones.lash), 0.5, 0.3);
}

export function paintBrows(scene: Scene): void {
  const { brush, view, figure, tones, rig } = scene;
  const { line: middle, halves, hairs } = figure.brow;
  const last = halves.length - 1;
  for (const side of [-1, 1] as const) {
    const outer = side < 0 ? rig.browOuterR : rig.browOuterL;
    const moved: number[] = [];
    for (let index = 0; index <= last; index += 1) {
      const share = index / last;
      const inner = 1 - share;
      const [x = 0, y = 0] = [middle[index * 2], middle[index * 2 + 1]];
      const arch = Math.sin(Math.PI * Math.min(1, share * 1.1));
      moved.push(
        side * (x - rig.furrow * 4.4 * inner),
        y -
          rig.browInner * 8.5 * inner * inner -
          outer * 8.5 * share ** 0.8 -
          rig.wide * 1.4 * arch +
          rig.furrow * 5.4 * inner * inner,
      );
    }
    const widths = (from: number): number[] =>
      moved.map((value, index) => (index % 2 ? value + from * (halves[(index - 1) / 2] ?? 0) : value));
    const top = view.onSkin(widths(-1), 5);
    const bottom = view.onSkin(widths(1), 4);
    const brow = line(reversed(bottom), line(top));
    brow.closePath();
    const [innerX = 0, innerY = 0] = top;
    const [outerX = 0, outerY = 0] = top.slice(-2);
    // Thin at the inner end, where the hairs stand singly.
    const colour = brush.linear(
      innerX,
      innerY,
      outerX,
      outerY,
      ...[0.12, 0.62, 0.7, 0.66, 0.5].map((alpha) => css(tones.brow, alpha)),
    );
    brush.fill(brow, colour);
    brush.stroke(brow, colour, 2.4, 0.3);
    brush.within(brow, () => {
      const [x = 0, y = 0] = top.slice(last, last + 2);
      brush.dab(x, y + 3, 22, 6, tones.browDark, 0.4);
    });
    brush.fill(browHairs(top, bottom, side, hairs), css(tones.browDark), 0.5);
  }
}

/** Hairs stand up at the inner end and lie down along the arch. */
function browHairs(top: Points, bottom: Points, side: 1 | -1, hairs: number): Path2D {
  const path = new Path2D();
  const last = top.length / 2 - 1;
  for (let hair = 0; hair < hairs; hair += 1) {
    const share = (hair + Math.sin(hair * 7.3) * 0.4 + 0.4) / hairs;
    const place = share * last * 0.97;
    const index = Math.min(last - 1, Math.floor(place)) * 2;
    const rest = place - index / 2;
    const between = (points: Points, at: number): number =>
      (points[at] ?? 0) * (1 - rest) + (points[at + 2] ?? 0) * rest;
    const [topX, topY, lowX, lowY] = [
      between(top, index),
      between(top, index + 1),
      between(bottom, index),
      between(bottom, index + 1),
    ];
    const root = 0.55 + 0.45 * Math.sin(hair * 5.1);
    const [fromX, fromY] = [topX + (lowX - topX) * root, topY + (lowY - topY) * root];
    const flat = Math.min(1, share * 1.5);
    const height = (lowY - topY) * (0.8 - flat * 0.6) + 0.3;
    const run = side * (0.8 + flat * 4.2);
    path.moveTo(fromX - 0.32, fromY);
    path.quadraticCurveTo(fromX + run * 0.35, fromY - height * 0.8, fromX + run, fromY - height * (1 - flat * 0.55));
    path.quadraticCurveTo(fromX + run * 0.45, fromY - height * 0.5, fromX + 0.32, fromY + 0.2);
  }
  return path;
}
