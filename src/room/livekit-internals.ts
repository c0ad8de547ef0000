/**
 * Work-arounds for livekit-client (seen in 2.15.7 to 2.17.3): what its room leaves behind. The private members are looked up by
 * name; a version without them is left alone, so nothing that has to be safe may rest on them.
 */
import { Room, type RoomOptions } from "livekit-client";
import { LiveKitEngine, unlisten, watchProperty } from "./livekit-engine.js";

/**
 * The private members of one LiveKit room.
 *
 * A room adds `onPageLeave` to the document as a listener of `freeze`, but removes it from the window. It also makes an
 * engine in its constructor, another when it connects, and one more some time after that fails or is aborted. A room that never
 * connected keeps its listener of `devicechange`. This can go when https://github.com/livekit/client-sdk-js/issues/1654 is closed
 * and the tests that count the listeners of a left room pass without it.
 */
export class LiveKitInternals {
  readonly #room: Room;
  readonly #engines = new Set<LiveKitEngine>();
  #isDisposed = false;

  constructor(room: Room) {
    this.#room = room;
    watchProperty(room, "engine", (engine) => {
      const known = new LiveKitEngine(engine);
      if (this.#isDisposed) known.dispose();
      else this.#engines.add(known);
    });
  }

  /** Ends and removes what the room has left behind, and what it still adds. */
  dispose(): void {
    this.#isDisposed = true;
    unlisten(document, "freeze", Reflect.get(this.#room, "onPageLeave"));
    // Pages without a secure context have none.
    const { mediaDevices } = navigator as Partial<Navigator>;
    if (mediaDevices) unlisten(mediaDevices, "devicechange", Reflect.get(this.#room, "handleDeviceChange"));
    for (const engine of this.#engines) engine.dispose();
    this.#engines.clear();
  }
}

/**
 * Makes a room that can be forgotten. LiveKit has the platform call back when a room is no longer held by anything, and that very
 * callback holds the room: each stays in memory, with its AudioContext, as long as the page (`Room.cleanupRegistry`,
 * https://github.com/livekit/client-sdk-js). What the callback would remove, `dispose` of {@link LiveKitInternals} does. This can go
 * when the test that counts the objects of left rooms passes without it.
 */
export function makeRoom(options: RoomOptions): Room {
  const { cleanupRegistry } = Room;
  Room.cleanupRegistry = false;
  try {
    return new Room(options);
  } finally {
    Room.cleanupRegistry = cleanupRegistry;
  }
}
