/**
 * Decides whether the avatar's picture is worth its data: it is left away while the network is too poor for it, or the
 * visitor's browser saves data, so that the voice gets through. It comes back by itself when the network was good for a while, each
 * time after a longer one. What the visitor or the page has chosen is left as it is.
 */
import type { Timers } from "../core/wait.js";
import type { PictureWish } from "../core/vocabulary.js";

/** Milliseconds of a poor network after which the picture is left away. */
export const POOR_MS = 12_000;
/** Milliseconds of a good network after which it comes back; twice as long after each further time that it went. */
export const GOOD_MS = 20_000;
const LONGEST_GOOD_MS = 320_000;

export interface PictureEconomyOptions {
  readonly clock: Timers;
  readonly wish: PictureWish;
  /** Whether the visitor's browser saves data. */
  readonly savesData: boolean;
  /** Called when the picture is to go or to come back. */
  readonly handleChange: () => void;
}

export class PictureEconomy {
  readonly #options: PictureEconomyOptions;
  #wish: PictureWish;
  #isGivenUp = false;
  #isPoor: boolean | undefined;
  #goodMs = GOOD_MS;
  #cancelTimer: () => void = noop;

  constructor(options: PictureEconomyOptions) {
    this.#options = options;
    this.#wish = options.wish;
  }

  /** Whether the picture is left away. */
  get isOff(): boolean {
    if (this.#wish !== "auto") return this.#wish === "off";
    return this.#options.savesData || this.#isGivenUp;
  }

  setWish(wish: PictureWish): void {
    this.#change(() => {
      this.#wish = wish;
    });
  }

  /** @param poor whether the network is poor; undefined: nobody knows, as while the room reconnects */
  setPoor(poor: boolean | undefined): void {
    if (poor === this.#isPoor) return;
    this.#isPoor = poor;
    this.#cancelTimer();
    this.#cancelTimer = noop;
    if (poor === undefined || poor === this.#isGivenUp) return;
    this.#cancelTimer = this.#options.clock.setTimeout(
      () => {
        this.#change(() => {
          this.#isGivenUp = poor;
        });
        if (!poor) this.#goodMs = Math.min(2 * this.#goodMs, LONGEST_GOOD_MS);
      },
      poor ? POOR_MS : this.#goodMs,
    );
  }

  dispose(): void {
    this.#cancelTimer();
  }

  #change(act: () => void): void {
    const before = this.isOff;
    act();
    if (this.isOff !== before) this.#options.handleChange();
  }
}

/** Whether the visitor's browser saves data; false where it does not say. */
export function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

const noop = (): void => undefined;
