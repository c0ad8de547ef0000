/** One connection to the Realtime API: its handshake, its messages, and its end. */
import type { Clock } from "../../core/clock.js";
import type { LiveAvatarError } from "../../core/errors.js";
import { guard } from "../../core/guard.js";
import { attempt, deferred } from "../../core/wait.js";
import { failed, refusedSession, type SocketEnd, timedOut, unreachable } from "./realtime-failure.js";
import type { RealtimeSession } from "./realtime-session.js";
import { readServerEvent, type ServerEvent } from "./realtime-wire.js";

/** From the first packet to a session as it was asked for. */
const CONNECT_MS = 15_000;
/** How long a server that has told its session may take to tell the one that was asked for: some never do. */
const UPDATE_MS = 2000;
const OPEN = 1;

/** The part of a `WebSocket` that is used. */
export interface WebSocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string): void;
  close(): void;
  onopen: unknown;
  onmessage: unknown;
  onerror: unknown;
  onclose: unknown;
}

/** A class of WebSockets, as the platform's own or that of the package `ws`. */
export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike;

export interface SocketContext {
  readonly url: string;
  /** Fit for a sub-protocol. */
  readonly token: string;
  readonly webSocket: WebSocketClass;
  readonly session: RealtimeSession;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What comes after the handshake. */
  handleEvent(event: ServerEvent): void;
  /** The connection has ended, by itself and after the handshake. */
  handleEnd(end: SocketEnd): void;
}

/** How browsers, which can set no header, give a token (https://platform.openai.com/docs/guides/realtime-websocket). */
const protocolsFor = (token: string): string[] => ["realtime", `openai-insecure-api-key.${token}`];

export class RealtimeSocket {
  readonly #context: SocketContext;
  readonly #socket: WebSocketLike;
  readonly #configured = deferred<undefined>();
  #status: number | undefined;
  #isReady = false;
  #hasEnded = false;
  #cancelUpdateWait: () => void = noop;

  /**
   * Connects, and resolves with a connection whose session is as it was asked for.
   * @throws LiveAvatarError; an AbortError
   */
  static open(context: SocketContext): Promise<RealtimeSocket> {
    const { signal, clock } = context;
    let socket: RealtimeSocket | undefined;
    const connecting = attempt(
      async () => {
        socket = new RealtimeSocket(context);
        await socket.#configured.promise;
        return socket;
      },
      { signal, clock, ms: CONNECT_MS, timeout: () => timedOut(`was not ready in ${CONNECT_MS / 1000} s`) },
    );
    connecting.catch(() => socket?.close());
    return connecting;
  }

  private constructor(context: SocketContext) {
    this.#context = context;
    const { url, token, webSocket: WebSocketOf } = context;
    let socket: WebSocketLike;
    try {
      socket = new WebSocketOf(url, protocolsFor(token));
    } catch {
      // What the platform says of it would have the token in it.
      throw failed("The platform refused to open a connection for the speech recognition.");
    }
    this.#socket = socket;
    socket.onopen = () => this.#handleOpen();
    socket.onmessage = ({ data }: { readonly data?: unknown }) => this.#handleMessage(data);
    // It stays: a socket of `ws` that is closed while it connects reports that as an error, which needs a listener.
    socket.onerror = ({ message }: { readonly message?: unknown }) => this.#handleError(message);
    socket.onclose = ({ code, reason }: { readonly code?: unknown; readonly reason?: unknown }) => {
      this.#handleClose(code, reason);
    };
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: object): void {
    if (this.#hasEnded || this.#socket.readyState !== OPEN) return;
    guard(() => this.#socket.send(JSON.stringify(message)), noop); // its end is told by its event
  }

  /** Ends it at once; nothing more is told. */
  close(): void {
    if (this.#hasEnded) return;
    this.#finish();
    guard(() => this.#socket.close(), noop);
  }

  #finish(): void {
    this.#hasEnded = true;
    this.#cancelUpdateWait();
  }

  #handleOpen(): void {
    if (this.#hasEnded) return;
    this.send(this.#context.session.update());
  }

  #handleMessage(data: unknown): void {
    if (this.#hasEnded) return;
    const event = readServerEvent(data);
    if (!event) return;
    if (this.#isReady) this.#context.handleEvent(event);
    else this.#configure(event);
  }

  /** The handshake: until the session is as it was asked for, or as the server lets it be. */
  #configure(event: ServerEvent): void {
    const { session, clock } = this.#context;
    if (event.type === "created") {
      this.#cancelUpdateWait();
      this.#cancelUpdateWait = clock.setTimeout(() => this.#ready(), UPDATE_MS);
    } else if (event.type === "updated") {
      session.learn(event.isManual);
      this.#ready();
    } else if (event.type === "error") {
      const { error } = event;
      this.#cancelUpdateWait();
      if (session.refuse(error)) this.send(session.update());
      else if (!session.hasRefused(error)) this.#fail(refusedSession(error, session.secrets));
    }
  }

  #ready(): void {
    this.#cancelUpdateWait();
    this.#isReady = true;
    this.#configured.resolve(undefined);
  }

  #fail(error: LiveAvatarError): void {
    this.#configured.reject(error);
    this.close();
  }

  /** Browsers tell nothing here, for good reasons; `ws` tells the status of a refused handshake. */
  #handleError(message: unknown): void {
    const [, status] = /server response: (\d{3})\b/.exec(typeof message === "string" ? message : "") ?? [];
    if (status !== undefined) this.#status = Number(status);
  }

  #handleClose(code: unknown, reason: unknown): void {
    if (this.#hasEnded) return;
    this.#finish();
    const end: SocketEnd = {
      code: typeof code === "number" ? code : 1006,
      reason: typeof reason === "string" ? reason : "",
      status: this.#status,
    };
    if (this.#isReady) this.#context.handleEnd(end);
    else this.#configured.reject(unreachable(end, this.#context.session.secrets));
  }
}

const noop = (): void => undefined;
