/** The shapes of one character: seen from the front, in the units of `View`. */
import type { PaletteText, Tones } from "./palette.js";
import type { Rig } from "./rig.js";
import type { Points, Roundness } from "./view.js";

/** A soft touch of colour on the skin: x, y, radii, degrees, tone, strength. */
export type Touch = readonly [
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  degrees: number,
  tone: keyof Tones,
  alpha: number,
];

/** A lock: two edges with as many points, root first. Strands run between them. */
export interface Lock {
  readonly from: Points;
  readonly to: Points;
  /** Depth of the lock's plane. */
  readonly z: number;
  readonly strands: number;
  /** Where along the lock, 0…1, the light lies on it, and how strong. */
  readonly sheen: readonly [from: number, to: number, alpha: number];
  /** 0 in shadow … 1 in light. */
  readonly lit: number;
}

export interface EyeShape {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  /** Height of the upper and the lower lid over the line between the corners. */
  readonly upper: number;
  readonly lower: number;
  /** How much higher the outer corner is than the inner one. */
  readonly tilt: number;
  readonly iris: number;
  /** Length of the lashes; 0 for none to be seen. */
  readonly lashes: number;
  readonly liner: number;
  /** Distance of the crease from the lid. */
  readonly crease: number;
}

export interface BrowShape {
  /** Of the right brow as we see it, from its inner end; halves of the width at the same places. */
  readonly line: Points;
  readonly halves: readonly number[];
  readonly hairs: number;
}

export interface NoseShape {
  readonly tipY: number;
  readonly baseY: number;
  readonly halfWidth: number;
  readonly bridge: number;
  readonly lift: number;
}

export interface MouthShape {
  readonly y: number;
  readonly halfWidth: number;
  readonly upper: number;
  readonly lower: number;
  /** Depth of the dip in the upper lip, 0…1. */
  readonly bow: number;
}

export interface BodyShape {
  /** Right halves: neck, garment, and the opening at the throat. */
  readonly neck: Points;
  readonly garment: Points;
  readonly opening: Points;
  readonly collar: "blouse" | "jacket";
}

export interface Figure {
  readonly id: string;
  /** What a screen reader says. */
  readonly label: string;
  readonly round: Roundness;
  /** The right half of the head from crown to chin. */
  readonly outline: Points;
  readonly touches: readonly Touch[];
  readonly ear: { readonly x: number; readonly y: number; readonly height: number };
  readonly eye: EyeShape;
  readonly brow: BrowShape;
  readonly nose: NoseShape;
  readonly mouth: MouthShape;
  readonly body: BodyShape;
  /** Behind head and shoulders, and before them. `hangs`: the height at which hair leaves the head for the body. */
  readonly hair: {
    readonly mass: Points;
    readonly back: readonly Lock[];
    readonly front: readonly Lock[];
    readonly hangs: readonly [from: number, to: number];
    /** Where the scalp shows. */
    readonly parting: Points;
    /** Shadow that the front hair throws on the skin. */
    readonly shadow: Points;
  };
  /** The face at rest, which has a slight expression. */
  readonly rest: Partial<Rig>;
  /** Wrinkles and stubble, 0…1. */
  readonly age: number;
  readonly stubble: number;
  readonly light: PaletteText;
  readonly dark: PaletteText;
}
