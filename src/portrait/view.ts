/**
 * The projection of the figure. Figures are drawn from the front, in units of which a head is some 230 high, with
 * the origin between the eyes' line and the ears; depth comes from the head's roundness. Turning the head turns these
 * points in space, so that the nose passes before the cheek: that is all of the depth that a drawing needs. There is no
 * perspective: a plane of the head then moves as one, and can be a picture.
 */
import { clamp } from "./rig.js";
import type { Rig } from "./rig.js";

/** x, y, x, y … */
export type Points = readonly number[];

export interface Roundness {
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly depth: number;
}

const DEGREE = Math.PI / 180;
/** A figure drawn from the front has no far cheek to show: it turns a little less than it is told. */
const TURN = DEGREE * 0.72;
/** The height, below the eyes, about which a nodding head turns. */
const NAPE_Y = 70;

export class View {
  readonly #round: Roundness;
  /** The head's tilt in radians, for whatever is not drawn point by point. */
  roll = 0;
  /** Where `place` has put its point. */
  x = 0;
  y = 0;
  #sinYaw = 0;
  #cosYaw = 1;
  #sinPitch = 0;
  #cosPitch = 1;
  #sinRoll = 0;
  #cosRoll = 1;
  #rise = 0;
  #lean = 0;

  constructor(round: Roundness) {
    this.#round = round;
  }

  turn(rig: Rig): void {
    this.roll = rig.roll * DEGREE;
    [this.#sinYaw, this.#cosYaw] = [Math.sin(rig.yaw * TURN), Math.cos(rig.yaw * TURN)];
    [this.#sinPitch, this.#cosPitch] = [Math.sin(rig.pitch * DEGREE), Math.cos(rig.pitch * DEGREE)];
    [this.#sinRoll, this.#cosRoll] = [Math.sin(this.roll), Math.cos(this.roll)];
    this.#rise = -rig.breath * 1.6;
    this.#lean = rig.yaw * 0.12 + rig.roll * 0.25;
  }

  /** How far towards the viewer the skin is at this place. */
  skin(x: number, y: number): number {
    const { halfWidth, halfHeight, depth } = this.#round;
    const inside = 1 - (x / halfWidth) ** 2 - (y / halfHeight) ** 2;
    return inside > 0 ? depth * Math.sqrt(inside) : 0;
  }

  /** Sets `x` and `y` to where a point of the head is seen. */
  place(x: number, y: number, z: number): void {
    const turnedX = x * this.#cosYaw + z * this.#sinYaw;
    const turnedZ = z * this.#cosYaw - x * this.#sinYaw;
    const fromNape = y - NAPE_Y;
    const nodded = fromNape * this.#cosPitch - turnedZ * this.#sinPitch;
    this.x = turnedX * this.#cosRoll - nodded * this.#sinRoll + this.#lean;
    this.y = turnedX * this.#sinRoll + nodded * this.#cosRoll + NAPE_Y + this.#rise * 0.7;
  }

  /** A point of the chest and what hangs on it; it takes part in a turn a little. */
  placeBody(x: number, y: number): void {
    const chest = clamp((y - 120) / 100, 0, 1);
    this.x = x * (1 - this.#rise * 0.002) + this.#sinYaw * 10 + this.#lean * 0.3;
    this.y = y + this.#rise * (1.6 - chest * 0.4);
  }

  /** Points on the skin, lifted by `lift`. */
  onSkin(points: Points, lift = 0): number[] {
    return this.#map(points, (x, y) => {
      this.place(x, y, this.skin(x, y) + lift);
    });
  }

  /** Points of the head in one plane. */
  flat(points: Points, z: number): number[] {
    return this.#map(points, (x, y) => {
      this.place(x, y, z);
    });
  }

  body(points: Points): number[] {
    return this.#map(points, (x, y) => {
      this.placeBody(x, y);
    });
  }

  /** Points that belong to the head above `from` and to the body below `to`: a neck, long hair. */
  hanging(points: Points, z: number, from: number, to: number): number[] {
    return this.#map(points, (x, y) => {
      this.placeHanging(x, y, z, from, to);
    });
  }

  placeHanging(x: number, y: number, z: number, from: number, to: number): void {
    const share = clamp((y - from) / (to - from), 0, 1);
    const hangs = share * share * (3 - 2 * share);
    this.place(x, y, z);
    const [headX, headY] = [this.x, this.y];
    this.placeBody(x, y);
    this.x = headX + (this.x - headX) * hangs;
    this.y = headY + (this.y - headY) * hangs;
  }

  #map(points: Points, place: (x: number, y: number) => void): number[] {
    const seen: number[] = [];
    for (let index = 0; index < points.length; index += 2) {
      place(points[index] ?? 0, points[index + 1] ?? 0);
      seen.push(this.x, this.y);
    }
    return seen;
  }
}
