import type { Emitter } from "../core/emitter.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { SessionEventMap, SessionEventName, VisionContextEntry } from "../core/session-events.js";
import type { SessionSignals } from "./signals.js";

/** What can be read of a session, and listened to. */
export class SessionReading {
  readonly #emitter: Emitter<SessionEventMap>;
  readonly #signals: SessionSignals;

  constructor(emitter: Emitter<SessionEventMap>, signals: SessionSignals) {
    this.#emitter = emitter;
    this.#signals = signals;
  }

  /** The committed conversation, oldest first; a new array after each commit. */
  get messages(): readonly ChatMessage[] {
    return this.#signals.messages.get();
  }

  /** The microphone hears. */
  get listening(): boolean {
    return this.#signals.listening.get();
  }

  /** A video of the visitor is looked at. */
  get videoActive(): boolean {
    return this.#signals.videoActive.get();
  }

  get visionWorkloadsActive(): boolean {
    return this.#signals.visionActive.get();
  }

  /** What the workloads have seen: the newest entry of each. Empty without video. */
  get visionContext(): readonly VisionContextEntry[] {
    return this.#signals.visionContext.get();
  }

  /** Read-only signals of the session's state. They are written with a step of the session, before its events. */
  get signals(): SessionSignals {
    return this.#signals;
  }

  /** Listens; returns the way out. A listener that throws is logged and harms nobody. */
  on<K extends SessionEventName>(name: K, fn: (...args: SessionEventMap[K]) => void): () => void {
    return this.#emitter.on(name, fn);
  }

  off<K extends SessionEventName>(name: K, fn: (...args: SessionEventMap[K]) => void): void {
    this.#emitter.off(name, fn);
  }
}
