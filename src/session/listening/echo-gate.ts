/**
 * Keeps the avatar's own voice from the recogniser: while the avatar speaks, silence goes to it in place of what the microphone hears,
 * until that is louder than the avatar's echo. Then somebody is talking, who is heard from a quarter of a second before on, and the
 * avatar speaks softly meanwhile. What gets through in spite of that is told by its words (echo-filter.ts).
 */
import { DoubleTalk } from "./double-talk.js";

/** Seconds of sound that are given late when somebody begins to talk: a loud syllable is not always the first one. */
const BEFORE_SECONDS = 0.25;
/** … and when somebody goes on after a pause: what was said softly in it is not to be lost. */
const PAUSE_SECONDS = 0.5;
/** How loud the avatar is while somebody talks: −14 dB. */
const DUCKED = 0.2;

export interface EchoGateOptions {
  /** Samples per second of the frames. */
  readonly sampleRate: number;
  /** Whether what the microphone hears may be the avatar. */
  readonly isSounding: () => boolean;
  /** Whether the recogniser hears somebody. */
  readonly isHearing: () => boolean;
  /** How loud the avatar was in the last moments, 0…1; undefined: not known. */
  readonly level: () => number | undefined;
  /** The way to the recogniser. */
  readonly give: (frame: Float32Array) => void;
  /** Makes the avatar softer; 1: as loud as it was. */
  readonly duck: (factor: number) => void;
}

export class EchoGate {
  readonly #options: EchoGateOptions;
  readonly #doubleTalk: DoubleTalk;
  /** What was withheld last. */
  #withheld: Float32Array[] = [];
  #withheldSamples = 0;
  /** As of the newest frame. */
  #wasSounding = false;
  #isLevelKnown = false;
  #isHeld = false;
  #isDucked = false;

  constructor(options: EchoGateOptions) {
    this.#options = options;
    this.#doubleTalk = new DoubleTalk(options.sampleRate);
  }

  /** Somebody holds the button to talk: everything is heard. */
  set isHeld(isHeld: boolean) {
    this.#isHeld = isHeld;
    this.#duck();
  }

  push(frame: Float32Array): void {
    const { give, isHearing, isSounding } = this.#options;
    const sounds = isSounding();
    if (sounds && !this.#wasSounding && isHearing()) this.#doubleTalk.assume();
    this.#wasSounding = sounds;
    const level = sounds ? this.#options.level() : undefined;
    this.#isLevelKnown = level !== undefined;
    const wasTalking = this.#doubleTalk.isTalking;
    this.#doubleTalk.push(frame, { level, isSounding: sounds, isSoft: this.#isDucked });
    this.#duck();
    if (!sounds || this.#isHeld || this.#doubleTalk.isWord || this.#doubleTalk.isUseless) {
      if (sounds) this.#giveWithheld(wasTalking ? PAUSE_SECONDS : BEFORE_SECONDS);
      this.#forget();
      give(frame);
      return;
    }
    this.#withhold(frame);
    give(new Float32Array(frame.length));
  }

  /** What the recogniser heard in spite of the gate, between these milliseconds before now, was the avatar. */
  handleEcho(from: number, to: number): void {
    this.#doubleTalk.learn(from / 1000 + BEFORE_SECONDS, to / 1000);
    this.#duck();
  }

  /** Nobody talks over the avatar any more: it is silent, or nothing is heard. No frame may come to tell that. */
  reset(): void {
    this.#forget();
    this.#setDucked(false);
  }

  #duck(): void {
    const isTalking = this.#isHeld || this.#doubleTalk.isTalking;
    // Where the avatar's own level is not known, its loudest words may be taken for somebody.
    this.#setDucked(this.#wasSounding && isTalking && this.#isLevelKnown && !this.#doubleTalk.isUseless);
  }

  #setDucked(isDucked: boolean): void {
    if (this.#isDucked === isDucked) return;
    this.#isDucked = isDucked;
    this.#options.duck(isDucked ? DUCKED : 1);
  }

  #withhold(frame: Float32Array): void {
    this.#withheld.push(frame.slice());
    this.#withheldSamples += frame.length;
    this.#shorten(PAUSE_SECONDS);
  }

  #giveWithheld(seconds: number): void {
    this.#shorten(seconds);
    for (const frame of this.#withheld) this.#options.give(frame);
  }

  #shorten(seconds: number): void {
    const most = this.#options.sampleRate * seconds;
    while (this.#withheldSamples > most)
      this.#withheldSamples -= this.#withheld.shift()?.length ?? this.#withheldSamples;
  }

  #forget(): void {
    this.#withheld = [];
    this.#withheldSamples = 0;
  }
}
