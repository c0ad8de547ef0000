import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { attempt } from "../core/wait.js";
import { REQUEST_TIMEOUT_MS } from "./json-request.js";
import type { TokenSource } from "./token-source.js";

/** A minted token that waited longer than this is dropped: services let unused tokens expire. Milliseconds. */
const FRESH_MS = 60_000;

interface Minted {
  readonly key: unknown;
  readonly answer: Promise<unknown>;
  readonly cancelTimer: () => void;
  readonly giveBack: ((answer: unknown) => void) | undefined;
}

/** Keeps one token that was minted before the press. It is handed out once, or given back when nobody comes for it. */
export class TokenPrefetch {
  readonly #clock: Clock;
  #minted: Minted | undefined;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /**
   * Asks `source`, unless a fresh token for the same key is there or on its way.
   * @param giveBack gets an answer that nobody came for: the backend may have started a session with it
   */
  mint(key: unknown, source: TokenSource, giveBack?: (answer: unknown) => void): void {
    if (this.#minted?.key === key) return;
    this.#drop();
    const clock = this.#clock;
    const minted: Minted = {
      key,
      answer: attempt((signal) => source({ signal }), { clock, ms: REQUEST_TIMEOUT_MS, late: giveBack }),
      cancelTimer: clock.setTimeout(() => {
        if (this.#minted === minted) this.#drop();
      }, FRESH_MS),
      giveBack,
    };
    this.#minted = minted;
    // A refusal now is not shown; the press asks again and tells.
    minted.answer.catch(() => {
      minted.cancelTimer();
      if (this.#minted === minted) this.#minted = undefined;
    });
  }

  /** The token for `key`, if there is a fresh one; it is gone from here then. */
  take(key: unknown): Promise<unknown> | undefined {
    const minted = this.#minted;
    if (minted?.key !== key) {
      this.#drop();
      return undefined;
    }
    minted?.cancelTimer();
    this.#minted = undefined;
    return minted?.answer;
  }

  #drop(): void {
    const minted = this.#minted;
    this.#minted = undefined;
    minted?.cancelTimer();
    minted?.answer.then(minted.giveBack, () => undefined);
  }
}
