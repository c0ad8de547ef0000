/**
 * Work-arounds for livekit-client (seen in 2.15.7 to 2.17.3): what its room leaves behind, and negotiations that fail unheard. The private members are looked up by name; a version without them is left alone, so nothing that has to be
 * safe may rest on them. The comments below say when each part can go.
 */
import type { Room } from "livekit-client";
import { linkedController } from "../core/linked-controller.js";

interface TransportsLike {
  ensurePCTransportConnection?: unknown;
}
interface EngineLike {
  handleBrowserOnLine?: unknown;
  negotiate?: unknown;
}

/**
 * The private members of one LiveKit room.
 *
 * A room adds `onPageLeave` to the document as a listener of `freeze`, but removes it from the window. It also makes an
 * engine in its constructor, another when it connects, and one more some time after that fails or is aborted; each listens
 * to `online`, and one that never connected never stops (https://github.com/livekit/client-sdk-js/issues/1654).
 * These parts can go when that issue is closed and the tests that count the listeners of a left room pass without it.
 */
export class LiveKitInternals {
  readonly #room: Room;
  readonly #engines = new Set<EngineLike>();
  readonly #life = new AbortController();

  constructor(room: Room) {
    this.#room = room;
    watchProperty(room, "engine", (engine) => this.#watch(engine));
  }

  /** Ends and removes what the room has left behind, and what it still adds. */
  dispose(): void {
    this.#life.abort();
    unlisten(document, "freeze", Reflect.get(this.#room, "onPageLeave"));
    for (const engine of this.#engines) unlisten(globalThis, "online", engine.handleBrowserOnLine);
    this.#engines.clear();
  }

  #watch(engine: object): void {
    const known: EngineLike = engine;
    if (this.#life.signal.aborted) {
      unlisten(globalThis, "online", known.handleBrowserOnLine);
      return;
    }
    this.#engines.add(known);
    handleNegotiations(known);
    watchProperty(engine, "pcManager", (transports) => endWaits(transports, this.#life.signal));
  }
}

/** Calls `handle` with the object that the property has, and with each that it gets. */
function watchProperty(owner: object, name: string, handle: (value: object) => void): void {
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
      current = value;
      handleValue(value);
    },
  });
}

/**
 * A wait for media looks twenty times a second whether they have come, for ever, where it was not aborted: its time limit ends
 * the promise and not the loop, and a reconnection gives it no signal (`ensureTransportConnected`,
 * https://github.com/livekit/client-sdk-js). Here the loop ends with its promise, and with the room. This can go when the test of
 * joins that lead nowhere passes without it.
 */
function endWaits(transports: TransportsLike, life: AbortSignal): void {
  const { ensurePCTransportConnection: wait } = transports;
  if (typeof wait !== "function") return;
  transports.ensurePCTransportConnection = (given?: AbortController, ...more: unknown[]): unknown => {
    const linked = linkedController(given?.signal, life);
    const waited: unknown = Reflect.apply(wait, transports, [linked.controller, ...more]);
    const end = (): void => {
      linked.dispose();
      linked.controller.abort();
    };
    Promise.resolve(waited).then(end, end);
    return waited;
  };
}

/**
 * When the server asks for media sections, the engine negotiates and nothing waits for it: where the server falls silent then,
 * the page gets an unhandled NegotiationError after 15 s, while the connection is renewed all the same (livekit-client 2.17.3,
 * `onMediaSectionsRequirement`, https://github.com/livekit/client-sdk-js). This can go when that call has a `catch`.
 */
function handleNegotiations(engine: EngineLike): void {
  const { negotiate } = engine;
  if (typeof negotiate !== "function") return;
  engine.negotiate = (...given: unknown[]): unknown => {
    const negotiated: unknown = Reflect.apply(negotiate, engine, given);
    // A caller that waits gets the rejection as before.
    if (negotiated instanceof Promise) negotiated.catch(() => undefined);
    return negotiated;
  };
}

function unlisten(target: EventTarget, type: string, listener: unknown): void {
  if (typeof listener === "function") target.removeEventListener(type, listener as EventListener);
}
