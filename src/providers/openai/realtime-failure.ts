/** What has gone wrong with a realtime recogniser, as errors with a code. No sentence has the token in it. */
import { LiveAvatarError } from "../../core/errors.js";
import { serverReason } from "../../core/server-reason.js";
import type { WireError } from "./realtime-wire.js";

const WHO = "The speech recognition";

const LIMITED = /rate.?limit|too.many|insufficient.quota|\b429\b/i;
/** What a new token may help with, and what not. */
const EXPIRED = /expired/i;
const FORBIDDEN =
  /invalid.api.key|incorrect.api.key|authenti|unauthori|forbidden|permission|invalid.?(?:client.?secret|token|ephemeral)|\b40[13]\b/i;
const NOT_THERE = /model.not.found|does not exist|unsupported.model/i;
/** A session has a longest duration, at OpenAI 60 minutes; then it says so, and closes with 1001. */
const OVER = /session.expired|maximum duration/i;

/** The errors after which no second try could help. */
export const isFinal = (error: LiveAvatarError): boolean => !error.retryable;

/** Whether the session has reached its longest duration. */
export const isSessionOver = ({ code, message }: Pick<WireError, "code" | "message">): boolean =>
  OVER.test(code) || OVER.test(message);

/** Whether there was nothing, or too little, to commit: the server itself was quicker. */
export const isEmptyCommit = ({ code, message }: WireError): boolean =>
  code === "input_audio_buffer_commit_empty" || /buffer (?:too small|is empty)/i.test(message);

export function wireFailure(error: WireError, secrets: readonly string[]): LiveAvatarError {
  const said = serverReason(error.message, secrets);
  const message = `${WHO} reported an error${said === undefined ? "." : `: ${said}`}`;
  const all = [error.code, error.type, error.message].join(" ");
  if (LIMITED.test(all)) return new LiveAvatarError("stt-rate-limited", message, { retryAfter: error.retryAfter });
  const isExpired = EXPIRED.test(error.code) || (EXPIRED.test(error.message) && !OVER.test(all));
  if (isExpired) return new LiveAvatarError("stt-refused", message, { retryable: true });
  if (FORBIDDEN.test(all) || NOT_THERE.test(all)) return new LiveAvatarError("stt-refused", message);
  return new LiveAvatarError("stt-failed", message);
}

/** A server that takes connections and no session as it was asked for. */
export function refusedSession(error: WireError, secrets: readonly string[]): LiveAvatarError {
  const failure = wireFailure(error, secrets);
  const isRefusal = failure.code === "stt-failed" && /invalid/i.test(`${error.type} ${error.code}`);
  return isRefusal ? new LiveAvatarError("stt-refused", failure.message) : failure;
}

export interface SocketEnd {
  /** Of the close event; 1006 where the connection broke off. */
  readonly code: number;
  readonly reason: string;
  /** HTTP status of the refused handshake. Browsers do not tell it. */
  readonly status: number | undefined;
}

/** A connection that could not be made. */
export function unreachable(end: SocketEnd, secrets: readonly string[]): LiveAvatarError {
  const { code, reason, status } = end;
  if (status !== undefined) {
    const message = `${WHO} answered ${status}.`;
    if (status === 401 || status === 403) return new LiveAvatarError("stt-refused", message, { status });
    if (status === 429) return new LiveAvatarError("stt-rate-limited", message, { status });
    const isTheirs = status >= 500 || status < 400 || status === 408;
    return new LiveAvatarError(isTheirs ? "stt-failed" : "stt-refused", message, { status });
  }
  const closed = closedBy(reason, secrets);
  if (closed) return closed;
  return new LiveAvatarError(
    "stt-failed",
    `${WHO} could not be reached${code === 1006 ? "" : ` (close code ${code})`}.`,
  );
}

/** A connection that was there, and is no more. */
export function lost({ code, reason }: SocketEnd, secrets: readonly string[]): LiveAvatarError {
  return (
    closedBy(reason, secrets) ??
    new LiveAvatarError("stt-interrupted", `The connection of the speech recognition was lost (close code ${code}).`)
  );
}

/** OpenAI closes with the kind of error as reason, as in "invalid_request_error.invalid_api_key". */
function closedBy(reason: string, secrets: readonly string[]): LiveAvatarError | undefined {
  if (reason === "") return undefined;
  const none = { code: "", type: "", param: "", eventId: "", retryAfter: undefined };
  const failure = wireFailure({ ...none, message: reason }, secrets);
  return failure.code === "stt-failed" ? undefined : failure;
}

export const timedOut = (what: string): LiveAvatarError => new LiveAvatarError("stt-timeout", `${WHO} ${what}.`);
export const failed = (message: string): LiveAvatarError => new LiveAvatarError("stt-failed", message);
export const interrupted = (message: string): LiveAvatarError => new LiveAvatarError("stt-interrupted", message);
