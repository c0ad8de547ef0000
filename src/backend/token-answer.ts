import { LiveAvatarError } from "../core/errors.js";
import { isLocalHost } from "../core/hosts.js";
import { isRecord } from "../core/is-record.js";
import { SUCCESS_CODE } from "./rest-protocol.js";
import type { SessionStartData } from "./rest-protocol.js";
import { hasCredentials, parseUrl, siteUrl } from "./site-address.js";
import { readSessionToken } from "./token-payload.js";
import type { Interaction } from "./token-payload.js";

/** A started session: the address of its room and its time limit. */
export interface StartedSession {
  readonly sessionId: string;
  readonly livekitUrl: string;
  readonly livekitToken: string;
  /** Seconds. */
  readonly maxDurationSeconds: number | undefined;
}

/** The validated answer of a token source. */
export interface TokenAnswer {
  /** The Bearer of start, stop and keep-alive. Always there when `started` is not. */
  readonly sessionToken: string | undefined;
  /** Set when the site's backend has started the session itself. */
  readonly started: StartedSession | undefined;
  /** The site's own endpoints, for a started session whose token stays on the backend. */
  readonly stopEndpoint: string | undefined;
  readonly keepAliveEndpoint: string | undefined;
  readonly interaction: Interaction | undefined;
}

/**
 * Validates the answer of a token endpoint or token provider: `{session_token}`, or a session that the
 * backend has started; bare or in the service's `{code, data}` envelope.
 *
 * @param siteOrigins the origins, besides the page's own, at which the site may have its endpoints
 * @throws `token-invalid`, naming the field; `token-wrong-mode`
 */
export function readTokenAnswer(answer: unknown, siteOrigins: readonly string[] = []): TokenAnswer {
  const data = unwrap(answer);
  const sessionToken = optionalText(data, "session_token");
  const stopEndpoint = optionalUrl(data, "stop_endpoint", siteOrigins);
  const keepAliveEndpoint = optionalUrl(data, "keep_alive_endpoint", siteOrigins);
  const startedByBackend = data.livekit_url !== undefined || data.livekit_client_token !== undefined;
  if (!startedByBackend && sessionToken === undefined) throw invalid("has no session_token");
  let started: StartedSession | undefined;
  if (startedByBackend) {
    started = readStartedSession(data, (problem) => invalid(problem));
    if (sessionToken === undefined && (stopEndpoint === undefined || keepAliveEndpoint === undefined)) {
      throw invalid(
        "has a started session, but neither session_token nor both of stop_endpoint and keep_alive_endpoint",
      );
    }
  }
  const interaction = sessionToken === undefined ? undefined : readSessionToken(sessionToken);
  return { sessionToken, started, stopEndpoint, keepAliveEndpoint, interaction };
}

/** What becomes a header has to be fit for one. */
const RELAY_TOKEN = /^[\x21-\x7e]{1,4096}$/;

/**
 * The `relay_token` of a token answer, with which the site's relay endpoint knows whose session it is; undefined where there is none
 * that a header could carry. The answer need not be a usable one otherwise.
 */
export function relayTokenOf(answer: unknown): string | undefined {
  if (!isRecord(answer)) return undefined;
  const { relay_token: token } = isRecord(answer.data) ? answer.data : answer;
  return typeof token === "string" && RELAY_TOKEN.test(token) ? token : undefined;
}

/**
 * Validates `data` of POST /v1/sessions/start.
 * @param refuse makes the error of a field that is missing or wrong
 */
export function readStartedSession(
  data: Readonly<Record<string, unknown>>,
  refuse: (problem: string) => LiveAvatarError,
): StartedSession {
  const names = [
    "session_id",
    "livekit_url",
    "livekit_client_token",
  ] as const satisfies readonly (keyof SessionStartData)[];
  const [sessionId = "", livekitUrl = "", livekitToken = ""] = names.map((name) => {
    const value = data[name];
    if (typeof value !== "string" || value === "") throw refuse(`has no ${name}`);
    return value;
  });
  const room = parseUrl(livekitUrl);
  if (!room || !isRoomUrl(room)) throw refuse("has a livekit_url that is neither wss nor https (nor a local ws)");
  if (hasCredentials(room)) throw refuse("has a livekit_url with a user name or a password in it");
  const duration = data.max_session_duration;
  return {
    sessionId,
    livekitUrl,
    livekitToken,
    maxDurationSeconds:
      typeof duration === "number" && Number.isFinite(duration) && duration > 0 ? duration : undefined,
  };
}

function unwrap(answer: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(answer)) throw invalid("is not an object");
  const { code, data } = answer;
  if (typeof code !== "number" || !("data" in answer)) return answer;
  if (code !== SUCCESS_CODE) throw invalid(`is an envelope with code ${code}`);
  if (!isRecord(data)) throw invalid("is an envelope without data");
  return data;
}

function optionalText(data: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = data[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || value === "") throw invalid(`has a ${name} that is not a text`);
  return value;
}

function optionalUrl(
  data: Readonly<Record<string, unknown>>,
  name: string,
  origins: readonly string[],
): string | undefined {
  const value = optionalText(data, name);
  if (value === undefined) return undefined;
  return siteUrl(value, origins, (problem) => invalid(`has a ${name} that ${problem}`)).href;
}

const isRoomUrl = ({ protocol, hostname }: URL): boolean =>
  ["wss:", "https:"].includes(protocol) || (["ws:", "http:"].includes(protocol) && isLocalHost(hostname));

const invalid = (problem: string) => new LiveAvatarError("token-invalid", `The token endpoint's answer ${problem}.`);
