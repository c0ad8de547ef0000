import type { TokenSource } from "../room/index.js";

/** A minted token that waited longer than this is dropped: services let unused tokens expire. Milliseconds. */
const FRESH_MS = 60_000;

interface Minted {
  readonly key: unknown;
  readonly answer: Promise<unknown>;
  readonly at: number;
}

/** Keeps one token that was minted before the press. It is handed out once. */
export class TokenPrefetch {
  readonly #now: () => number;
  #minted: Minted | undefined;

  /** @param now milliseconds; default the page's clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Asks `source`, unless a fresh token for the same key is there or on its way. */
  mint(key: unknown, source: TokenSource): void {
    if (this.#fresh(key)) return;
    const minted: Minted = { key, answer: source({ signal: new AbortController().signal }), at: this.#now() };
    this.#minted = minted;
    // A refusal now is not shown; the press asks again and tells.
    minted.answer.catch(() => {
      if (this.#minted === minted) this.#minted = undefined;
    });
  }

  /** The token for `key`, if there is a fresh one; it is gone from here then. */
  take(key: unknown): Promise<unknown> | undefined {
    const minted = this.#fresh(key);
    this.#minted = undefined;
    return minted?.answer;
  }

  #fresh(key: unknown): Minted | undefined {
    const minted = this.#minted;
    return minted && minted.key === key && this.#now() - minted.at < FRESH_MS ? minted : undefined;
  }
}
