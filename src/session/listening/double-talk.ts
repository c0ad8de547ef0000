/**
 * Tells, by loudness alone, whether somebody talks while the avatar speaks: the microphone is then louder than the avatar's sound has
 * made it so far. Levels are decibels, of full scale; the echo's are decibels over the avatar's own sound.
 */
import { Percentile } from "./percentile.js";

const HOP_SECONDS = 0.02;
/** Hops whose energy is taken together. */
const SMOOTHED = 3;
/** Of the newest hops so many have to be loud for somebody to begin; one that pauses goes on with a single one. */
const BEGIN = { loud: 3, of: 5 };
/** Seconds after the last loud hop: the sound of a word may go on, and what is being said may. */
const WORD_SECONDS = 0.25;
const SPEECH_SECONDS = 1.5;
/**
 * A sound takes up to twice these seconds through the loudspeaker, the room and the microphone: the avatar's level is that of the last
 * so many seconds, and as many are remembered.
 */
export const DELAY_SECONDS = 0.25;
/** How much louder than the echo somebody is at least, and how much louder than the room. */
const OVER_ECHO = 4;
const OVER_NOISE = 9;
/** Whatever is quieter is silence. */
const SILENCE = -55;
/** An echo that is as loud as people are cannot be told from them. */
const LOUDEST_ECHO = -12;
/** A sound of the avatar that is quieter says nothing about the echo. */
const QUIETEST_SOUND = -50;
/** What the echo counts as until it was heard, where the avatar's own level is known, and where it is not. */
const UNHEARD = { known: -6, unknown: -18 };
/**
 * The avatar has been made softer for so long that its echo has, too. What was taken for somebody and is now no more over the echo than
 * this was the echo: a voice would stand out by as much as the avatar was made softer.
 */
const PROBE_SECONDS = 0.8;
const PROBED_SECONDS = 0.5;
const PROBED_OVER_ECHO = OVER_ECHO + 6;
/** The level that stands for the avatar's own where that is not known: the echo is then as loud as it was so far. */
const UNKNOWN = 0;
/** Seconds of echo that are remembered, and that are to be heard before it is known. */
const ECHO_SECONDS = 10;
const LEARNING_SECONDS = 1;
const NOISE_SECONDS = 5;
const NOISE_LEARNING_SECONDS = 1;

export class DoubleTalk {
  readonly #hopSize: number;
  #energy = 0;
  #filled = 0;
  /** Of the last hops, which are taken together. */
  readonly #energies: number[] = [];
  /** The avatar's own level at each of the last hops: a sentence that has ended is not forgotten at once. */
  readonly #sounds: number[] = [];
  /** How loud the echo is, over the avatar's own sound. */
  readonly #echo = new Percentile(0.98, hops(ECHO_SECONDS));
  /** The avatar's own levels while it was as loud as it is set. */
  readonly #loudSounds = new Percentile(0.95, hops(ECHO_SECONDS));
  readonly #noise = new Percentile(0.1, hops(NOISE_SECONDS));
  /** What was heard while somebody seemed to talk: a voice, unless its words say otherwise. */
  #doubtful: Heard[] = [];
  /** How many hops have been heard. */
  #now = 0;
  /** Whether each of the newest hops was loud. */
  readonly #newest: boolean[] = [];
  /** Hops since the avatar was made softer. */
  #soft = 0;
  /** Hops since the last loud one of somebody who talks. */
  #quiet = Infinity;

  /** @param sampleRate samples per second of the frames */
  constructor(sampleRate: number) {
    this.#hopSize = Math.max(1, Math.round(sampleRate * HOP_SECONDS));
  }

  /** The echo is so loud that nothing can be told. */
  get isUseless(): boolean {
    return this.#isHeard && this.#echo.value + this.#loudSounds.value > LOUDEST_ECHO;
  }

  /** Somebody is talking, maybe between two words. */
  get isTalking(): boolean {
    return this.#quiet <= hops(SPEECH_SECONDS);
  }

  /** A word is being said. */
  get isWord(): boolean {
    return this.#quiet <= hops(WORD_SECONDS);
  }

  /** Somebody was talking when the avatar began. */
  assume(): void {
    this.#quiet = 0;
  }

  /** What was taken for somebody between these seconds before now was the avatar: its echo has become louder. */
  learn(from: number, to: number): void {
    const [first, last] = [this.#now - hops(from), this.#now - hops(to)];
    for (const heard of this.#doubtful) if (heard.at >= first && heard.at <= last) this.#echo.push(heard.over);
    this.#doubtful = this.#doubtful.filter(({ at }) => at > last);
    if (this.#doubtful.length === 0) this.#quiet = Infinity;
  }

  /** Takes what the microphone has heard. @param frame of any length */
  push(frame: Float32Array, avatar: AvatarLoudness): void {
    const { isSounding, level } = avatar;
    const sound = level === undefined ? UNKNOWN : Math.max(QUIETEST_SOUND, decibels(level * level));
    if (!isSounding) this.#sounds.length = 0;
    for (const sample of frame) {
      this.#energy += sample * sample;
      if ((this.#filled += 1) < this.#hopSize) continue;
      const energy = this.#energy / this.#hopSize;
      this.#energy = this.#filled = 0;
      keep(this.#energies, Number.isFinite(energy) ? energy : 0, SMOOTHED);
      if (isSounding) keep(this.#sounds, sound, hops(DELAY_SECONDS));
      this.#takeHop(avatar);
    }
  }

  #takeHop({ level: known, isSounding, isSoft }: AvatarLoudness): void {
    const level = decibels(this.#energies.reduce((sum, energy) => sum + energy, 0) / this.#energies.length);
    this.#now += 1;
    this.#noise.push(level);
    if (!isSounding) {
      this.#quiet = Infinity;
      this.#newest.length = 0;
      return;
    }
    const sound = Math.max(...this.#sounds);
    const echo = this.#isHeard ? this.#echo.value : UNHEARD[known === undefined ? "unknown" : "known"];
    // A voice that is all that was ever heard is no noise.
    const noise = this.#noise.count >= hops(NOISE_LEARNING_SECONDS) ? this.#noise.value : SILENCE;
    const isLoud = level >= Math.max(SILENCE, noise + OVER_NOISE, echo + sound + OVER_ECHO);
    keep(this.#newest, isLoud, BEGIN.of);
    this.#quiet += 1;
    const begins = this.#newest.filter(Boolean).length >= BEGIN.loud;
    if (isLoud && (this.isTalking || begins)) this.#quiet = 0;
    this.#soft = isSoft ? this.#soft + 1 : 0;
    if (!isSoft) this.#loudSounds.push(sound);
    // A pause of the avatar tells nothing of its echo.
    if (sound > QUIETEST_SOUND) this.#learn({ at: this.#now, over: level - sound }, isLoud, echo);
  }

  #learn(heard: Heard, isLoud: boolean, echo: number): void {
    if (!this.isTalking) {
      if (!isLoud) this.#echo.push(heard.over);
      return;
    }
    keep(this.#doubtful, heard, hops(ECHO_SECONDS));
    if (this.#soft < hops(PROBE_SECONDS) || !this.isWord) return;
    const probed = this.#doubtful.slice(-hops(PROBED_SECONDS));
    if (probed.some(({ over }) => over > echo + PROBED_OVER_ECHO)) return;
    this.learn(PROBED_SECONDS, 0);
  }

  get #isHeard(): boolean {
    return this.#echo.count >= hops(LEARNING_SECONDS);
  }
}

/** The avatar at this moment. */
export interface AvatarLoudness {
  /** How loud it was itself in the last {@link DELAY_SECONDS} (RMS), 0…1; undefined: not known. */
  readonly level: number | undefined;
  /** Whether it can be heard at all. */
  readonly isSounding: boolean;
  /** Whether it has been made softer, because somebody talks. */
  readonly isSoft: boolean;
}

interface Heard {
  /** Which hop it was. */
  readonly at: number;
  /** How loud it was over the avatar's own sound. */
  readonly over: number;
}

const hops = (seconds: number): number => Math.round(seconds / HOP_SECONDS);

const decibels = (energy: number): number => 10 * Math.log10(energy + 1e-10);

function keep<Value>(values: Value[], value: Value, count: number): void {
  values.push(value);
  if (values.length > count) values.shift();
}
