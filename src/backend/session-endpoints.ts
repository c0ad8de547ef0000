import type { Clock } from "../core/clock.js";
import type { Logger } from "../core/ports/logger.js";
import { attempt } from "../core/wait.js";
import { REQUEST_TIMEOUT_MS } from "./json-request.js";
import { askExtra, jsonPost, withExtra } from "./site-request.js";
import type { FetchOptions } from "./site-request.js";
import type { TokenAnswer } from "./token-answer.js";

export interface SessionEndpointsOptions {
  readonly answer: TokenAnswer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly fetchOptions: FetchOptions | undefined;
}

/** The site's own endpoints for a session whose token stays on the backend. Every request ends after 15 s. */
export class SessionEndpoints {
  readonly #options: SessionEndpointsOptions;
  #preparedStop: RequestInit | undefined;

  constructor(options: SessionEndpointsOptions) {
    this.#options = options;
    // Prepared now: on `pagehide` there is no time to wait for it.
    this.#prepare("stop").then(
      (init) => (this.#preparedStop = init),
      (error: unknown) => options.logger.warn("fetchOptions failed for the stop endpoint", error),
    );
  }

  /** Sends the stop request: in this task, unless the page's headers are still awaited. */
  stop(): Promise<void> {
    return this.#post(this.#options.answer.stopEndpoint, "stop", this.#preparedStop);
  }

  keepAlive(): Promise<void> {
    return this.#post(this.#options.answer.keepAliveEndpoint, "keep-alive", undefined);
  }

  async #post(url: string | undefined, kind: "stop" | "keep-alive", prepared: RequestInit | undefined): Promise<void> {
    if (url === undefined) return;
    const init = prepared ?? (await this.#prepare(kind));
    const { clock, fetch } = this.#options;
    // `keepalive`: the page may be gone before the answer.
    const response = await attempt((signal) => fetch(url, { ...init, keepalive: true, signal }), {
      clock,
      ms: REQUEST_TIMEOUT_MS,
    });
    response.body?.cancel().catch(() => undefined); // the body is not needed
    if (!response.ok) throw new Error(`the site's ${kind} endpoint answered ${response.status}`);
  }

  async #prepare(kind: "stop" | "keep-alive"): Promise<RequestInit> {
    const { answer, fetchOptions, clock } = this.#options;
    const extra = await askExtra(fetchOptions, kind, { clock });
    return withExtra(jsonPost({ session_id: answer.started?.sessionId }), extra);
  }
}
