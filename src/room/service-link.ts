import type { Clock } from "../core/clock.js";
import type { Logger } from "../core/ports/logger.js";
import { siteRequest } from "../backend/token-source.js";
import type { FetchOptions, SiteRequestKind } from "../backend/token-source.js";
import { LiveAvatarApi } from "./live-avatar-api.js";
import type { StartedSession, TokenAnswer } from "./token-answer.js";

export interface ServiceLinkOptions {
  readonly answer: TokenAnswer;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly fetchOptions: FetchOptions | undefined;
}

/**
 * How this session is started, kept alive and stopped: at the service with the session token, or at the
 * site's own endpoints where the token stays on the backend.
 */
export class ServiceLink {
  readonly #options: ServiceLinkOptions;
  readonly #api: LiveAvatarApi | undefined;
  #stopRequest: RequestInit | undefined;

  constructor(options: ServiceLinkOptions) {
    const { answer, apiUrl, logger, clock, fetch } = options;
    this.#options = options;
    if (answer.sessionToken !== undefined) {
      this.#api = new LiveAvatarApi({ apiUrl, token: answer.sessionToken, logger, clock, fetch });
    } else {
      // Asked for now: on `pagehide` nobody can wait for it any more.
      this.#siteRequest("stop").then(
        (init) => (this.#stopRequest = init),
        (error: unknown) => logger.warn("fetchOptions failed for the stop endpoint", error),
      );
    }
  }

  /** Not abortable on purpose: a start that was answered has to be stopped, so somebody must hear the answer. */
  async start(): Promise<StartedSession> {
    if (this.#options.answer.started !== undefined) return this.#options.answer.started;
    if (this.#api === undefined) throw new TypeError("a token answer has a session_token or a started session");
    return this.#api.start();
  }

  /** Tells the service; resolves when it knows or could not be told. The request goes out in this very task. */
  async stop(): Promise<void> {
    try {
      await this.#sendStop();
    } catch (error) {
      this.#options.logger.warn("the service could not be told to stop; it ends the session when it is idle", error);
    }
  }

  keepAlive(): void {
    const { answer, logger } = this.#options;
    const sent =
      this.#api !== undefined ? this.#api.keepAlive() : this.#postToSite(answer.keepAliveEndpoint, "keep-alive");
    sent.catch((error: unknown) => logger.debug("keep-alive failed", error));
  }

  // `keepalive` always: nobody knows whether the page lives until the answer.
  #sendStop(): Promise<void> {
    if (this.#api !== undefined) return this.#api.stop({ keepalive: true });
    return this.#postToSite(this.#options.answer.stopEndpoint, "stop");
  }

  async #postToSite(url: string | undefined, kind: "stop" | "keep-alive"): Promise<void> {
    if (url === undefined) return;
    const ready = kind === "stop" ? this.#stopRequest : undefined;
    const init = ready ?? (await this.#siteRequest(kind));
    const response = await this.#options.fetch(url, { ...init, keepalive: true });
    if (!response.ok) throw new Error(`the site's ${kind} endpoint answered ${response.status}`);
  }

  async #siteRequest(kind: SiteRequestKind): Promise<RequestInit> {
    const extra = (await this.#options.fetchOptions?.(kind)) ?? {};
    return siteRequest({ session_id: this.#options.answer.started?.sessionId }, extra);
  }
}
