/**
 * Whether the avatar speaks, by two witnesses: the service's events, and the sound of the avatar's track. Events win where they
 * come; one that was lost (its data channel was not open yet, or the room was joined anew) is made good by the sound.
 */
import type { Clock } from "../core/clock.js";

/** Milliseconds of sound without `speak_started` that count as its beginning. What trails an ended speech is shorter. */
export const SOUND_BEGINS_MS = 800;
/** Milliseconds of silence that end a speech which the sound began: longer than a pause between two sentences. */
export const SOUND_ENDS_MS = 1500;
/** … and one that an event began, whose own end is then lost. */
export const EVENT_LOST_MS = 4000;

export interface SpeechPresenceOptions {
  readonly clock: Clock;
  readonly handleStart: () => void;
  readonly handleEnd: () => void;
  /** The sound alone says that a speech has begun or ended. */
  readonly handleLostEvent: (edge: "start" | "end") => void;
}

export class SpeechPresence {
  readonly #options: SpeechPresenceOptions;
  #witness: "event" | "sound" | undefined;
  #isSounding = false;
  /** The running speech has been heard: only then its silence means something. */
  #wasHeard = false;
  /** The sound is of a speech that is over. */
  #isOld = false;
  /** After an interrupt, sound alone begins nothing until the service gives a sign of a new reply. */
  #needsSign = false;
  #cancelTimer: () => void = noop;

  constructor(options: SpeechPresenceOptions) {
    this.#options = options;
  }

  get isSpeaking(): boolean {
    return this.#witness !== undefined;
  }

  /** The service says that a speech has begun. @returns whether it is the first to say so */
  handleStarted(): boolean {
    const isNew = !this.isSpeaking;
    this.#begin("event");
    return isNew;
  }

  /** The service says that the speech has ended, or it can no longer be heard of. */
  handleEnded(): void {
    this.#isOld = this.#isSounding;
    this.#end();
  }

  /** The service gave a sign of a reply that was not interrupted. */
  handleSign(): void {
    if (!this.#needsSign) return;
    this.#needsSign = false;
    if (this.#isSounding && !this.isSpeaking) this.#awaitBeginning();
  }

  handleSound(isSounding: boolean): void {
    if (isSounding === this.#isSounding) return;
    this.#isSounding = isSounding;
    if (!isSounding) this.#isOld = false;
    this.#cancelTimer();
    if (this.isSpeaking) {
      if (isSounding) this.#wasHeard = true;
      else if (this.#wasHeard) this.#awaitEnd(this.#witness === "event" ? EVENT_LOST_MS : SOUND_ENDS_MS);
    } else if (isSounding) this.#awaitBeginning();
  }

  /** The room was joined anew: events may be lost, and what sounds is told again. */
  handleRejoined(): void {
    this.#isSounding = false;
    this.#isOld = false;
    this.#cancelTimer();
    if (!this.isSpeaking) return;
    this.#wasHeard = true;
    this.#awaitEnd(EVENT_LOST_MS);
  }

  /** The speech is over, and whatever of it still sounds is old. */
  interrupt(): void {
    this.#needsSign = true;
    this.#isOld = this.#isSounding;
    this.#cancelTimer();
    this.#witness = undefined;
  }

  dispose(): void {
    this.#cancelTimer();
    this.#witness = undefined;
    this.#needsSign = true;
  }

  #begin(witness: "event" | "sound"): void {
    this.#cancelTimer();
    const isNew = !this.isSpeaking;
    this.#witness = witness;
    this.#needsSign = false;
    if (!isNew) return;
    this.#wasHeard = this.#isSounding && !this.#isOld;
    this.#options.handleStart();
  }

  #end(): void {
    this.#cancelTimer();
    if (!this.isSpeaking) return;
    this.#witness = undefined;
    this.#options.handleEnd();
  }

  #awaitBeginning(): void {
    this.#cancelTimer();
    if (this.#isOld || this.#needsSign) return;
    this.#cancelTimer = this.#options.clock.setTimeout(() => {
      this.#options.handleLostEvent("start");
      this.#begin("sound");
    }, SOUND_BEGINS_MS);
  }

  #awaitEnd(ms: number): void {
    this.#cancelTimer = this.#options.clock.setTimeout(() => {
      this.#options.handleLostEvent("end");
      this.#end();
    }, ms);
  }
}

const noop = (): void => undefined;
