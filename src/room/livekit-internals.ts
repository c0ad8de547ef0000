/**
 * Work-arounds for livekit-client (seen in 2.15.7 to 2.17.3): listeners that its room leaves behind, negotiations that fail
 * unheard, and the sender of a packet. The private members are looked up by name; a version without them is
 * left alone. The comments below say when each part can go.
 */
import type { Room } from "livekit-client";

interface EngineLike {
  on?(event: string, listener: (packet: { readonly participantIdentity?: unknown }) => void): unknown;
  handleBrowserOnLine?: unknown;
  negotiate?: unknown;
}

/**
 * The private members of one LiveKit room.
 *
 * A room adds `onPageLeave` to the document as a listener of `freeze`, but removes it from the window. It also makes an
 * engine in its constructor, another when it connects, and one more some time after that fails or is aborted; each listens
 * to `online`, and one that never connected never stops (https://github.com/livekit/client-sdk-js/issues/1654).
 * `removeListeners` can go when that issue is closed and the tests that count the listeners of a left room pass without it.
 */
export class LiveKitInternals {
  /**
   * The sender's identity on the packet that is being delivered, set by the server; `undefined` for packets of the server
   * itself. `DataReceived` has no participant in either case while a sender is not yet, or no longer, known in the room.
   * This can go when `DataReceived` carries the identity of a sender that is not known.
   */
  packetSender: string | undefined;
  readonly #room: Room;
  readonly #engines = new Set<EngineLike>();
  #removed = false;

  constructor(room: Room) {
    this.#room = room;
    let current: unknown = Reflect.get(room, "engine");
    this.#watch(current);
    Object.defineProperty(room, "engine", {
      configurable: true,
      enumerable: true,
      get: () => current,
      set: (engine: unknown) => {
        current = engine;
        // Before the room itself listens to it, so that the sender is known when the room passes a packet on.
        this.#watch(engine);
      },
    });
  }

  /** Removes the listeners that the room has left behind, and those that it still adds. */
  removeListeners(): void {
    this.#removed = true;
    unlisten(document, "freeze", Reflect.get(this.#room, "onPageLeave"));
    for (const engine of this.#engines) unlisten(globalThis, "online", engine.handleBrowserOnLine);
    this.#engines.clear();
  }

  #watch(engine: unknown): void {
    if (typeof engine !== "object" || engine === null) return;
    const known: EngineLike = engine;
    if (this.#removed) {
      unlisten(globalThis, "online", known.handleBrowserOnLine);
      return;
    }
    this.#engines.add(known);
    handleNegotiations(known);
    known.on?.("dataPacketReceived", ({ participantIdentity: identity }) => {
      this.packetSender = typeof identity === "string" && identity !== "" ? identity : undefined;
    });
  }
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
