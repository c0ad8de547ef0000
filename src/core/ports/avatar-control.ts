import type { Emotion } from "../vocabulary.js";

/** Degrees; positive yaw looks to the avatar's left, positive pitch up, positive roll to its left shoulder. */
export interface FacePose {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

export interface AvatarFace {
  readonly pose: FacePose;
  /** `blinkL`, `blinkR`: 0 open … 1 closed. `gazeX`, `gazeY`: −1 … 1, right and up as the viewer sees them. */
  readonly eyes: {
    readonly blinkL: number;
    readonly blinkR: number;
    readonly gazeX: number;
    readonly gazeY: number;
  };
  /** −1 lowered … 1 raised. */
  readonly brows: { readonly browInner: number; readonly browOuterL: number; readonly browOuterR: number };
  /** `jawOpen`, `mouthPucker`: 0 … 1. `smile`: −1 … 1. */
  readonly mouth: { readonly jawOpen: number; readonly smile: number; readonly mouthPucker: number };
}

export interface AvatarEmotion {
  /** −1 unpleasant … 1 pleasant. */
  readonly valence: number;
  /** −1 calm … 1 excited. */
  readonly arousal: number;
  readonly label: Emotion;
  /** 0 … 1 */
  readonly intensity: number;
}

export interface Vector3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface AvatarBody {
  /** A pose or movement that the renderer knows by name. */
  readonly preset: string;
  /** Euler angles in degrees by bone. */
  readonly skeleton: Readonly<Record<string, Vector3>>;
  readonly ik: Readonly<Record<string, { readonly position: Vector3; readonly weight: number }>>;
}

export interface AvatarScene {
  readonly camera: { readonly position: Vector3; readonly target: Vector3; readonly fov: number };
  readonly world: {
    readonly background: string;
    /** 0 … 2 */
    readonly ambientLight: number;
    readonly keyLight: { readonly intensity: number; readonly direction: Vector3 };
  };
}

/** Everything that can be asked of an avatar's looks; a renderer ignores what it cannot show. */
export interface AvatarControl {
  readonly avatar: { readonly face: AvatarFace; readonly emotion: AvatarEmotion; readonly body: AvatarBody };
  readonly scene: AvatarScene;
}

type DeepPartial<T> = T extends object ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> } : T;

/** Any part of it, at any depth: `{avatar: {face: {mouth: {smile: 0.4}}}}` leaves everything else as it is. */
export type AvatarControlPatch = DeepPartial<AvatarControl>;
