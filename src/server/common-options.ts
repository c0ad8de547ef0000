import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import type { Logger } from "../core/ports/logger.js";
import { checkApiKey, checkFunction, checkPositiveInteger, invalid } from "./checks.js";
import { createOriginPolicy } from "./origins.js";
import type { OriginPolicy } from "./origins.js";
import { createMemoryRateLimitStore } from "./rate-limit.js";
import type { RateLimit } from "./rate-limit.js";

/** The options that all handlers share. */
export interface CommonOptions {
  /** From an environment variable or a secret store. It goes into one request header and nowhere else. */
  readonly apiKey: string;
  /** Decides whether a request is allowed: anything but `true` is a 401. Default: every request within origins and rate limit. */
  readonly authorize?: (request: Request) => boolean | Promise<boolean>;
  /** Origins of the pages that may ask, the site's own among them. They stop other sites' pages, not scripts. */
  readonly allowedOrigins: readonly string[];
  /** `false` only where something in front of the handler limits already. */
  readonly rateLimit: RateLimit | false;
  /** The logger of failures with their causes, the key replaced. Default: `console`, without debug. */
  readonly logger?: Logger;
  /** Default: the runtime's. */
  readonly fetch?: typeof globalThis.fetch;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** {@link CommonOptions}, checked and with every default filled in. */
export interface CommonSettings {
  readonly apiKey: string;
  readonly authorize: CommonOptions["authorize"];
  readonly origins: OriginPolicy;
  readonly rateLimit: Required<RateLimit> | false;
  readonly logger: Logger;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/* eslint-disable no-console -- a handler has no other place to tell its site's developer why it fails */
const consoleLogger: Logger = {
  debug() {},
  warn: (message, ...details) => console.warn(message, ...details),
  error: (message, ...details) => console.error(message, ...details),
};
/* eslint-enable no-console */

function checkRateLimit(rateLimit: unknown, clock: Clock): Required<RateLimit> | false {
  if (rateLimit === false) return false;
  if (typeof rateLimit !== "object" || rateLimit === null) {
    throw invalid(
      "rateLimit: say how often one visitor may ask, {limit, windowSeconds, key(request)}, or false where something in front of the handler limits already",
    );
  }
  const { limit, windowSeconds, key, store } = rateLimit as Partial<RateLimit>;
  checkPositiveInteger("rateLimit.limit", limit);
  checkPositiveInteger("rateLimit.windowSeconds", windowSeconds);
  checkFunction("rateLimit.key", key);
  if (store !== undefined) checkFunction("rateLimit.store.hit", (store as Partial<typeof store> | null)?.hit);
  return { ...(rateLimit as RateLimit), store: store ?? createMemoryRateLimitStore({ clock }) };
}

/**
 * @param keyOwner whose key it is, in words: "LiveAvatar's"
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkCommonOptions(options: CommonOptions, keyOwner: string): CommonSettings {
  const { clock = systemClock, authorize } = options;
  if (authorize !== undefined) checkFunction("authorize", authorize);
  return {
    apiKey: checkApiKey(options.apiKey, keyOwner),
    authorize,
    origins: createOriginPolicy(options.allowedOrigins),
    rateLimit: checkRateLimit(options.rateLimit, clock),
    logger: options.logger ?? consoleLogger,
    // Called as a plain function: some runtimes refuse a fetch with another `this`.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock,
  };
}
