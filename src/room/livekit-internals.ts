/**
 * Work-arounds for livekit-client (seen in 2.15.7 to 2.17.3): what its room leaves behind. The private members are looked up by
 * name; a version without them is left alone, so nothing that has to be safe may rest on them.
 */
import type { Room } from "livekit-client";
import { LiveKitEngine, unlisten, watchProperty } from "./livekit-engine.js";

/**
 * The private members of one LiveKit room.
 *
 * A room adds `onPageLeave` to the document as a listener of `freeze`, but removes it from the window. It also makes an
 * engine in its constructor, another when it connects, and one more some time after that fails or is aborted.
 * This can go when https://github.com/livekit/client-sdk-js/issues/1654 is closed and the tests that count the listeners of a
 * left room pass without it.
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
    for (const engine of this.#engines) engine.dispose();
    this.#engines.clear();
  }
}
