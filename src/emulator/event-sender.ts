/** Sends events with the four common fields, from whichever participant the scenario names. */
import type { Room } from "@livekit/rtc-node";
import { type EventType, RESPONSE_TOPIC } from "../room/protocol.js";
import { inBackground } from "./background.js";
import type { Behaviour } from "./behaviour.js";
import type { RoomAdmin } from "./room-admin.js";

export interface EventSenderOptions {
  readonly sessionId: string;
  readonly roomName: string;
  readonly behaviour: Behaviour;
  readonly admin: RoomAdmin;
  readonly agentRoom: () => Room | undefined;
  readonly avatarRoom: () => Room | undefined;
}

export class EventSender {
  readonly #options: EventSenderOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Packets leave in the order of the calls, also when one of them takes longer. */
  #tail: Promise<void> = Promise.resolve();

  constructor(options: EventSenderOptions) {
    this.#options = options;
  }

  /** @param sourceId the command's `event_id`, which the service presumably sends back (UNVERIFIED) */
  send(type: EventType, sourceId: string | null, fields: Readonly<Record<string, unknown>> = {}): void {
    if (this.#options.behaviour.lost.includes(type)) return;
    this.sendRaw({
      event_id: crypto.randomUUID(),
      event_type: type,
      session_id: this.#options.sessionId,
      source_event_id: this.#options.behaviour.sourceEventId ? sourceId : null,
      ...fields,
    });
  }

  /** Sends anything: an object as JSON, a string as it is. */
  sendRaw(packet: object | string): void {
    const bytes = new TextEncoder().encode(typeof packet === "string" ? packet : JSON.stringify(packet));
    this.#tail = this.#tail.then(() => this.#publish(bytes)).catch(() => undefined); // the room may be gone
  }

  later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      inBackground("an event", act);
    }, ms);
    this.#timers.add(timer);
  }

  /** Resolves when everything sent so far is out. */
  async flush(): Promise<void> {
    await this.#tail;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #publish(bytes: Uint8Array): Promise<void> {
    const { behaviour, admin, roomName, agentRoom, avatarRoom } = this.#options;
    if (behaviour.eventSender === "server") {
      await admin.sendData(roomName, bytes, RESPONSE_TOPIC, behaviour.reliable);
      return;
    }
    const room = behaviour.eventSender === "avatar" ? avatarRoom() : agentRoom();
    await room?.localParticipant?.publishData(bytes, { reliable: behaviour.reliable, topic: RESPONSE_TOPIC });
  }
}
