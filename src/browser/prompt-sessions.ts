import { type PromptSession, OVERFLOWS } from "./prompt-api.js";
import type { Told } from "./prompt-messages.js";

/** A session of the browser's model, and what it was told and has answered. */
export class TrackedSession {
  readonly session: PromptSession;
  readonly told: readonly Told[];
  readonly takesPictures: boolean;
  #hasForgotten = false;

  constructor(session: PromptSession, told: readonly Told[], takesPictures: boolean) {
    this.session = session;
    this.told = told;
    this.takesPictures = takesPictures;
    for (const name of OVERFLOWS) session.addEventListener(name, this.#handleOverflow);
  }

  /** Whether it has dropped its oldest messages, so that it is about another conversation than `told` says. */
  get hasForgotten(): boolean {
    return this.#hasForgotten;
  }

  /** The same session, after it was told more. */
  with(...more: readonly Told[]): TrackedSession {
    this.#unlisten();
    return new TrackedSession(this.session, [...this.told, ...more], this.takesPictures);
  }

  /** Releases the model's memory of it. */
  destroy(): void {
    this.#unlisten();
    try {
      this.session.destroy();
    } catch {
      // It is gone already.
    }
  }

  #unlisten(): void {
    for (const name of OVERFLOWS) this.session.removeEventListener(name, this.#handleOverflow);
  }

  readonly #handleOverflow = (): void => {
    this.#hasForgotten = true;
  };
}

/** A conversation usually goes on where it was; and where its answer was changed or cut off, at the question before. */
const KEPT = 2;

/** The sessions that wait for the next question. Each is used by cloning it, so that a question which fails leaves it as it was. */
export class PromptSessions {
  /** The newest first. */
  readonly #sessions: TrackedSession[] = [];

  /** The session that knows the longest part of the conversation's beginning, and nothing else. */
  find(conversation: readonly Told[], takesPictures: boolean): TrackedSession | undefined {
    let best: TrackedSession | undefined;
    for (const one of this.#sessions) {
      const { told } = one;
      if (one.takesPictures !== takesPictures || told.length > conversation.length) continue;
      // What the system says can only be told at a session's beginning.
      if (told.length === 0 && conversation[0]?.message.role === "system") continue;
      if (told.some(({ key }, index) => key !== conversation[index]?.key)) continue;
      if (!best || told.length > best.told.length) best = one;
    }
    return best;
  }

  /** Keeps a session as the newest, and releases those that are too many. */
  keep(session: TrackedSession): void {
    this.take(session);
    this.#sessions.unshift(session);
    for (const old of this.#sessions.splice(KEPT)) old.destroy();
  }

  /** Takes a session out, for a caller who will destroy it or keep it again. */
  take(session: TrackedSession): void {
    const index = this.#sessions.indexOf(session);
    if (index >= 0) this.#sessions.splice(index, 1);
  }

  /** Releases all. */
  clear(): void {
    for (const session of this.#sessions.splice(0)) session.destroy();
  }
}
