import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { silentLogger } from "../core/ports/logger.js";
import type { Logger } from "../core/ports/logger.js";
import { checkAddresses } from "./site-address.js";
import { foreignMessage, requestJson } from "./json-request.js";
import { SUCCESS_CODE } from "./rest-protocol.js";
import type { ServiceEndReason } from "./rest-protocol.js";
import { readStartedSession } from "./token-answer.js";
import type { StartedSession } from "./token-answer.js";
import { isRecord } from "../core/is-record.js";

/** The base URL of the service (protocol §1.1). */
export const DEFAULT_API_URL = "https://api.liveavatar.com";

export interface LiveAvatarApiOptions {
  /** Default {@link DEFAULT_API_URL}. */
  readonly apiUrl?: string | undefined;
  /** The session token; it appears in the Authorization header and nowhere else. */
  readonly token: string;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** The client of the LiveAvatar API: the three calls that a page makes with its session token. */
export class LiveAvatarApi {
  readonly #base: string;
  readonly #token: string;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #fetch: typeof fetch;

  /** @throws LiveAvatarError `config-invalid` for an `apiUrl` that is not https (nor this machine) or has credentials in it */
  constructor(options: LiveAvatarApiOptions) {
    checkAddresses({ apiUrl: options.apiUrl });
    this.#base = (options.apiUrl ?? DEFAULT_API_URL).replace(/\/+$/, "");
    this.#token = options.token;
    this.#logger = options.logger ?? silentLogger;
    this.#clock = options.clock ?? systemClock;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  /** POST /v1/sessions/start. Rejects with the `start-` codes, or an AbortError. */
  async start(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<StartedSession> {
    const data = await this.#post("start", options);
    const refuse = (problem: string) =>
      new LiveAvatarError("start-unreachable", `The service's answer to start ${problem}.`, { retryable: false });
    if (!isRecord(data)) throw refuse("has no data");
    return readStartedSession(data, refuse);
  }

  /**
   * POST /v1/sessions/stop. Without a body the service notes USER_CLOSED (protocol §1.4).
   * @param options.keepalive the page is going away: the request outlives it
   */
  async stop(options: { readonly reason?: ServiceEndReason; readonly keepalive?: boolean } = {}): Promise<void> {
    const { reason, keepalive = false } = options;
    await this.#post("stop", { keepalive, ...(reason !== undefined && { body: { reason } }) });
  }

  /** POST /v1/sessions/keep-alive: the service ends a session that was idle for too long (protocol §1.5). */
  async keepAlive(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.#post("keep-alive", options);
  }

  async #post(
    call: "start" | "stop" | "keep-alive",
    options: { readonly signal?: AbortSignal | undefined; readonly keepalive?: boolean; readonly body?: object },
  ): Promise<unknown> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.#token}` };
    if (options.body !== undefined) headers["Content-Type"] = "application/json";
    const answer = await requestJson({
      stage: "start",
      who: `The service (${call})`,
      url: `${this.#base}/v1/sessions/${call}`,
      // No cookies: the Bearer suffices, and the visitor may be logged in at the service with an account of their own.
      init: {
        method: "POST",
        headers,
        credentials: "omit",
        cache: "no-store",
        ...(options.keepalive === true && { keepalive: true }),
        ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      },
      signal: options.signal,
      clock: this.#clock,
      fetch: this.#fetch,
      secrets: [this.#token],
    });
    const code = isRecord(answer) ? answer.code : undefined;
    if (code !== SUCCESS_CODE || !isRecord(answer)) {
      const said = foreignMessage(answer, [this.#token]);
      throw new LiveAvatarError(
        "start-refused",
        `The service refused ${call}${said === undefined ? "." : `: ${said}`}`,
      );
    }
    this.#logger.debug(`${call}: accepted by the service`);
    return answer.data;
  }
}
