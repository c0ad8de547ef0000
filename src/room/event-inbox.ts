import { decodeEvent } from "./event-codec.js";
import type { Decoded } from "./event-codec.js";
import type { AgentEvent } from "./protocol.js";

/** Enough to recognise any repetition that a resuming data channel can produce. */
const REMEMBERED_IDS = 512;

/** Opens the packets of one session: refuses those of another, and the second of two with one `event_id`. */
export class EventInbox {
  readonly #sessionId: string;
  readonly #seen = new Set<string>();

  /** @param sessionId the session whose events are wanted; an event that names none is taken to be ours */
  constructor(sessionId: string) {
    this.#sessionId = sessionId;
  }

  open(packet: Uint8Array): Decoded<AgentEvent> {
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
