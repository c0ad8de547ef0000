/**
 * After an interrupt the service goes on talking about the interrupted reply for a while. The gate keeps
 * those reports from the session (api.md, "How things end").
 *
 * It opens on the avatar's `speak_ended`, on a report that answers a later command, on the visitor's next
 * final words, or after a quiet time. Which command a report answers is known from `source_event_id`
 * (UNVERIFIED on the live service): where it is there, reports of commands that were interrupted are refused
 * for good, also after the gate has opened.
 */
import type { Clock } from "../core/clock.js";
import type { AgentEvent } from "./protocol.js";

/** More than a visitor can interrupt in one session's breath. */
const REMEMBERED_COMMANDS = 256;

export interface StaleGateOptions {
  readonly clock: Clock;
  /** Milliseconds until the gate opens by itself. */
  readonly quietMs: number;
  /**
   * Called for events that were withheld and turned out, when the quiet time was over, to belong to the reply
   * to a later command: its `speak_started` and what followed.
   */
  readonly release: (event: AgentEvent) => void;
}

/** Decides of every event of an avatar's reply whether it may be reported. */
export class StaleGate {
  readonly #clock: Clock;
  readonly #quietMs: number;
  readonly #release: (event: AgentEvent) => void;
  readonly #current = new Set<string>();
  readonly #interrupted = new Set<string>();
  #closed = false;
  #cancelTimer: (() => void) | undefined;
  #withheld: AgentEvent[] = [];

  constructor(options: StaleGateOptions) {
    this.#clock = options.clock;
    this.#quietMs = options.quietMs;
    this.#release = options.release;
  }

  /** A command that asks for speech is on its way. */
  sent(eventId: string): void {
    this.#current.add(eventId);
  }

  /**
   * Everything asked for so far is no longer wanted.
   * @param by the interrupt's own id: what answers it is about the old reply too, however late it comes
   */
  interrupt(by?: string): void {
    for (const id of this.#current) this.#interrupted.add(id);
    if (by !== undefined) this.#interrupted.add(by);
    for (const id of this.#interrupted) {
      if (this.#interrupted.size <= REMEMBERED_COMMANDS) break;
      this.#interrupted.delete(id);
    }
    this.#current.clear();
    this.#withheld = [];
    this.#cancelTimer?.();
    this.#closed = true;
    this.#cancelTimer = this.#clock.setTimeout(() => this.#quietIsOver(), this.#quietMs);
  }

  /** Whether the event may be reported. Events that are not about a reply always may. */
  admits(event: AgentEvent): boolean {
    const source = event.source_event_id ?? undefined;
    if (event.event_type === "user.transcription") {
      this.#open();
      return true;
    }
    if (!event.event_type.startsWith("avatar.")) return true;
    const old = source !== undefined && this.#interrupted.has(source);
    if (!this.#closed) return !old;
    if (!old && source !== undefined && this.#current.has(source)) {
      this.#open();
      return true;
    }
    if (event.event_type === "avatar.speak_ended") this.#open();
    else if (!old) this.#withhold(event);
    return false;
  }

  /** Stops the clock. */
  dispose(): void {
    this.#open();
    this.#current.clear();
    this.#interrupted.clear();
  }

  /**
   * Without source ids nobody can tell an old event from a new one. Once something new has been asked for, a
   * `speak_started` is probably its beginning: an interrupted speech cannot start again.
   */
  #withhold(event: AgentEvent): void {
    if (this.#current.size === 0) return;
    if (event.event_type === "avatar.speak_started" || this.#withheld.length > 0) this.#withheld.push(event);
  }

  #quietIsOver(): void {
    const withheld = this.#withheld;
    this.#open();
    for (const event of withheld) this.#release(event);
  }

  #open(): void {
    this.#closed = false;
    this.#withheld = [];
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
