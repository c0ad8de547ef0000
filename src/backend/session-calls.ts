import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { silentLogger } from "../core/ports/logger.js";
import type { Logger } from "../core/ports/logger.js";
import { LiveAvatarApi } from "./live-avatar-api.js";
import { SessionEndpoints } from "./session-endpoints.js";
import type { FetchOptions } from "./site-request.js";
import { readTokenAnswer } from "./token-answer.js";
import type { StartedSession, TokenAnswer } from "./token-answer.js";

/** The options of a session's requests. */
export interface SessionCallsOptions {
  /** Default: the service's own. */
  readonly apiUrl?: string | undefined;
  /** Headers and credentials for the site's own stop and keep-alive endpoints. */
  readonly fetchOptions?: FetchOptions | undefined;
  /** Default: says nothing. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Default: the page's. */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * The three requests of a session's life: start, keep-alive and stop, at the service with the session token or at the
 * site's own endpoints where the token stays on the backend. It knows nothing of LiveKit.
 */
export class SessionCalls {
  readonly #started: StartedSession | undefined;
  readonly #logger: Logger;
  readonly #api: LiveAvatarApi | undefined;
  readonly #endpoints: SessionEndpoints | undefined;

  constructor(answer: TokenAnswer, options: SessionCallsOptions = {}) {
    const { apiUrl, logger = silentLogger, clock = systemClock, fetchOptions } = options;
    const { fetch = (input, init) => globalThis.fetch(input, init) } = options;
    this.#started = answer.started;
    this.#logger = logger;
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

  /** Stops the session; resolves when the service knows or could not be reached. The request is sent in this task. */
  async stop(): Promise<void> {
    try {
      // `keepalive` always: the page may be gone before the answer.
      await (this.#api?.stop({ keepalive: true }) ?? this.#endpoints?.stop());
    } catch (error) {
      this.#logger.warn("the service could not be told to stop; it ends the session when it is idle", error);
    }
  }

  keepAlive(): void {
    const sent = this.#api?.keepAlive() ?? this.#endpoints?.keepAlive();
    sent?.catch((error: unknown) => {
      this.#logger.debug("keep-alive failed", error);
    });
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
    const read = readTokenAnswer(answer);
    if (read.started !== undefined) await new SessionCalls(read, options).stop();
  } catch (error) {
    options.logger?.debug("an unwanted token answer was not usable", error);
  }
}
