import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";

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
   * The key that a request counts for: an account, or an address that your own proxy vouches for. A header that a visitor can
   * write (a bare `X-Forwarded-For`) is no limit. Must be a non-empty string.
   */
  readonly key: (request: Request) => string | Promise<string>;
  /** Default: memory of this process, {@link createMemoryRateLimitStore}. */
  readonly store?: RateLimitStore;
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

const LONGEST_PLAIN_KEY = 128;

/** Keys are kept for a whole window: a long one (a token, say) is kept as its digest. */
export async function compactKey(key: string): Promise<string> {
  if (key.length <= LONGEST_PLAIN_KEY) return key;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
