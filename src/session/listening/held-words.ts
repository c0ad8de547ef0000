import type { Timers } from "../../core/wait.js";
import { LONGEST_WAIT_MS, waitMsAfter } from "./end-of-turn.js";

/** Milliseconds that speech that goes on can hold them. */
const LONGEST_HOLD_MS = 10_000;

/** Final words that wait for the rest of what is being said, and are sent when it does not come. */
export class HeldWords {
  readonly #clock: Timers;
  readonly #send: (text: string) => void;
  #text = "";
  #pieces = 0;
  #isCut = false;
  #cancelWait: () => void = noop;
  #cancelHold: () => void = noop;

  /** @param send gets what has waited long enough */
  constructor(clock: Timers, send: (text: string) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** What waits; "": nothing. */
  get text(): string {
    return this.#text;
  }

  /** They were cut off in the middle of the sound: the next words bring the rest, or tell that there is none. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** @param text all that was said so far, with one unfinished piece more */
  hold(text: string, isCut = false): void {
    this.#text = text;
    this.#pieces += 1;
    this.#isCut = isCut;
    this.#cancelHold();
    this.#cancelHold = this.#clock.setTimeout(() => {
      this.release();
    }, LONGEST_HOLD_MS);
    if (isCut) this.handleSpeech();
    else this.handleSilence();
  }

  /** Somebody speaks: the rest is coming. */
  handleSpeech(): void {
    this.#cancelWait();
  }

  /** Nobody speaks any more. */
  handleSilence(): void {
    if (this.#text === "") return;
    this.#cancelWait();
    this.#cancelWait = this.#clock.setTimeout(
      () => {
        this.release();
      },
      this.#isCut ? LONGEST_WAIT_MS : waitMsAfter(this.#pieces),
    );
  }

  /** Sends what waits. */
  release(): void {
    const text = this.#text;
    this.clear();
    if (text !== "") this.#send(text);
  }

  /** Forgets what waits. */
  clear(): void {
    this.#text = "";
    this.#pieces = 0;
    this.#isCut = false;
    this.#cancelWait();
    this.#cancelHold();
  }
}

const noop = (): void => undefined;
