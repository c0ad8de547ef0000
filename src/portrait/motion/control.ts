/** The page's control of the avatar, merged patch by patch; values that are not finite numbers are dropped. */
import type { AvatarControlPatch } from "../../core/ports/avatar-control.js";
import { EMOTIONS } from "../../core/vocabulary.js";
import type { Emotion } from "../../core/vocabulary.js";
import type { Rig } from "../rig.js";

const FACE_CHANNELS = [
  ...(["pose.yaw", "pose.pitch", "pose.roll"] as const),
  ...(["eyes.blinkL", "eyes.blinkR", "eyes.gazeX", "eyes.gazeY"] as const),
  ...(["brows.browInner", "brows.browOuterL", "brows.browOuterR"] as const),
  ...(["mouth.jawOpen", "mouth.smile", "mouth.mouthPucker"] as const),
] as const;

/** The rig's names where they differ from the control's. */
const RIG_NAMES: Readonly<Record<string, keyof Rig>> = { jawOpen: "jaw", mouthPucker: "pucker" };

export class Control {
  /** Channels of the face that were ever set. */
  readonly face: Partial<Rig> = {};
  label: Emotion = "neutral";
  intensity = 1;
  valence = 0;
  arousal = 0;

  /** @returns whether the emotion's label or intensity changed */
  merge(patch: AvatarControlPatch): boolean {
    const face = patch.avatar?.face as
      Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> | undefined;
    for (const channel of FACE_CHANNELS) {
      const [group = "", name = ""] = channel.split(".");
      const value = face?.[group]?.[name];
      if (isNumber(value)) this.face[RIG_NAMES[name] ?? (name as keyof Rig)] = value;
    }
    const emotion = patch.avatar?.emotion;
    if (!emotion) return false;
    const before = `${this.label} ${String(this.intensity)}`;
    if (isNumber(emotion.valence)) this.valence = unit(emotion.valence);
    if (isNumber(emotion.arousal)) this.arousal = unit(emotion.arousal);
    if (isNumber(emotion.intensity)) this.intensity = Math.max(0, unit(emotion.intensity));
    if (emotion.label !== undefined && EMOTIONS.includes(emotion.label)) this.label = emotion.label;
    return before !== `${this.label} ${String(this.intensity)}`;
  }

  /** Valence and arousal as muscles: a shade of mien over whatever the label shows. */
  mood(): Partial<Rig> {
    const { valence, arousal } = this;
    return {
      smile: valence * 0.5,
      squint: Math.max(0, valence) * 0.2,
      browInner: Math.max(0, -valence) * 0.35 + Math.max(0, arousal) * 0.12,
      furrow: Math.max(0, -valence) * 0.25,
      wide: arousal * 0.36,
      pupil: arousal * 0.6,
      browOuterL: arousal * 0.22,
      browOuterR: arousal * 0.22,
      blush: Math.max(0, arousal) * 0.3,
    };
  }
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const unit = (value: number): number => Math.min(1, Math.max(-1, value));
