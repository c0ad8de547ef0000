import type { Clock } from "../core/clock.js";
import type { Logger } from "../core/ports/logger.js";
import { requestOk } from "./json-request.js";
import { askExtra, jsonPost, withExtra } from "./site-request.js";
import type { FetchOptions } from "./site-request.js";
import type { StopRequest } from "./stop-registry.js";
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
  /** The page's last answer for a stop: when the page goes away there is no time to ask. */
  #stopInit: RequestInit;

  constructor(options: SessionEndpointsOptions) {
    this.#options = options;
    this.#stopInit = withExtra(this.#body(), {});
    this.#prepareStop().catch((error: unknown) => {
      options.logger.warn("fetchOptions failed for the stop endpoint", error);
    });
  }

  /** The stop request, with headers that are asked for anew before each try. */
  get stopRequest(): StopRequest {
    return {
      prepare: this.#options.fetchOptions && ((signal) => this.#prepareStop(signal)),
      send: () => this.#post(this.#options.answer.stopEndpoint, "stop", this.#stopInit),
    };
  }

  /** @throws LiveAvatarError of the `start-` codes; what the page's function throws */
  async keepAlive(): Promise<void> {
    const { clock, fetchOptions } = this.#options;
    // The headers of the stop are renewed along with it, so that those of a page that goes away are never old.
    if (fetchOptions) this.#prepareStop().catch(noop);
    const extra = await askExtra(fetchOptions, "keep-alive", { clock });
    await this.#post(this.#options.answer.keepAliveEndpoint, "keep-alive", withExtra(this.#body(), extra));
  }

  async #prepareStop(signal?: AbortSignal): Promise<void> {
    const { fetchOptions, clock } = this.#options;
    this.#stopInit = withExtra(this.#body(), await askExtra(fetchOptions, "stop", { clock, signal }));
  }

  async #post(url: string | undefined, kind: "stop" | "keep-alive", init: RequestInit): Promise<void> {
    if (url === undefined) return;
    const { clock, fetch } = this.#options;
    // `keepalive`: the page may be gone before the answer.
    await requestOk({
      ...{ stage: "start", who: `The site's ${kind} endpoint`, url, clock, fetch },
      init: { ...init, keepalive: true },
    });
  }

  #body(): RequestInit {
    return jsonPost({ session_id: this.#options.answer.started?.sessionId });
  }
}

const noop = (): void => undefined;
