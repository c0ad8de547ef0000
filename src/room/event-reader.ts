import { decodeEvent } from "./event-codec.js";
import type { Decoded } from "./event-codec.js";
import type { AgentEvent } from "./protocol.js";

/** The number of event ids that are remembered: more than a resuming data channel can repeat. */
const REMEMBERED_IDS = 512;

/** Reads the event packets of one session: drops those of another session, and the second of two with one `event_id`. */
export class EventReader {
  readonly #sessionId: string;
  readonly #seen = new Set<string>();

  /** @param sessionId the session whose events are wanted; an event that names no session is accepted */
  constructor(sessionId: string) {
    this.#sessionId = sessionId;
  }

  read(packet: Uint8Array): Decoded<AgentEvent> {
    const decoded = decodeEvent(packet);
    if ("dropped" in decoded) return decoded;
    const { event_type: type, event_id: id, session_id: session } = decoded.value;
    if (session !== undefined && session !== this.#sessionId) return { dropped: `${type} of another session` };
    if (id === undefined) return decoded;
    if (this.#seen.has(id)) return { dropped: `${type} for the second time` };
    this.#seen.add(id);
    if (this.#seen.size > REMEMBERED_IDS) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return decoded;
  }
}
