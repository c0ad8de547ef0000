/** The mouth for a voice without accessible sound: follows the voice through its text. */
import type { SpokenPlace } from "../core/ports/speaking-voice.js";
import { mouthAt } from "./mouth/blend.js";
import { textTrack } from "./mouth/text-track.js";
import type { TextTrack } from "./mouth/text-track.js";
import { clamp } from "./rig.js";
import type { Rig } from "./rig.js";

/** Lips are on their way before the sound is heard. */
const AHEAD_MS = 28;

export class VoiceMouth {
  readonly #track: TextTrack;
  /** How many milliseconds of the track pass in one of time. */
  #pace: number;
  #startedAt: number | undefined;
  /** A moment at which the place on the track was known. */
  #known = { at: 0, place: 0 };

  /** @param pace what the last speech of this voice came to; 1 for a voice not heard yet */
  constructor(text: string, pace: number) {
    this.#track = textTrack(text);
    this.#pace = pace;
  }

  start(now: number): void {
    this.#startedAt = now;
    this.#known = { at: now, place: 0 };
  }

  /** A word begins: the track goes there, and the pace becomes what it was since the last one. */
  reach({ charIndex }: SpokenPlace, now: number): void {
    const word = this.#track.words.findLast((one) => one.charIndex <= charIndex);
    if (!word) return;
    const [passed, came] = [now - this.#known.at, word.at - this.#known.place];
    if (passed > 60 && came > 0) this.#pace = clamp(this.#pace * 0.6 + (came / passed) * 0.4, 0.5, 2.2);
    this.#known = { at: now, place: word.at };
  }

  /** The pace of the whole speech, for the next one. */
  end(now: number): number {
    const took = this.#startedAt === undefined ? 0 : now - this.#startedAt;
    return took > 400 ? clamp(this.#track.durationMs / took, 0.5, 2.2) : this.#pace;
  }

  at(now: number): Partial<Rig> | undefined {
    if (this.#startedAt === undefined) return undefined;
    return mouthAt(this.#track.cues, this.#known.place + (now - this.#known.at + AHEAD_MS) * this.#pace);
  }
}
