import type { Clock } from "../core/clock.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Logger } from "../core/ports/logger.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { SessionState } from "../core/vocabulary.js";
import type { MemoryConfig } from "./memory-config.js";
import type { SignalWriter } from "./signals.js";

export interface NewThreadOptions {
  /** At most 500 characters. Default: the first words of the visitor. */
  readonly title?: string | undefined;
  /** Whatever a page keeps with it; JSON of at most 65,536 characters. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A message of the history, as it was committed. */
export interface Committed {
  readonly message: ChatMessage;
  /** The id of the message that it stands before; undefined: it is the newest. */
  readonly before?: string | undefined;
  /** Words that were said before this message may still come. */
  readonly mayBePreceded: boolean;
}

/** Reminds the model. @param told the newest messages, the question last @param maxChars what there is room for; never rejects */
export type Reminder = (
  told: readonly ChatMessage[],
  maxChars: number,
  signal: AbortSignal,
) => Promise<readonly ChatMessage[]>;

/** What the memory of a session is given by it. */
export interface MemoryContext {
  readonly config: MemoryConfig | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signals: SignalWriter;
  readonly emit: <K extends SessionEventName>(name: K, ...args: SessionEventMap[K]) => void;
  readonly state: () => SessionState;
  /** The service's id of the conversation, if there is one. */
  readonly serviceId: () => string | null;
  /** Ends the running turn. */
  readonly interrupt: () => void;
  /** Ends what is under way, and calls `enter` before anything that listeners ask for meanwhile. */
  readonly leaveThread: (enter: () => void) => void;
}
