/**
 * The filter of stale events. After an interrupt the service goes on sending events of the interrupted reply for a while;
 * the filter keeps them from the session.
 *
 * Filtering ends on the avatar's `speak_ended`, on an event that answers a later command, on the visitor's next final
 * words, or after a quiet time. The command that an event answers is in its `source_event_id` (UNVERIFIED on the live
 * service): where it is there, events of interrupted commands are refused for good, also after filtering has ended.
 */
import type { Clock } from "../core/clock.js";
import type { AgentEvent } from "./protocol.js";

/** The number of interrupted commands that are remembered: more than can still be answered. */
const REMEMBERED_COMMANDS = 256;

export interface StaleEventFilterOptions {
  readonly clock: Clock;
  /** Milliseconds until filtering ends by itself. */
  readonly quietMs: number;
  /**
   * Called with events that were withheld and, at the end of the quiet time, turned out to belong to the reply to a later
   * command: its `speak_started` and what followed.
   */
  readonly handleLateEvent: (event: AgentEvent) => void;
}

/** Decides whether an event of an avatar's reply may be reported. */
export class StaleEventFilter {
  readonly #clock: Clock;
  readonly #quietMs: number;
  readonly #handleLateEvent: (event: AgentEvent) => void;
  readonly #current = new Set<string>();
  readonly #interrupted = new Set<string>();
  #filtering = false;
  #cancelTimer: (() => void) | undefined;
  #withheld: AgentEvent[] = [];

  constructor(options: StaleEventFilterOptions) {
    this.#clock = options.clock;
    this.#quietMs = options.quietMs;
    this.#handleLateEvent = options.handleLateEvent;
  }

  /** Adds a command that asks for speech: events that answer it are not stale. */
  addCommand(eventId: string): void {
    this.#current.add(eventId);
  }

  /** Forgets a command that was not handed over: nothing answers it. */
  dropCommand(eventId: string): void {
    this.#current.delete(eventId);
  }

  /**
   * Begins to filter: events of all commands so far are stale.
   * @param by the interrupt's own id: an event that answers it is about the old reply, too, however late it comes
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
    this.#filtering = true;
    this.#cancelTimer = this.#clock.setTimeout(() => this.#quietIsOver(), this.#quietMs);
  }

  /** Whether the event may be reported. Events that are not about a reply always may be. */
  admits(event: AgentEvent): boolean {
    const source = event.source_event_id ?? undefined;
    if (event.event_type === "user.transcription") {
      this.#endFiltering();
      return true;
    }
    if (!event.event_type.startsWith("avatar.")) return true;
    const old = source !== undefined && this.#interrupted.has(source);
    if (!this.#filtering) return !old;
    if (!old && source !== undefined && this.#current.has(source)) {
      this.#endFiltering();
      return true;
    }
    if (event.event_type === "avatar.speak_ended") this.#endFiltering();
    else if (!old) this.#withhold(event);
    return false;
  }

  /** Stops the timer. */
  dispose(): void {
    this.#endFiltering();
    this.#current.clear();
    this.#interrupted.clear();
  }

  /**
   * Keeps an event that has no source id and may be new. After a new command, a `speak_started` is probably the beginning
   * of its reply: an interrupted speech cannot start again.
   */
  #withhold(event: AgentEvent): void {
    if (this.#current.size === 0) return;
    if (event.event_type === "avatar.speak_started" || this.#withheld.length > 0) this.#withheld.push(event);
  }

  #quietIsOver(): void {
    const withheld = this.#withheld;
    this.#endFiltering();
    for (const event of withheld) this.#handleLateEvent(event);
  }

  #endFiltering(): void {
    this.#filtering = false;
    this.#withheld = [];
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
