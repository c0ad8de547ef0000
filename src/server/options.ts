import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { FullSessionConfig } from "../room/protocol.js";
import type { SessionHints } from "./hints.js";
import { createOriginPolicy } from "./origins.js";
import type { OriginPolicy } from "./origins.js";
import { createMemoryRateLimitStore } from "./rate-limit.js";
import type { RateLimit } from "./rate-limit.js";

/** What {@link createTokenHandler} is made from. All of it is checked when the handler is made. */
export interface TokenHandlerOptions {
  /** LiveAvatar's key, from an environment variable or a secret store. It goes into one request header and nowhere else. */
  readonly apiKey: string;
  /**
   * The session that visitors get, or a function that decides by request. The page's own words come as hints that
   * anybody could have written. Nothing in the body ever changes a fixed configuration.
   */
  readonly session:
    FullSessionConfig | ((request: Request, hints: SessionHints) => FullSessionConfig | Promise<FullSessionConfig>);
  /** Who may have a session: anything but `true` is a 401. Default: everybody whom origins and rate limit let pass. */
  readonly authorize?: (request: Request) => boolean | Promise<boolean>;
  /** Origins of the pages that may ask, the site's own among them. They stop other sites' pages, not scripts. */
  readonly allowedOrigins: readonly string[];
  /** `false` only where something in front of the handler limits already. */
  readonly rateLimit: RateLimit | false;
  /** Starts the session here too, so that the page gets the room and no page can start what it was not given. Default: false. */
  readonly start?: boolean;
  /** Ceiling in seconds, sent with every session; a session's own `max_session_duration` can only lower it. Default: 600. */
  readonly maxSessionDuration?: number;
  /** Default: https://api.liveavatar.com. */
  readonly apiUrl?: string;
  /** Where failures are told with their causes, the key blotted out. Default: `console`, without debug. */
  readonly logger?: Logger;
  /** Default: the runtime's. */
  readonly fetch?: typeof globalThis.fetch;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** The same, checked and with every default in its place. */
export interface TokenHandlerSettings {
  readonly apiKey: string;
  readonly session: TokenHandlerOptions["session"];
  readonly authorize: TokenHandlerOptions["authorize"];
  readonly origins: OriginPolicy;
  readonly rateLimit: Required<RateLimit> | false;
  readonly start: boolean;
  readonly maxSessionDuration: number;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly logger: Logger;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

const DEFAULT_API_URL = "https://api.liveavatar.com";
const DEFAULT_MAX_SESSION_SECONDS = 600;

/* eslint-disable no-console -- a handler has no other place to tell its site's developer why it fails */
const consoleLogger: Logger = {
  debug() {},
  warn: (message, ...details) => console.warn(message, ...details),
  error: (message, ...details) => console.error(message, ...details),
};
/* eslint-enable no-console */

const invalid = (message: string) => new LiveAvatarError("config-invalid", message);

function checkApiKey(apiKey: unknown): string {
  if (typeof apiKey !== "string" || apiKey === "") {
    throw invalid("apiKey: give LiveAvatar's API key (is the environment variable set?)");
  }
  // The value stays out of the sentence, whatever is wrong with it.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw invalid("apiKey: has spaces, line ends or letters that no key has");
  return apiKey;
}

function checkPositiveInteger(name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value <= 0) {
    throw invalid(`${name}: must be a whole number above 0, not ${String(value)}`);
  }
  return value;
}

function checkFunction(name: string, value: unknown): void {
  if (typeof value !== "function") throw invalid(`${name}: must be a function`);
}

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

function checkApiUrl(apiUrl: string): string {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  if (!url) throw invalid(`apiUrl: ${JSON.stringify(apiUrl)} is not a URL`);
  if (url.username || url.password || url.search || url.hash)
    throw invalid("apiUrl: must be an address without user, query or hash");
  const local = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && local)) {
    throw invalid(`apiUrl: must be https (or http on localhost): the key goes there`);
  }
  return url.href.replace(/\/+$/, "");
}

/**
 * @returns the configuration, if the service can make a FULL-mode session of it
 * @throws LiveAvatarError `config-invalid`
 */
export function checkSession(session: unknown): FullSessionConfig {
  if (typeof session !== "object" || session === null) {
    throw invalid(
      "session: must be a FULL-mode configuration, {avatar_id, avatar_persona …}, or a function that returns one",
    );
  }
  const { mode, avatar_id: avatarId, max_session_duration: duration } = session as Partial<Record<string, unknown>>;
  if (mode !== undefined && mode !== "FULL") throw invalid(`session.mode: must be "FULL", not ${JSON.stringify(mode)}`);
  if (typeof avatarId !== "string" || avatarId === "") throw invalid("session.avatar_id: give the avatar's id");
  if (duration !== undefined) checkPositiveInteger("session.max_session_duration", duration);
  return session as FullSessionConfig;
}

/**
 * Checks everything that can be checked before the first visitor comes.
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkTokenHandlerOptions(options: TokenHandlerOptions): TokenHandlerSettings {
  const { clock = systemClock, session, authorize } = options;
  if (authorize !== undefined) checkFunction("authorize", authorize);
  if (options.start !== undefined && typeof options.start !== "boolean") throw invalid("start: must be true or false");
  if (typeof session !== "function") checkSession(session);
  return {
    apiKey: checkApiKey(options.apiKey),
    session,
    authorize,
    origins: createOriginPolicy(options.allowedOrigins),
    rateLimit: checkRateLimit(options.rateLimit, clock),
    start: options.start ?? false,
    maxSessionDuration: checkPositiveInteger(
      "maxSessionDuration",
      options.maxSessionDuration ?? DEFAULT_MAX_SESSION_SECONDS,
    ),
    apiUrl: checkApiUrl(options.apiUrl ?? DEFAULT_API_URL),
    logger: options.logger ?? consoleLogger,
    // Called as a plain function: some runtimes refuse a fetch with another `this`.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    clock,
  };
}
