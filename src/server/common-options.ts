import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import type { Logger } from "../core/ports/logger.js";
import { checkApiKey, checkFunction, checkPositiveInteger, invalid } from "./checks.js";
import { createOriginPolicy } from "./origins.js";
import type { OriginPolicy } from "./origins.js";
import { withPatience } from "./hooks.js";
import { createMemoryRateLimitStore, RateLimiter } from "./rate-limit.js";
import type { RateLimit } from "./rate-limit.js";
import { createKeyRedactor } from "./redact-key.js";
import type { KeyRedactor } from "./redact-key.js";
import { createRedactingLogger } from "./redacting-logger.js";

/** The options that all handlers share. */
export interface GuardOptions {
  /** Origins of the pages that may ask, the site's own among them. They stop other sites' pages, not scripts. */
  readonly allowedOrigins: readonly string[];
  /** `false` only where something in front of the handler limits already. */
  readonly rateLimit: RateLimit | false;
  /** The logger of failures with their causes, as texts in which a key is replaced. Default: `console`, without debug. */
  readonly logger?: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** The options of the handlers that ask another server with a key. */
export interface CommonOptions extends GuardOptions {
  /** From an environment variable or a secret store. It goes into one request header and nowhere else. */
  readonly apiKey: string;
  /** Decides whether a request is allowed: anything but `true` is a 401. Default: every request within origins and rate limit. */
  readonly authorize?: (request: Request) => boolean | Promise<boolean>;
  /** Default: the runtime's. */
  readonly fetch?: typeof globalThis.fetch;
}

/** {@link GuardOptions}, checked and with every default filled in. */
export interface GuardSettings {
  readonly origins: OriginPolicy;
  readonly rateLimit: RateLimiter | false;
  /** It never throws, and everything that it is told loses the key. */
  readonly logger: Logger;
  readonly redactor: KeyRedactor;
  readonly clock: Clock;
}

/** {@link CommonOptions}, checked and with every default filled in. */
export interface CommonSettings extends GuardSettings {
  readonly apiKey: string;
  readonly authorize: CommonOptions["authorize"];
  readonly fetch: typeof globalThis.fetch;
}

/* eslint-disable no-console -- a handler has no other place to tell its site's developer why it fails */
const consoleLogger: Logger = {
  debug() {},
  warn: (message, ...details) => console.warn(message, ...details),
  error: (message, ...details) => console.error(message, ...details),
};
/* eslint-enable no-console */

function checkRateLimit(rateLimit: unknown, clock: Clock, identity: unknown): RateLimiter | false {
  if (rateLimit === false) return false;
  if (typeof rateLimit !== "object" || rateLimit === null) {
    throw invalid(
      "rateLimit: say how often one visitor may ask, {limit, windowSeconds, key(request)}, or false where something in front of the handler limits already",
    );
  }
  const { limit, windowSeconds, key, store, name } = rateLimit as Partial<RateLimit>;
  checkPositiveInteger("rateLimit.limit", limit);
  checkPositiveInteger("rateLimit.windowSeconds", windowSeconds);
  checkFunction("rateLimit.key", key);
  if (store !== undefined) checkFunction("rateLimit.store.hit", (store as Partial<typeof store> | null)?.hit);
  if (name !== undefined && (typeof name !== "string" || !/^[\w.-]{1,64}$/.test(name))) {
    throw invalid("rateLimit.name: must be a word of letters, digits, dots and dashes");
  }
  return new RateLimiter(
    { ...(rateLimit as RateLimit), store: store ?? createMemoryRateLimitStore({ clock }) },
    clock,
    identity,
  );
}

/** What the common options cannot say themselves. */
export interface HandlerKind {
  /** Whose key it is, in words: "LiveAvatar's". */
  readonly keyOwner: string;
  /** Whether the key may be a word that stands for none. */
  readonly mayBePlaceholder: boolean;
  /** What makes this handler another one than others on the same store: its own options, as far as they are data. */
  readonly identity: unknown;
}

/**
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkCommonOptions(options: CommonOptions, kind: HandlerKind): CommonSettings {
  const { clock = systemClock, authorize } = options;
  if (authorize !== undefined) checkFunction("authorize", authorize);
  const apiKey = checkApiKey(options.apiKey, kind.keyOwner);
  const redactor = createKeyRedactor(apiKey, kind);
  return {
    ...checkGuardOptions(options, { redactor, identity: [kind.keyOwner, options.allowedOrigins, kind.identity] }),
    apiKey,
    authorize: authorize && withPatience(authorize, "authorize", clock),
    // Called as a plain function: some runtimes refuse a fetch with another `this`.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
}

/**
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkGuardOptions(
  { clock = systemClock, allowedOrigins, rateLimit, logger = consoleLogger }: GuardOptions,
  { redactor, identity }: { readonly redactor: KeyRedactor; readonly identity: unknown },
): GuardSettings {
  return {
    origins: createOriginPolicy(allowedOrigins),
    rateLimit: checkRateLimit(rateLimit, clock, identity),
    logger: createRedactingLogger(logger, redactor),
    redactor,
    clock,
  };
}
