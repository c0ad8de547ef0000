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
  readonly discard: ((answer: unknown) => void) | undefined;
}

/** The store of one token that was minted before the press. It is handed out once, or discarded when it is too old. */
export class TokenPrefetch {
  readonly #clock: Clock;
  #minted: Minted | undefined;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /**
   * Asks `source`, unless a fresh token for the same key is there or on its way.
   * @param discard called with an answer that was not used: the backend may have started a session with it
   */
  mint(key: unknown, source: TokenSource, discard?: (answer: unknown) => void): void {
    if (this.#minted?.key === key) return;
    this.#drop();
    const clock = this.#clock;
    const minted: Minted = {
      key,
      answer: attempt((signal) => source({ signal }), { clock, ms: REQUEST_TIMEOUT_MS, late: discard }),
      cancelTimer: clock.setTimeout(() => {
        if (this.#minted === minted) this.#drop();
      }, FRESH_MS),
      discard,
    };
    this.#minted = minted;
    // A failure is not shown now; the press asks again and shows it.
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
    minted?.answer.then(minted.discard, () => undefined);
  }
}
