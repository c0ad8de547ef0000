/** Plays labelled speech to the portrait's mouth, frame by frame, and looks at its shape when a sound is at its middle. */
import type { AvatarControlPatch } from "../../../src/core/ports/avatar-control.js";
import { CHARACTERS } from "../../../src/portrait/characters/index.js";
import { Actor } from "../../../src/portrait/motion/actor.js";
import { SoundMouth } from "../../../src/portrait/mouth/sound-mouth.js";
import type { Rig } from "../../../src/portrait/rig.js";
import { visemesOfPhoneme } from "./phonemes.js";
import { distanceTo } from "./shapes.js";
import type { ReferenceViseme } from "./shapes.js";

/** Words, what they sound like, and when: each phoneme ends where the next one begins. */
export interface Labelled {
  readonly text: string;
  readonly voice: string;
  /** Seconds, and a phoneme; the last one is the end. */
  readonly segs: readonly (readonly [number, string])[];
}

export interface Sounded extends Labelled {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/** A shape that the mouth should have, seconds after the beginning. */
export interface Moment {
  readonly viseme: ReferenceViseme;
  readonly from: number;
  readonly to: number;
}

/** Shapes shorter than this are nobody's. */
const SHORTEST = 0.02;

function momentsOf({ segs }: Labelled): Moment[] {
  const moments: Moment[] = [];
  for (const [index, [from, phoneme]] of segs.entries()) {
    const to = segs[index + 1]?.[0] ?? from;
    const visemes = visemesOfPhoneme(phoneme);
    const each = (to - from) / visemes.length;
    if (each < SHORTEST) continue;
    for (const [at, viseme] of visemes.entries()) {
      moments.push({ viseme, from: from + at * each, to: from + (at + 1) * each });
    }
  }
  return moments;
}

const FRAME_MS = 1000 / 60;

/** The mouth as it is drawn, by frame. */
function playMouth({ samples, sampleRate, text }: Sounded, withText: boolean): Partial<Rig>[] {
  const buffer = {
    sampleRate,
    length: samples.length,
    numberOfChannels: 1,
    duration: samples.length / sampleRate,
    getChannelData: () => samples,
  } as unknown as AudioBuffer;
  const mouth = new SoundMouth();
  const actor = new Actor({ figure: CHARACTERS.ada, random: () => 1, now: 0 });
  actor.update({} satisfies AvatarControlPatch, 0);
  const frames: Partial<Rig>[] = [];
  for (let frame = 0; frame * FRAME_MS < buffer.duration * 1000; frame += 1) {
    const now = frame * FRAME_MS;
    frames.push(actor.rigAt(now, () => mouth.at(buffer, now / 1000, withText ? text : undefined), true));
  }
  return frames;
}

/** A sound is looked at in its middle, and a little before and after. */
const PLACES = [0.35, 0.5, 0.65];

/** One figure for every sound that has a shape. */
export function distances(sound: Sounded, withText: boolean): { readonly moment: Moment; readonly distance: number }[] {
  const frames = playMouth(sound, withText);
  return momentsOf(sound).map((moment) => {
    const away = PLACES.map((place) => {
      const at = moment.from + (moment.to - moment.from) * place;
      const frame = frames[Math.min(frames.length - 1, Math.round((at * 1000) / FRAME_MS))] ?? {};
      return distanceTo(moment.viseme, frame);
    });
    return { moment, distance: away.reduce((sum, one) => sum + one, 0) / PLACES.length };
  });
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
