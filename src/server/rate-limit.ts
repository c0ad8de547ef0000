import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { isRecord } from "../core/is-record.js";
import { attempt } from "../core/wait.js";
import { HandlerFailure } from "./failure.js";
import { withPatience } from "./hooks.js";

/** Counts requests in fixed windows, each opened by its first request. Bring your own where many processes serve one site. */
export interface RateLimitStore {
  /**
   * Counts one request.
   * @returns how many there were in the current window, this one included, and the seconds until it closes
   */
  hit(key: string, windowSeconds: number): RateLimitCount | Promise<RateLimitCount>;
}

export interface RateLimitCount {
  readonly count: number;
  readonly secondsLeft: number;
}

/** The rate limit of one visitor. */
export interface RateLimit {
  /** Requests a window; a positive integer. */
  readonly limit: number;
  /** A positive integer. */
  readonly windowSeconds: number;
  /**
   * The key that a request counts for: an account, or {@link clientAddressKey} of an address that your own proxy vouches for. A
   * header that a visitor can write (a bare `X-Forwarded-For`) is no limit. Must be a non-empty string.
   */
  readonly key: (request: Request) => string | Promise<string>;
  /** Default: memory of this process, {@link createMemoryRateLimitStore}. */
  readonly store?: RateLimitStore;
  /**
   * The name of this limit in a store that handlers share. Handlers with different options count apart without one, and those
   * of one name count together, whatever their options. Letters, digits, dots and dashes. Default: none.
   */
  readonly name?: string;
}

interface Window {
  count: number;
  readonly endsAt: number;
}

/**
 * Windows in the memory of this process: right for one server, too generous by their number for several.
 *
 * @param options.maxKeys how many windows are kept (10,000); beyond that the oldest is forgotten, so that a flood of
 * keys costs accuracy, never memory
 */
export function createMemoryRateLimitStore(options: { maxKeys?: number; clock?: Clock } = {}): RateLimitStore {
  const { maxKeys = 10_000, clock = systemClock } = options;
  // A window is put at the end when it opens and never moved: the first entry is always the oldest.
  const windows = new Map<string, Window>();

  const makeRoom = (time: number) => {
    for (const [key, window] of windows) {
      if (window.endsAt > time && windows.size < maxKeys) break;
      windows.delete(key);
    }
  };

  return {
    hit(key, windowSeconds) {
      const time = clock.now();
      let window = windows.get(key);
      if (!window || window.endsAt <= time) {
        windows.delete(key);
        makeRoom(time);
        window = { count: 0, endsAt: time + windowSeconds * 1000 };
        windows.set(key, window);
      }
      window.count += 1;
      return { count: window.count, secondsLeft: Math.ceil((window.endsAt - time) / 1000) };
    },
  };
}

/** What the site's store is waited for: the visitor waits too. */
const STORE_PATIENCE_MS = 5000;
const LONGEST_PLAIN_KEY = 128;

/** The rate limit of one handler. It lets nobody in whom it could not count. */
export class RateLimiter {
  readonly #options: RateLimit & { readonly store: RateLimitStore };
  readonly #clock: Clock;
  readonly #identity: string;
  #prefix: Promise<string> | undefined;

  /** @param identity the handler's other options: a handler with others has keys of its own in the same store */
  constructor(options: RateLimit & { readonly store: RateLimitStore }, clock: Clock, identity: unknown) {
    const { limit, windowSeconds, name } = options;
    this.#options = options;
    this.#clock = clock;
    this.#identity = JSON.stringify(name === undefined ? [limit, windowSeconds, identity] : [name]);
  }

  /** @throws HandlerFailure `rate-limited`; `rate-limit-failed` where the store did not count */
  async admit(request: Request): Promise<void> {
    const { limit, windowSeconds, store, key: keyOf } = this.#options;
    const key: unknown = await withPatience(keyOf, "rateLimit.key", this.#clock)(request);
    if (typeof key !== "string" || key === "") throw new TypeError("rateLimit.key must return a non-empty string");
    this.#prefix ??= digestOf(this.#identity).then((digest) => digest.slice(0, 12));
    const name = `${await this.#prefix}:${key.length <= LONGEST_PLAIN_KEY ? `=${key}` : await digestOf(key)}`;
    const hit: unknown = await attempt(() => store.hit(name, windowSeconds), {
      ...{ clock: this.#clock, ms: STORE_PATIENCE_MS },
      timeout: () => new TypeError(`rateLimit.store did not answer in ${STORE_PATIENCE_MS / 1000} s`),
    }).catch((cause: unknown) => {
      throw notCounted(cause);
    });
    const { count, secondsLeft } = isRecord(hit) ? hit : {};
    if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) {
      throw notCounted(new TypeError("rateLimit.store.hit must return {count, secondsLeft}, with a count from 1 on"));
    }
    if (count <= limit) return;
    // A wrong time is no reason to let somebody in: the window's length is the longest that it can be.
    const left = typeof secondsLeft === "number" && secondsLeft > 0 ? Math.ceil(secondsLeft) : 1;
    const retryAfter = Math.min(left, windowSeconds);
    throw new HandlerFailure("rate-limited", "This visitor asked too often.", { retryAfter });
  }
}

const notCounted = (cause: unknown): HandlerFailure =>
  new HandlerFailure("rate-limit-failed", "How often this visitor asked could not be counted.", {
    ...{ cause, retryAfter: STORE_PATIENCE_MS / 1000 },
  });

/** Keys are kept for a whole window: a long one (a token, say) is kept as its digest. */
async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
