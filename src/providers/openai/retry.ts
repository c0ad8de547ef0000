import { LiveAvatarError } from "../../core/errors.js";
import { Exchange, type ExchangeOptions } from "./exchange.js";

/** One more try: a turn has no time for two. */
const RETRIES = 1;
const PAUSE_MS = 250;

/**
 * True when the same request is worth another try at once: the network or the server failed, or the connection broke. A
 * limit, a refusal or a time-out would only be met again.
 */
function isPassing(error: unknown): boolean {
  if (!LiveAvatarError.is(error) || !error.retryable || error.retryAfter !== undefined) return false;
  return error.code.endsWith("-failed") || error.code.endsWith("-interrupted");
}

/** Waits before the next try, or throws what the last one failed with. */
export async function pauseOrThrow(error: unknown, attempt: number, options: ExchangeOptions): Promise<void> {
  if (attempt >= RETRIES || !isPassing(error)) throw error;
  await options.settings.clock.sleep(PAUSE_MS, options.signal);
}

/** One request whose answer is of use only as a whole. */
export async function exchangeOnce<T>(options: ExchangeOptions, ask: (exchange: Exchange) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const exchange = new Exchange(options);
    try {
      return await ask(exchange);
    } catch (error) {
      await pauseOrThrow(exchange.outcome(error), attempt, options);
    } finally {
      exchange.dispose();
    }
  }
}
