/**
 * Gives each room its own events.
 *
 * A work-around: in @livekit/rtc-node every room of a process reads every event of the process, one after the other and each with a
 * lock, so that what fifty conversations cost grows with their square: measured, twenty of them kept a processor busy with nothing
 * else (1.1.0; `FfiClient` and `Room.onFfiEvent`, https://github.com/livekit/node-sdks/blob/main/packages/livekit-rtc/src/room.ts).
 * It can go when `npm run bench -- load` keeps to its limits without it. Where the library has changed inside, it does nothing.
 */
import type { Room } from "@livekit/rtc-node";
import { isRecord } from "../core/is-record.js";

type Listener = (event: unknown) => unknown;

interface Client {
  on(name: "ffi_event", listener: Listener): void;
  off(name: "ffi_event", listener: Listener): void;
}

/** The library's one client, where it keeps it. */
const clientOf = (): Client | undefined => (globalThis as { readonly _ffiClientInstance?: Client })._ffiClientInstance;

/** What of a room is not in its types. */
interface RoomInside {
  readonly onFfiEvent?: Listener;
  readonly ffiHandle?: { readonly handle?: bigint };
}

export class RoomEvents {
  readonly #listeners = new Map<bigint, Listener>();
  readonly #handles = new WeakMap<Room, bigint>();
  #client: Client | undefined;

  /** Takes over the events of a room that is connected. */
  add(room: Room): void {
    const { onFfiEvent: listener, ffiHandle } = room as unknown as RoomInside;
    const client = clientOf();
    const handle = ffiHandle?.handle;
    if (!client || typeof listener !== "function" || typeof handle !== "bigint") return;
    if (client !== this.#client) {
      this.#client = client;
      client.on("ffi_event", this.#handleEvent);
    }
    this.#listeners.set(handle, listener);
    this.#handles.set(room, handle);
    client.off("ffi_event", listener);
  }

  /** The room is left. */
  remove(room: Room): void {
    const handle = this.#handles.get(room);
    if (handle !== undefined) this.#listeners.delete(handle);
  }

  readonly #handleEvent = (event: unknown): void => {
    const message = isRecord(event) ? event.message : undefined;
    if (!isRecord(message) || message.case !== "roomEvent" || !isRecord(message.value)) return;
    const { roomHandle } = message.value;
    if (typeof roomHandle === "bigint") this.#listeners.get(roomHandle)?.(event);
  };
}
