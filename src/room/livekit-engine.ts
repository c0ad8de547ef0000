/** Work-arounds for the engine of a LiveKit room; see livekit-internals.ts. The comments say when each part can go. */
import { linkedController } from "../core/linked-controller.js";
import { attempt } from "../core/wait.js";

interface EngineLike {
  handleBrowserOnLine?: unknown;
  handleBrowserOffline?: unknown;
  negotiate?: unknown;
  join?: unknown;
  close?: unknown;
  client?: unknown;
}
interface SignalStreamLike {
  opened?: unknown;
}
interface TransportsLike {
  ensurePCTransportConnection?: unknown;
}
type Method = (...given: unknown[]) => unknown;

/**
 * One engine, from its making to the end of its room.
 *
 * It listens to `online` and `offline`, and one that never connected never stops (https://github.com/livekit/client-sdk-js/issues/1654). One
 * that is closed in the middle of a reconnection goes on with it: joins again, makes peer connections that nobody closes, and
 * counts as open (`restartConnection`). So a closed engine may neither join nor make any. This can go when that issue is closed
 * and the tests of joins that lead nowhere pass without it.
 */
export class LiveKitEngine {
  readonly #engine: EngineLike;
  /** Aborted when the engine is closed. */
  readonly #life = new AbortController();
  /** Aborted when nobody wants anything of the engine any more. */
  readonly #end = new AbortController();

  constructor(engine: EngineLike) {
    this.#engine = engine;
    replaceMethod(engine, "negotiate", handleNegotiations);
    replaceMethod(engine, "close", (close) => () => {
      this.#life.abort();
      return close();
    });
    replaceMethod(engine, "join", (join) => async (...given) => {
      this.#life.signal.throwIfAborted();
      return join(...given);
    });
    if (typeof engine.client === "object" && engine.client !== null) {
      watchProperty(engine.client, "ws", (stream: SignalStreamLike) => endReading(stream, this.#end.signal));
    }
    watchProperty(engine, "pcManager", (transports: TransportsLike) => {
      if (this.#life.signal.aborted) this.#close();
      this.#life.signal.throwIfAborted();
      replaceMethod(transports, "ensurePCTransportConnection", (wait) => endingWait(wait, this.#life.signal));
    });
  }

  dispose(): void {
    this.#life.abort();
    unlisten(globalThis, "online", this.#engine.handleBrowserOnLine);
    unlisten(globalThis, "offline", this.#engine.handleBrowserOffline);
    this.#close();
    this.#end.abort();
  }

  #close(): void {
    const { close } = this.#engine;
    // What it says to that concerns nobody any more.
    if (typeof close === "function") attempt(() => (close as Method)()).catch(() => undefined);
  }
}

/**
 * The stream of a signal connection's messages does not end with the connection: whoever reads it waits for ever, and Chromium
 * keeps what waits, with the whole room (livekit-client 2.17.3, `WebSocketStream`, https://github.com/livekit/client-sdk-js). This
 * can go when the memory of left rooms is given back without it (test/e2e/livekit-range.e2e.ts).
 */
function endReading({ opened }: SignalStreamLike, end: AbortSignal): void {
  if (!(opened instanceof Promise)) return;
  opened.then(
    (connection: { readonly readable?: ReadableStream }) => {
      if (!connection.readable) return;
      replaceMethod(connection.readable, "getReader", (getReader) => (...given) => {
        const reader = getReader(...given) as ReadableStreamDefaultReader;
        // The reason is what the stream closes its connection with.
        const cancel = (): void => void reader.cancel({}).catch(() => undefined);
        if (end.aborted) cancel();
        else end.addEventListener("abort", cancel, { once: true });
        return reader;
      });
    },
    () => undefined,
  );
}

/**
 * When the server asks for media sections, the engine negotiates and nothing waits for it: where the server falls silent then,
 * the page gets an unhandled NegotiationError after 15 s, while the connection is renewed all the same (livekit-client 2.17.3,
 * `onMediaSectionsRequirement`, https://github.com/livekit/client-sdk-js). This can go when that call has a `catch`.
 */
function handleNegotiations(negotiate: Method): Method {
  return (...given) => {
    const negotiated = negotiate(...given);
    // A caller that waits gets the rejection as before.
    if (negotiated instanceof Promise) negotiated.catch(() => undefined);
    return negotiated;
  };
}

/**
 * A wait for media looks twenty times a second whether they have come, for ever, where it was not aborted: its time limit ends
 * the promise and not the loop, and a reconnection gives it no signal (`ensureTransportConnected`,
 * https://github.com/livekit/client-sdk-js). Here the loop ends with its promise, and with the engine. This can go when the test of
 * joins that lead nowhere passes without it.
 */
function endingWait(wait: Method, life: AbortSignal): Method {
  return (given, ...more) => {
    const linked = linkedController(given instanceof AbortController ? given.signal : undefined, life);
    const waited = wait(linked.controller, ...more);
    const end = (): void => {
      linked.dispose();
      linked.controller.abort();
    };
    Promise.resolve(waited).then(end, end);
    return waited;
  };
}

/** Puts another method in the place of one, which it is given bound; where there is none, nothing happens. */
function replaceMethod(owner: object, name: string, replace: (method: Method) => Method): void {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== "function") return;
  Reflect.set(
    owner,
    name,
    replace((...given) => Reflect.apply(method, owner, given) as unknown),
  );
}

/** Calls `handle` with the object that the property has, and with each that it is about to get. */
export function watchProperty(owner: object, name: string, handle: (value: object) => void): void {
  const handleValue = (value: unknown): void => {
    if (typeof value === "object" && value !== null) handle(value);
  };
  let current: unknown = Reflect.get(owner, name);
  handleValue(current);
  Object.defineProperty(owner, name, {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (value: unknown) => {
      handleValue(value);
      current = value;
    },
  });
}

export function unlisten(target: EventTarget, type: string, listener: unknown): void {
  if (typeof listener === "function") target.removeEventListener(type, listener as EventListener);
}
