/** The brush of the layers: smooth curves through points, and soft dabs of colour. */
import { css } from "./colour.js";
import type { Rgb } from "./colour.js";
import type { Points, View } from "./view.js";

/** The picture's own units on the canvas: scale and origin. */
export interface Placement {
  readonly scale: number;
  readonly originX: number;
  readonly originY: number;
}

/** How a dab fades from its middle to its rim: a bell, which leaves no edge. */
const BELL = [0, 0.12, 0.25, 0.38, 0.5, 0.62, 0.75, 0.88, 1].map(
  (at) => [at, Math.max(0, Math.exp(-4 * at * at) - Math.exp(-4)) / (1 - Math.exp(-4))] as const,
);

/** Less than this of a colour changes no pixel. */
const UNSEEN = 0.003;

export class Brush {
  readonly #context: CanvasRenderingContext2D;
  readonly #dabs = new Map<Rgb, CanvasGradient>();
  #placement: Placement = { scale: 1, originX: 0, originY: 0 };
  /** Dabs leave their own transform behind: most are followed by another dab. */
  #isAway = false;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  /** The canvas context in the picture's units; a caller that transforms it must restore it. */
  get context(): CanvasRenderingContext2D {
    if (this.#isAway) this.#home();
    return this.#context;
  }

  begin(placement: Placement): void {
    this.#placement = placement;
    this.#home();
    const { context } = this;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.globalAlpha = 1;
  }

  /** The colours have changed: the kept gradients are of the old ones. */
  forget(): void {
    this.#dabs.clear();
  }

  fill(path: Path2D, paint: string | CanvasGradient, alpha = 1): void {
    if (alpha <= UNSEEN) return;
    const { context } = this;
    context.globalAlpha = alpha;
    context.fillStyle = paint;
    context.fill(path);
    context.globalAlpha = 1;
  }

  stroke(path: Path2D, paint: string | CanvasGradient, width: number, alpha = 1): void {
    if (alpha <= UNSEEN) return;
    const { context } = this;
    context.globalAlpha = alpha;
    context.strokeStyle = paint;
    context.lineWidth = width;
    context.stroke(path);
    context.globalAlpha = 1;
  }

  /** What `paint` draws shows only inside the path. */
  within(path: Path2D, paint: () => void): void {
    this.context.save();
    this.#context.clip(path);
    paint();
    this.#context.restore();
    this.#isAway = false; // with the clip the transform came back
  }

  /** A soft ellipse; colours must be kept objects, their gradients are found by identity. */
  dab(x: number, y: number, radiusX: number, radiusY: number, colour: Rgb, alpha: number, angle = 0): void {
    if (alpha <= UNSEEN) return;
    const context = this.#context;
    const { scale, originX, originY } = this.#placement;
    const cos = Math.cos(angle) * scale;
    const sin = Math.sin(angle) * scale;
    const [atX, atY] = [originX + x * scale, originY + y * scale];
    context.setTransform(cos * radiusX, sin * radiusX, -sin * radiusY, cos * radiusY, atX, atY);
    this.#isAway = true;
    context.globalAlpha = Math.min(1, alpha);
    context.fillStyle = this.#dab(colour);
    context.fillRect(-1, -1, 2, 2);
    context.globalAlpha = 1;
  }

  linear(fromX: number, fromY: number, toX: number, toY: number, ...stops: readonly string[]): CanvasGradient {
    const gradient = this.#context.createLinearGradient(fromX, fromY, toX, toY);
    stops.forEach((stop, index) => {
      gradient.addColorStop(index / (stops.length - 1), stop);
    });
    return gradient;
  }

  #dab(colour: Rgb): CanvasGradient {
    let gradient = this.#dabs.get(colour);
    if (!gradient) {
      gradient = this.#context.createRadialGradient(0, 0, 0, 0, 0, 1);
      for (const [at, alpha] of BELL) gradient.addColorStop(at, css(colour, alpha));
      this.#dabs.set(colour, gradient);
    }
    return gradient;
  }

  #home(): void {
    const { scale, originX, originY } = this.#placement;
    this.#context.setTransform(scale, 0, 0, scale, originX, originY);
    this.#isAway = false;
  }
}

/** A closed smooth curve through seen points; a point given twice is a corner. */
export function shape(points: Points, path = new Path2D()): Path2D {
  const count = points.length / 2;
  path.moveTo(x(points, 0), y(points, 0));
  for (let index = 0; index < count; index += 1) {
    segment(path, points, (index + count - 1) % count, index, (index + 1) % count, (index + 2) % count);
  }
  path.closePath();
  return path;
}

/** An open smooth curve; with `path` it goes on from where that one is. */
export function line(points: Points, path?: Path2D): Path2D {
  const last = points.length / 2 - 1;
  const curve = path ?? new Path2D();
  if (path) curve.lineTo(x(points, 0), y(points, 0));
  else curve.moveTo(x(points, 0), y(points, 0));
  for (let index = 0; index < last; index += 1) {
    segment(curve, points, Math.max(0, index - 1), index, index + 1, Math.min(last, index + 2));
  }
  return curve;
}

const x = (points: Points, index: number): number => points[index * 2] ?? 0;
const y = (points: Points, index: number): number => points[index * 2 + 1] ?? 0;

/** Catmull and Rom's curve from the second to the third of four points. */
function segment(path: Path2D, points: Points, before: number, from: number, to: number, after: number): void {
  // Between the two halves of a corner there is no way to go, only a loop to make.
  if (x(points, from) === x(points, to) && y(points, from) === y(points, to)) return;
  path.bezierCurveTo(
    x(points, from) + (x(points, to) - x(points, before)) / 6,
    y(points, from) + (y(points, to) - y(points, before)) / 6,
    x(points, to) - (x(points, after) - x(points, from)) / 6,
    y(points, to) - (y(points, after) - y(points, from)) / 6,
    x(points, to),
    y(points, to),
  );
}

/** The points and, in reverse, their mirror images: half a face makes a whole one. */
export function mirrored(half: Points): number[] {
  const whole = [...half];
  for (let index = half.length - 2; index >= 0; index -= 2) {
    const [px = 0, py = 0] = [half[index], half[index + 1]];
    if (px !== 0) whole.push(-px, py);
  }
  return whole;
}

export const flipped = (points: Points): number[] => points.map((value, index) => (index % 2 === 0 ? -value : value));

/** The points from last to first. */
export function reversed(points: Points): number[] {
  const turned: number[] = [];
  for (let index = points.length - 2; index >= 0; index -= 2) turned.push(points[index] ?? 0, points[index + 1] ?? 0);
  return turned;
}

/** A dab on the skin of the head. */
export function skinDab(
  brush: Brush,
  view: View,
  [px, py, radiusX, radiusY, degrees]: readonly [number, number, number, number, number?],
  colour: Rgb,
  alpha: number,
): void {
  view.place(px, py, view.skin(px, py));
  brush.dab(view.x, view.y, radiusX, radiusY, colour, alpha, view.roll + ((degrees ?? 0) * Math.PI) / 180);
}
