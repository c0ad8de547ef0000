/** The idle motion of a face: it blinks, looks about, breathes, and is never quite still. */
import type { Rig } from "../rig.js";

type Random = () => number;

const BLINK_MS = 260;
/** Lids fall three times as fast as they rise. */
const CLOSED_AT = 0.3;

/** Blinks every two to six seconds, now and then twice. */
export class Blinking {
  readonly #random: Random;
  #next: number;

  constructor(random: Random, now: number) {
    this.#random = random;
    this.#next = now + 900 + random() * 2500;
  }

  /** 0 open … 1 closed. */
  at(now: number): number {
    const since = now - this.#next;
    if (since < 0) return 0;
    if (since > BLINK_MS) {
      const twice = this.#random() < 0.14;
      this.#next = now + (twice ? 120 : 2000 + this.#random() * this.#random() * 6000);
      return 0;
    }
    const share = since / BLINK_MS;
    return share < CLOSED_AT
      ? ease(share / CLOSED_AT)
      : ease(1 - Math.max(0, share - CLOSED_AT - 0.08) / (1 - CLOSED_AT - 0.08));
  }
}

const SACCADE_MS = 55;

/** Eyes jump and rest. They are on the viewer most of the time, and wander a little further in thought than in talk. */
export class Glances {
  readonly #random: Random;
  #from = { x: 0, y: 0 };
  #to = { x: 0, y: 0 };
  #since: number;
  #next: number;

  constructor(random: Random, now: number) {
    this.#random = random;
    this.#since = now;
    this.#next = now + 800;
  }

  at(now: number, isTalking: boolean): { readonly x: number; readonly y: number } {
    if (now >= this.#next) {
      this.#from = this.#to;
      const away = this.#random() < (isTalking ? 0.18 : 0.3);
      const reach = away ? 0.42 : 0.07;
      this.#to = { x: (this.#random() * 2 - 1) * reach, y: (this.#random() * 2 - 1) * reach * 0.6 };
      this.#since = now;
      this.#next = now + (away ? 350 + this.#random() * 900 : 700 + this.#random() * 2300);
    }
    const share = ease(Math.min(1, (now - this.#since) / SACCADE_MS));
    return {
      x: this.#from.x + (this.#to.x - this.#from.x) * share,
      y: this.#from.y + (this.#to.y - this.#from.y) * share,
    };
  }
}

/** The sway of head and breath; its periods have no common multiple that would show as a loop. */
export function sway(now: number): Partial<Rig> {
  const wave = (seconds: number, phase: number): number => Math.sin((now / 1000 / seconds) * Math.PI * 2 + phase);
  return {
    yaw: wave(7.3, 0) * 1.7 + wave(3.1, 1) * 0.6,
    pitch: wave(5.9, 2) * 0.9 + wave(2.7, 0.4) * 0.35,
    roll: wave(8.7, 4) * 0.9 + wave(4.3, 3) * 0.3,
    breath: breath(now),
  };
}

/** In quicker than out, with a rest between. */
function breath(now: number): number {
  const share = (now / 4300) % 1;
  return share < 0.4 ? ease(share / 0.4) : 1 - ease(Math.min(1, (share - 0.4) / 0.48));
}

const ease = (share: number): number => share * share * (3 - 2 * share);
