/** From nothing to a connection that is ready: a new token, the address, the handshake. */
import { readRealtimeToken } from "../../backend/realtime-token-answer.js";
import { abortError, throwIfAborted } from "../../core/abort.js";
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { attempt } from "../../core/wait.js";
import { failed, timedOut } from "./realtime-failure.js";
import { RealtimeSession, type SessionOptions } from "./realtime-session.js";
import { RealtimeSocket, type SocketContext, type WebSocketClass } from "./realtime-socket.js";

const TOKEN_MS = 15_000;

/** A source of tokens: a text, or an answer of a token endpoint. It is asked once a connection. */
export type RealtimeTokenProvider = (options: { readonly signal: AbortSignal }) => unknown;

export interface ConnectOptions extends SessionOptions {
  readonly token: RealtimeTokenProvider;
  readonly baseURL: string;
  /** Undefined: the platform's. */
  readonly webSocket: WebSocketClass | undefined;
  readonly clock: Clock;
}

export interface Connected {
  readonly socket: RealtimeSocket;
  readonly session: RealtimeSession;
}

/** @throws LiveAvatarError of stage `stt`; an AbortError */
export async function connectRealtime(
  options: ConnectOptions,
  context: Pick<SocketContext, "signal" | "handleEvent" | "handleEnd">,
): Promise<Connected> {
  const { clock, baseURL } = options;
  const { signal } = context;
  throwIfAborted(signal);
  const url = realtimeAddress(baseURL);
  const webSocket = options.webSocket ?? (globalThis as { readonly WebSocket?: WebSocketClass }).WebSocket;
  if (!webSocket) throw new LiveAvatarError("config-missing", "OpenAIRealtimeSTT needs a webSocket on this platform.");
  const token = await askToken(options, signal);
  const session = new RealtimeSession(options, [token]);
  const socket = await RealtimeSocket.open({ ...context, url, token, webSocket, session, clock });
  return { socket, session };
}

async function askToken({ token, clock }: ConnectOptions, signal: AbortSignal): Promise<string> {
  try {
    const answer = await attempt((own) => token({ signal: own }), {
      ...{ signal, clock, ms: TOKEN_MS },
      timeout: () => timedOut(`got no token in ${TOKEN_MS / 1000} s`),
    });
    return readRealtimeToken(answer);
  } catch (cause) {
    if (signal.aborted) throw abortError(signal);
    if (LiveAvatarError.is(cause) && cause.stage === "stt") throw cause;
    const { retryAfter, status, retryable } = LiveAvatarError.is(cause) ? cause : { retryable: true };
    const message = "The token source of the speech recognition failed.";
    throw new LiveAvatarError("stt-failed", message, { cause, retryAfter, status, retryable });
  }
}

/**
 * The address of the WebSocket below a base URL, which may be relative to the page.
 * @throws LiveAvatarError `config-invalid`
 */
export function realtimeAddress(baseURL: string): string {
  const { document } = globalThis as { readonly document?: { readonly baseURI?: string } };
  const invalid = (why: string): LiveAvatarError =>
    new LiveAvatarError("config-invalid", `OpenAIRealtimeSTT: baseURL ${why}.`);
  let url: URL;
  try {
    url = new URL(baseURL, document?.baseURI);
  } catch {
    throw invalid(`is no URL${document ? "" : ", and without a document it must be absolute"}`);
  }
  const protocol = { "https:": "wss:", "wss:": "wss:", "http:": "ws:", "ws:": "ws:" }[url.protocol];
  if (protocol === undefined) throw invalid("must be https, http, wss or ws");
  if (url.username !== "" || url.password !== "") throw invalid("must not hold a name or a password");
  url.protocol = protocol;
  url.hash = "";
  url.pathname = `${url.pathname.replace(/\/+$/, "").replace(/\/realtime$/, "")}/realtime`;
  if (!url.searchParams.has("intent")) url.searchParams.set("intent", "transcription");
  return url.href;
}

/** The error of a connection, for those who are told of errors alone. */
export const asFailure = (error: unknown): LiveAvatarError =>
  LiveAvatarError.is(error) ? error : failed("The speech recognition could not be connected.");
