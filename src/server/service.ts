/** The service's REST calls for a site's backend: mint a token, start a session, and stop one that is not used. */
import { SUCCESS_CODE } from "../backend/rest-protocol.js";
import type { FullSessionConfig, SessionStartData } from "../backend/rest-protocol.js";
import { readBody } from "../core/read-body.js";
import { retryAfterOf } from "../core/retry-after.js";
import { attempt } from "../core/wait.js";
import type { Fields } from "./body.js";
import { HandlerFailure } from "./failure.js";
import { type JsonLimits, parseBoundedObject } from "./json-bounds.js";
import type { TokenHandlerSettings } from "./options.js";
import { quote } from "./redact-key.js";

/** Below the 15 s after which the page stops waiting, so that it is this handler's answer that it gets. */
const DEADLINE_MS = 12_000;
const STOP_DEADLINE_MS = 3_000;
/** The service's windows are of one second (its page on rate limits). */
const SHORTEST_RETRY_SECONDS = 1;
const LONGEST_MESSAGE = 300;
/** No answer of the service comes near. */
const MAX_ANSWER_BYTES = 1_048_576;
const JSON_LIMITS: JsonLimits = { maxDepth: 32, maxParts: 20_000 };
/** The service's words for a session that is longer than the plan's sessions may be are UNVERIFIED. */
const ABOUT_DURATION =
  /max_session_duration|session[ _]duration|duration\b.{0,60}\b(?:plan|exceed|maximum|limit|at most|less than)/i;

const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** The first problem of a 422 is `data[0].message` in the service's demo; `message` is the envelope's. */
function problemOf(envelope: Fields): string {
  const first: unknown = Array.isArray(envelope.data) ? envelope.data[0] : undefined;
  return textOf(fieldsOf(first).message) ?? textOf(envelope.message) ?? "";
}

/** The calls to the service for one visitor's request. */
export class ServiceCalls {
  readonly #settings: TokenHandlerSettings;
  readonly #visitor: AbortSignal;
  /** The time limit of all calls together, as a time of the clock. */
  readonly #until: number;

  /** @param visitor aborted when the visitor goes away */
  constructor(settings: TokenHandlerSettings, visitor: AbortSignal) {
    this.#settings = settings;
    this.#visitor = visitor;
    this.#until = settings.clock.now() + DEADLINE_MS;
  }

  /** @returns the session token, and the service's id of the session where it says one */
  async mint(session: FullSessionConfig): Promise<{ readonly token: string; readonly sessionId: string | undefined }> {
    const data = await this.#call("token", { "X-API-KEY": this.#settings.apiKey }, session);
    const token = textOf(data.session_token);
    // What becomes a header has to be fit for one.
    if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) {
      throw new HandlerFailure("upstream-invalid", "The service answered without a session token.");
    }
    return { token, sessionId: textOf(data.session_id) };
  }

  /** Starts the session; it is stopped again when the start fails half-way or the visitor has gone. */
  async start(token: string): Promise<SessionStartData> {
    try {
      const data = await this.#call("start", { Authorization: `Bearer ${token}` });
      const [id, url, clientToken] = [data.session_id, data.livekit_url, data.livekit_client_token].map(textOf);
      if (id === undefined || url === undefined || !/^wss?:\/\//.test(url) || clientToken === undefined) {
        throw new HandlerFailure("upstream-invalid", "The service answered the start without a room.");
      }
      if (this.#visitor.aborted) throw new HandlerFailure("client-gone", "The visitor went away.");
      const duration = data.max_session_duration;
      return {
        session_id: id,
        livekit_url: url,
        livekit_client_token: clientToken,
        ...(typeof duration === "number" && duration > 0 && { max_session_duration: duration }),
      };
    } catch (error) {
      await this.#stop(token);
      throw error;
    }
  }

  /** Best effort: a session that was not stopped ends by itself after some minutes. */
  async #stop(token: string): Promise<void> {
    const { clock, logger } = this.#settings;
    const headers = { Authorization: `Bearer ${token}` };
    try {
      const post = async (signal: AbortSignal) => (await this.#post("stop", { headers, signal })).body?.cancel();
      await attempt(post, { clock, ms: STOP_DEADLINE_MS });
    } catch (error) {
      logger.warn("createTokenHandler: a session that failed to start could not be stopped", error);
    }
  }

  async #call(step: "token" | "start", headers: Record<string, string>, body?: object): Promise<Fields> {
    const { clock } = this.#settings;
    const exchange = async (signal: AbortSignal) => {
      const response = await this.#post(step, {
        headers: { Accept: "application/json", ...headers, ...(body && { "Content-Type": "application/json" }) },
        ...(body && { body: JSON.stringify(body) }),
        signal,
      });
      const bytes = await readBody(response, { maxBytes: MAX_ANSWER_BYTES, signal }).catch((error: unknown) => {
        if (signal.aborted) throw error;
        return new Uint8Array(); // it broke off: the status is all there is
      });
      return { response, envelope: parseBoundedObject(new TextDecoder().decode(bytes), JSON_LIMITS) ?? {} };
    };
    try {
      const { response, envelope } = await attempt(exchange, {
        ...{ signal: this.#visitor, clock, ms: this.#until - clock.now() },
        timeout: () => new HandlerFailure("upstream-timeout", `The service gave no answer in ${DEADLINE_MS / 1000} s.`),
      });
      this.#refuse(step, response, envelope);
      return fieldsOf(envelope.data);
    } catch (error) {
      if (this.#visitor.aborted) throw new HandlerFailure("client-gone", "The visitor went away.");
      if (error instanceof HandlerFailure) throw error;
      throw new HandlerFailure("upstream-unreachable", "The service could not be reached.", { cause: error });
    }
  }

  #post(step: "token" | "start" | "stop", init: RequestInit): Promise<Response> {
    const { fetch, apiUrl } = this.#settings;
    // A redirect would carry the key to wherever it points.
    return fetch(`${apiUrl}/v1/sessions/${step}`, { method: "POST", redirect: "manual", ...init });
  }

  #refuse(step: "token" | "start", response: Response, envelope: Fields): void {
    const { status } = response;
    if (status === 401 || status === 403) {
      const what = step === "token" ? "API key" : "session token";
      throw new HandlerFailure("upstream-auth", `The service refused this site's ${what}.`);
    }
    if (status === 429) {
      const asked = retryAfterOf(response.headers, this.#settings.clock.now()) ?? 0;
      const retryAfter = Math.max(asked, SHORTEST_RETRY_SECONDS);
      throw new HandlerFailure("upstream-rate-limited", "The service limits how often it is asked.", { retryAfter });
    }
    if (status >= 500) throw new HandlerFailure("upstream-unreachable", `The service failed with status ${status}.`);
    const accepted = response.ok && envelope.code === SUCCESS_CODE;
    if (accepted) return;
    if (status >= 400 || (response.ok && typeof envelope.code === "number")) {
      const { redactor, maxSessionDuration } = this.#settings;
      const said = problemOf(envelope);
      const problem = quote(said, { redactor, longest: LONGEST_MESSAGE });
      const advice = ABOUT_DURATION.test(said)
        ? ` (the option maxSessionDuration is ${maxSessionDuration} s: give what your plan allows)`
        : "";
      throw new HandlerFailure(
        "upstream-rejected",
        `The service refused the session${problem && `: ${problem}`}${advice}`,
      );
    }
    throw new HandlerFailure("upstream-invalid", `The service's answer (status ${status}) is none of its kind.`);
  }
}
