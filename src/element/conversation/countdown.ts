import { html, type TemplateResult } from "lit";
import { type Clock, systemClock } from "../../core/clock.js";
import { state } from "../../core/signals.js";
import type { Texts } from "../locales/en.js";

/** The longest wait that is counted in seconds; a longer one is said in minutes. */
const MOST_SECONDS = 120;

/**
 * The seconds that are left until something happens. One timer serves all that is shown, and none is kept for what is not: it
 * is set after each render, for what that render has read.
 */
export class Countdown {
  readonly #clock: Clock;
  readonly #ticks = state(0);
  readonly #deadlines = new WeakMap<object, number>();
  /** Milliseconds until the first number that was read changes. */
  #nextMs = Infinity;
  #cancelTimer: () => void = noop;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** The whole seconds that are left, counted from the first call for this cause; reads a signal that changes with them. */
  left(cause: object, seconds: number): number {
    const now = this.#clock.now();
    const deadline = this.#deadlines.get(cause) ?? now + seconds * 1000;
    this.#deadlines.set(cause, deadline);
    const left = Math.max(0, Math.ceil((deadline - now) / 1000));
    if (left > 0) {
      this.#ticks.get();
      this.#nextMs = Math.min(this.#nextMs, deadline - now - (left - 1) * 1000);
    }
    return left;
  }

  /** Sets the timer; called after each render. */
  updated(): void {
    this.#cancelTimer();
    this.#cancelTimer = noop;
    if (this.#nextMs === Infinity) return;
    const tick = (): void => {
      this.#ticks.set(this.#ticks.get() + 1);
    };
    this.#cancelTimer = this.#clock.setTimeout(tick, this.#nextMs);
    this.#nextMs = Infinity;
  }
}

/** A text whose number changes each second, beside the one that a screen reader is told: that stays. */
export const counted = (shown: string, told: string): TemplateResult =>
  html`<span aria-hidden="true">${shown}</span><span class="told">${told}</span>`;

/** How long a server wants to be left alone, in words. */
export const waitText = (seconds: number, { wait, waitMinutes }: Pick<Texts, "wait" | "waitMinutes">): string =>
  seconds > MOST_SECONDS ? waitMinutes(Math.ceil(seconds / 60)) : wait(seconds);

const noop = (): void => undefined;
