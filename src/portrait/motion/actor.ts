/** The actor: combines all that moves a face into its rig at one moment. */
import type { AvatarControlPatch } from "../../core/ports/avatar-control.js";
import type { Figure } from "../figure.js";
import { addRig, clampRig, neutralRig } from "../rig.js";
import type { Rig } from "../rig.js";
import { Control } from "./control.js";
import { EMOTION_RIGS, EmotionBlend } from "./emotions.js";
import { Follower } from "./follow.js";
import { Blinking, Glances, sway } from "./idle.js";
import type { Emotion } from "../../core/vocabulary.js";

/** Where the mouth is in its speech; undefined: it is silent. */
export type MouthSource = (now: number) => Partial<Rig> | undefined;

export interface ActorOptions {
  readonly figure: Figure;
  readonly random: () => number;
  readonly now: number;
}

/** After this time a third of the way to an asked-for pose is left. */
const ORDER_MS = 80;
const MOUTH_MS = 26;
const HEAD_MS = 320;

export class Actor {
  readonly #figure: Figure;
  readonly #control = new Control();
  readonly #emotions = new EmotionBlend();
  readonly #orders = new Follower<keyof Rig>();
  readonly #mouth = new Follower<keyof Rig>();
  readonly #head = new Follower<"yaw" | "pitch">();
  readonly #busy = new Follower<"busy">();
  readonly #stress = new Follower<"stress">();
  readonly #moods = new Follower<keyof Rig>();
  readonly #blinking: Blinking;
  readonly #glances: Glances;

  constructor({ figure, random, now }: ActorOptions) {
    this.#figure = figure;
    this.#blinking = new Blinking(random, now);
    this.#glances = new Glances(random, now);
    this.#orders.move({}, now, ORDER_MS);
    this.#moods.move({}, now, ORDER_MS);
  }

  /** What is asked for is reached softly; an emotion takes half a second. */
  update(patch: AvatarControlPatch, now: number): void {
    if (this.#control.merge(patch)) this.#emotions.set(this.#control.label, this.#control.intensity, now);
  }

  /**
   * The face at `now`; times must not go back.
   * @param isCalm reduced motion: no sway, no glances; blinks, speech and what was asked for remain
   */
  rigAt(now: number, speech: MouthSource, isCalm: boolean): Rig {
    const rig = neutralRig();
    addRig(rig, this.#figure.rest);
    addRig(rig, this.#orders.move(this.#control.face, now, ORDER_MS));
    addRig(rig, this.#moods.move(this.#control.mood(), now, 160));
    for (const [label, weight] of Object.entries(this.#emotions.weights(now)) as [Emotion, number][]) {
      addRig(rig, EMOTION_RIGS[label], weight);
    }
    const said = speech(now);
    this.#speak(rig, said, now, isCalm);
    if (!isCalm) {
      addRig(rig, sway(now));
      const glance = this.#glances.at(now, said !== undefined);
      addRig(rig, { gazeX: glance.x, gazeY: glance.y });
      // The head comes after the eyes.
      const { yaw = 0, pitch = 0 } = this.#head.move({ yaw: glance.x * 5, pitch: glance.y * 3 }, now, HEAD_MS);
      addRig(rig, { yaw, pitch });
    }
    const blink = this.#blinking.at(now);
    rig.blinkL = Math.max(rig.blinkL, blink);
    rig.blinkR = Math.max(rig.blinkR, blink);
    // Lids and brows take part in a look up or down.
    rig.browInner += rig.gazeY * 0.08;
    clampRig(rig);
    return rig;
  }

  #speak(rig: Rig, said: Partial<Rig> | undefined, now: number, isCalm: boolean): void {
    const mouth = this.#mouth.move(said ?? {}, now, MOUTH_MS);
    const busy = this.#busy.move({ busy: said ? 1 : 0 }, now, 120).busy ?? 0;
    // While sounds are formed the mien steps back from the mouth; a smile stays in the corners.
    for (const key of ["jaw", "upperLip", "press", "pucker", "lowerLip"] as const) rig[key] *= 1 - busy * 0.7;
    rig.smile *= 1 - busy * 0.35;
    addRig(rig, mouth);
    const emphasis = this.#stress.move({ stress: said?.jaw ?? 0 }, now, 190).stress ?? 0;
    rig.browInner += emphasis * 0.16;
    rig.browOuterL += emphasis * 0.14;
    rig.browOuterR += emphasis * 0.14;
    if (!isCalm) rig.pitch -= emphasis * 3.2;
  }
}
