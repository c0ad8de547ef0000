import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { silentLogger } from "../core/ports/logger.js";
import type { Logger } from "../core/ports/logger.js";
import { LiveAvatarApi } from "./live-avatar-api.js";
import { SessionEndpoints } from "./session-endpoints.js";
import type { FetchOptions } from "./site-request.js";
import { pageStops, type StopRegistry } from "./stop-registry.js";
import { readTokenAnswer } from "./token-answer.js";
import type { StartedSession, TokenAnswer } from "./token-answer.js";

/** The options of a session's requests. */
export interface SessionCallsOptions {
  /** Default: the service's own. */
  readonly apiUrl?: string | undefined;
  /** Headers and credentials for the site's own stop and keep-alive endpoints. */
  readonly fetchOptions?: FetchOptions | undefined;
  /** The origins, besides the page's own, at which the site may have its stop and keep-alive endpoints. Default: none. */
  readonly siteOrigins?: readonly string[] | undefined;
  /** Default: says nothing. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Default: the page's. */
  readonly fetch?: typeof fetch | undefined;
  /** The owner of the stops. Default: the page's. */
  readonly stops?: StopRegistry | undefined;
}

/**
 * The three requests of a session's life: start, keep-alive and stop, at the service with the session token or at the
 * site's own endpoints where the token stays on the backend. It knows nothing of LiveKit.
 */
export class SessionCalls {
  readonly #started: StartedSession | undefined;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #stops: StopRegistry;
  readonly #api: LiveAvatarApi | undefined;
  readonly #endpoints: SessionEndpoints | undefined;

  /** @throws LiveAvatarError `config-invalid` as {@link LiveAvatarApi} */
  constructor(answer: TokenAnswer, options: SessionCallsOptions = {}) {
    const { apiUrl, logger = silentLogger, clock = systemClock, fetchOptions } = options;
    const { fetch = (input, init) => globalThis.fetch(input, init) } = options;
    this.#started = answer.started;
    this.#logger = logger;
    this.#clock = clock;
    this.#stops = options.stops ?? pageStops;
    if (answer.sessionToken !== undefined) {
      this.#api = new LiveAvatarApi({ apiUrl, token: answer.sessionToken, logger, clock, fetch });
    } else {
      this.#endpoints = new SessionEndpoints({ answer, logger, clock, fetch, fetchOptions });
    }
  }

  /**
   * Starts the session. Not abortable: a session that was started has to be stopped, so the answer must be read.
   * @throws LiveAvatarError of the `start-` codes
   */
  async start(): Promise<StartedSession> {
    if (this.#started !== undefined) return this.#started;
    if (this.#api === undefined) throw new TypeError("a token answer has a session_token or a started session");
    return this.#api.start();
  }

  /**
   * Stops the session; resolves when the service knows, or after 15 s. A service that fails or cannot be reached is told again
   * after that, as long as the page lives.
   * @param options.leaving the page is going away: the request is sent in this task, with the headers that are known
   */
  stop({ leaving = false }: { readonly leaving?: boolean } = {}): Promise<void> {
    const api = this.#api;
    // `keepalive` always: the page may be gone before the answer.
    const request = api ? { send: () => api.stop({ keepalive: true }) } : this.#endpoints?.stopRequest;
    if (request === undefined) return Promise.resolve();
    return this.#stops.tell(request, { clock: this.#clock, logger: this.#logger, leaving });
  }

  /** Extends the session's life; resolves to whether the service knows. */
  async keepAlive(): Promise<boolean> {
    try {
      await (this.#api?.keepAlive() ?? this.#endpoints?.keepAlive());
      return true;
    } catch (error) {
      this.#logger.debug("keep-alive failed", error);
      return false;
    }
  }
}

/**
 * Stops the session that the site's backend has started for a visitor who has left in the meantime. An answer without a started
 * session sends nothing.
 * @param answer the answer of the token source
 * @returns resolves when the service knows or could not be told, and never rejects
 */
export async function stopUnwantedSession(answer: unknown, options: SessionCallsOptions = {}): Promise<void> {
  try {
    const read = readTokenAnswer(answer, options.siteOrigins);
    if (read.started !== undefined) await new SessionCalls(read, options).stop();
  } catch (error) {
    options.logger?.debug("an unwanted token answer was not usable", error);
  }
}
