/** Locks: a filled ribbon each, strands of several tones along it, and the light that lies across. */
import { line, reversed, shape } from "../brush.js";
import { css } from "../colour.js";
import type { Rgb } from "../colour.js";
import type { Lock } from "../figure.js";
import type { Points } from "../view.js";
import { layDown, rowsBetween } from "../sprites.js";
import type { Place } from "../sprites.js";
import type { Scene } from "./scene.js";

interface Strand {
  readonly at: number;
  readonly half: number;
  readonly wave: number;
  readonly from: number;
  readonly to: number;
}

/** Hair does not grow by chance here: the same numbers make the same picture on every machine. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}

const TONES = 4;

function strandsOf(lock: Lock): readonly (readonly Strand[])[] {
  const random = sequence(
    Math.round(Math.abs((lock.from[0] ?? 1) * 31 + (lock.to[1] ?? 1) * 17) + lock.strands * 7 + 11),
  );
  return Array.from({ length: TONES }, (_, kind) =>
    Array.from({ length: Math.ceil(lock.strands * (kind === 3 ? 0.8 : 0.5)) }, () => {
      const sheen = kind === 3;
      const from = sheen ? lock.sheen[0] + (random() - 0.5) * 0.14 : random() * 0.25;
      const to = sheen ? lock.sheen[1] + (random() - 0.5) * 0.2 : 0.72 + random() * 0.28;
      return {
        // Some strands of the second kind leave the lock: hair has no cut edge.
        at: kind === 1 ? random() * 1.04 - 0.02 : 0.04 + random() * 0.92,
        half: (sheen ? 0.35 + random() * 0.4 : 0.35 + random()) / lock.strands,
        wave: (random() - 0.5) * 0.07,
        from: Math.max(0, from),
        to: Math.min(1, Math.max(from + 0.1, to)),
      };
    }),
  );
}

/** The point at `along` (0…1) of a curve given by points. */
function along(points: Points, share: number, axis: 0 | 1): number {
  const last = points.length / 2 - 1;
  const place = share * last;
  const index = Math.min(last - 1, Math.floor(place));
  const rest = place - index;
  const [before, from, to, after] = [Math.max(0, index - 1), index, index + 1, Math.min(last, index + 2)].map(
    (at) => points[at * 2 + axis] ?? 0,
  ) as [number, number, number, number];
  const [rise, turn] = [(to - before) / 2, (after - from) / 2];
  const [squared, cubed] = [rest * rest, rest * rest * rest];
  return (
    from * (2 * cubed - 3 * squared + 1) +
    rise * (cubed - 2 * squared + rest) +
    to * (3 * squared - 2 * cubed) +
    turn * (cubed - squared)
  );
}

const STEPS = 6;

/** A thin leaf between the edges: wide in its middle, pointed at both ends. */
function leaf(path: Path2D, from: Points, to: Points, strand: Strand): void {
  const [left, right]: [number[], number[]] = [[], []];
  for (let step = 0; step <= STEPS; step += 1) {
    const share = step / STEPS;
    const place = strand.from + (strand.to - strand.from) * share;
    const middle = strand.at + Math.sin(share * 5 + strand.at * 9) * strand.wave;
    const half = strand.half * Math.sin(Math.PI * Math.min(1, share * 0.98 + 0.02)) ** 0.7;
    const [fromX, fromY, toX, toY] = [
      along(from, place, 0),
      along(from, place, 1),
      along(to, place, 0),
      along(to, place, 1),
    ];
    left.push(fromX + (toX - fromX) * (middle - half), fromY + (toY - fromY) * (middle - half));
    right.push(fromX + (toX - fromX) * (middle + half), fromY + (toY - fromY) * (middle + half));
  }
  quick(path, left, right);
}

/** Curves through the middles of the points: cheaper than `shape`, and hair does not need better. */
function quick(path: Path2D, left: readonly number[], right: readonly number[]): void {
  path.moveTo(left[0] ?? 0, left[1] ?? 0);
  through(path, left);
  through(path, reversed(right));
  path.closePath();
}

function through(path: Path2D, points: readonly number[]): void {
  const end = points.length - 2;
  for (let index = 2; index < end; index += 2) {
    const [px = 0, py = 0, nextX = 0, nextY = 0] = points.slice(index, index + 4);
    path.quadraticCurveTo(px, py, (px + nextX) / 2, (py + nextY) / 2);
  }
  path.lineTo(points[end] ?? 0, points[end + 1] ?? 0);
}

const BOX = { left: -150, top: -166, right: 150, bottom: 262 } as const;
/** Long hair hangs on both sides: each side holds together where its hair is. */
const COLUMNS = [
  [BOX.left, 0, -95],
  [0, BOX.right, 90],
] as const;
/** Depth of the planes in which the two pictures of hair turn. */
const BACK_Z = -26;
const FRONT_Z = 24;

/** Behind the neck, where strips of the picture meet: without it the wall shines through the joints. */
const NAPE = [-70, 60, 70, 60, 72, 150, -72, 150] as const;

export function layHairBack(scene: Scene): void {
  const { brush, view, figure, tones } = scene;
  const [from, to] = figure.hair.hangs;
  if (from < BOX.bottom) brush.fill(shape(view.hanging(NAPE, BACK_Z, from, to)), css(tones.hairDark));
  lay(scene, "hair-back", BACK_Z, paintHairBack);
}

export function layHairFront(scene: Scene): void {
  lay(scene, "hair-front", FRONT_Z, paintHairFront);
}

function lay(
  { brush, view, figure, sprites, placement, still }: Scene,
  name: string,
  z: number,
  paint: (scene: Scene) => void,
): void {
  const [from, to] = figure.hair.hangs;
  const sprite = sprites.get(name, BOX, placement.scale, (toBrush) => {
    paint(still(toBrush));
  });
  const place: Place = (x, y) => {
    view.placeHanging(x, y, z, from, to);
    return view;
  };
  if (from >= BOX.bottom) {
    layDown(brush, placement, sprite, { rows: [BOX.top, BOX.bottom] }, place);
    return;
  }
  // On the head hair turns as one: two columns there would meet in a seam over the forehead, with the wall shining through.
  layDown(brush, placement, sprite, { rows: [BOX.top, from], overlap: 1 }, place);
  const rows = [...rowsBetween(from, to, 14), BOX.bottom];
  layDown(brush, placement, sprite, { rows, columns: COLUMNS, overlap: 1 }, place);
}

function paintHairBack(scene: Scene): void {
  const { brush, view, figure, tones } = scene;
  const [from, to] = figure.hair.hangs;
  const mass = shape(view.hanging(figure.hair.mass, -30, from, to));
  brush.fill(mass, brush.linear(-110, -80, 110, 120, css(tones.hair), css(tones.hairDark)));
  for (const lock of figure.hair.back) paintLock(scene, lock);
  brush.within(mass, () => {
    view.place(0, 90, -20);
    brush.dab(view.x, view.y, 84, 90, tones.black, 0.55);
  });
}

function paintHairFront(scene: Scene): void {
  for (const lock of scene.figure.hair.front) paintLock(scene, lock);
  const { brush, view, tones, figure } = scene;
  const parting = line(view.flat(figure.hair.parting, 20));
  brush.stroke(parting, css(tones.hairDark), 4, 0.3);
  brush.stroke(parting, css(tones.deep), 0.9, 0.5);
}

function paintLock({ brush, view, figure, tones }: Scene, lock: Lock): void {
  const [hangsFrom, hangsTo] = figure.hair.hangs;
  const from = view.hanging(lock.from, lock.z, hangsFrom, hangsTo);
  const to = view.hanging(lock.to, lock.z, hangsFrom, hangsTo);
  const ribbon = line(reversed(to), line(from));
  ribbon.closePath();
  const [x0 = 0, y0 = 0] = from;
  const [x1 = 0, y1 = 0] = from.slice(-2);
  const body = (lit: number): Rgb => (lit > 0.6 ? tones.hairMid : lit > 0.3 ? tones.hair : tones.hairDark);
  const strands = strandsOf(lock);
  // Strands that leave the lock are opaque: where strips of the picture overlap, half of a colour would count twice.
  const stray = new Path2D();
  for (const strand of strands[1] ?? []) leaf(stray, from, to, strand);
  brush.fill(stray, css(tones.hair));
  brush.fill(ribbon, brush.linear(x0, y0, x1, y1, css(body(lock.lit)), css(tones.hair), css(body(lock.lit - 0.35))));
  const kinds = [
    [tones.hairDark, 0.55],
    [tones.hair, 0.6],
    [tones.hairLight, 0.16 + 0.34 * lock.lit],
    [tones.hairSheen, lock.sheen[2]],
  ] as const;
  const paintStrands = (kind: number): void => {
    const [tone, alpha] = kinds[kind] ?? [tones.hair, 0];
    const path = new Path2D();
    for (const strand of strands[kind] ?? []) leaf(path, from, to, strand);
    brush.fill(path, css(tone), alpha);
  };
  brush.within(ribbon, () => {
    for (const kind of [1, 0, 2, 3]) paintStrands(kind);
    // The band of light that lies over all strands alike.
    const middle = (lock.sheen[0] + lock.sheen[1]) / 2;
    const bandX = (along(from, middle, 0) + along(to, middle, 0)) / 2;
    const bandY = (along(from, middle, 1) + along(to, middle, 1)) / 2;
    const slope = Math.atan2(
      along(to, middle, 1) - along(from, middle, 1),
      along(to, middle, 0) - along(from, middle, 0),
    );
    brush.dab(bandX, bandY, 46, 24, tones.hairLight, lock.sheen[2] * 0.9, slope);
    brush.stroke(line(from), css(tones.hairDark), 2.4, 0.3);
    brush.stroke(line(to), css(tones.hairDark), 2.4, 0.45);
    brush.stroke(line(from), brush.linear(60, 0, 118, 0, css(tones.rim, 0), css(tones.rim, 0.5)), 2.6);
  });
}
