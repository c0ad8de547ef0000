/**
 * The few things that livekit-client (2.15.7 to 2.17.3) keeps to itself and that a careful room needs: listeners it forgets,
 * and who sent a packet. They are looked up by name; a version without them is left alone.
 */
import type { Room } from "livekit-client";

interface EngineLike {
  on?(event: string, listener: (packet: { readonly participantIdentity?: unknown }) => void): unknown;
  handleBrowserOnLine?: unknown;
}

/**
 * Watches a new room.
 *
 * A room adds `onPageLeave` to the document and takes it from the window. And it makes an engine in its
 * constructor, another one when it connects and one more when that fails or is called off, some time later; each
 * listens to `online`, and one that never connected is never told to stop.
 */
export class LiveKitInternals {
  /**
   * Identity on the packet that is being delivered, stamped by the server; `undefined` for packets of the server
   * itself. `DataReceived` names nobody either way while a sender is not yet, or no longer, known in the room.
   */
  packetSender: string | undefined;
  readonly #room: Room;
  readonly #engines = new Set<EngineLike>();
  #over = false;

  constructor(room: Room) {
    this.#room = room;
    let current: unknown = Reflect.get(room, "engine");
    this.#meet(current);
    Object.defineProperty(room, "engine", {
      configurable: true,
      enumerable: true,
      get: () => current,
      set: (engine: unknown) => {
        current = engine;
        // Before the room itself listens to it, so that the sender is known when the room passes a packet on.
        this.#meet(engine);
      },
    });
  }

  /** Takes away what the room has left behind, and from now on what it still makes. */
  mend(): void {
    this.#over = true;
    unlisten(document, "freeze", Reflect.get(this.#room, "onPageLeave"));
    for (const engine of this.#engines) unlisten(globalThis, "online", engine.handleBrowserOnLine);
    this.#engines.clear();
  }

  #meet(engine: unknown): void {
    if (typeof engine !== "object" || engine === null) return;
    const known: EngineLike = engine;
    if (this.#over) {
      unlisten(globalThis, "online", known.handleBrowserOnLine);
      return;
    }
    this.#engines.add(known);
    known.on?.("dataPacketReceived", ({ participantIdentity: identity }) => {
      this.packetSender = typeof identity === "string" && identity !== "" ? identity : undefined;
    });
  }
}

function unlisten(target: EventTarget, type: string, listener: unknown): void {
  if (typeof listener === "function") target.removeEventListener(type, listener as EventListener);
}
