/**
 * The log that the transcript shows: the committed messages, and the replies that were interrupted, which the session does not
 * keep. It outlives the session, until the next conversation begins.
 */
import { replyId } from "../../core/machine/turns.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import { state } from "../../core/signals.js";
import type { AvatarSession } from "../../session/index.js";

export interface LogEntry {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly content: ChatMessage["content"];
  /** Whether the reply was cut off: only a part of it is known. */
  readonly isInterrupted: boolean;
}

/** A reply that runs, or that was interrupted. */
interface Reply {
  readonly turnId: string;
  readonly text: string;
  /** The id of the message that it follows. */
  readonly after: string | undefined;
}

export class ConversationLog {
  readonly #interrupted = state<readonly Reply[]>([]);
  #session: Pick<AvatarSession, "signals"> | undefined;
  #running: Reply | undefined;
  #past: readonly LogEntry[] = [];

  /** Follows a session from now on. Returns the callback that ends it. */
  follow(session: AvatarSession): () => void {
    this.#session = session;
    this.#running = undefined;
    this.#interrupted.set([]);
    const { signals } = session;
    const keep = (text: string, turnId: string): void => {
      this.#settle();
      if (text) this.#running = { turnId, text, after: signals.messages.get().at(-1)?.id };
    };
    keep(signals.reply.get(), signals.turnId.get() ?? "");
    const settle = (): void => {
      this.#settle();
    };
    const unsubscribes = [
      session.on("chunk", (_text, accumulated, turnId) => {
        keep(accumulated, turnId);
      }),
      session.on("message", settle),
      session.on("state-change", settle),
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      // The conversation may end in mid-reply.
      this.#settle(true);
      this.#past = this.entries;
      this.#session = undefined;
    };
  }

  /** The entries, oldest first; reads signals. */
  get entries(): readonly LogEntry[] {
    if (!this.#session) return this.#past;
    const messages = this.#session.signals.messages.get();
    // The text of an interrupted reply may have been committed later.
    const left = this.#interrupted
      .get()
      .filter(({ turnId }) => !messages.some(({ id }) => id === replyId({ id: turnId })));
    const entries: LogEntry[] = [];
    const addRepliesAfter = (after: string | undefined): void => {
      for (const { turnId, text, after: place } of left) {
        if (place !== after) continue;
        entries.push({ id: replyId({ id: turnId }), role: "assistant", content: text, isInterrupted: true });
      }
    };
    addRepliesAfter(undefined);
    for (const { id, role, content } of messages) {
      if (role === "user" || role === "assistant") entries.push({ id, role, content, isInterrupted: false });
      addRepliesAfter(id);
    }
    return entries;
  }

  /** Keeps the running reply as interrupted, if its turn is over and it was not committed. */
  #settle(isOver = false): void {
    const { signals } = this.#session ?? {};
    const running = this.#running;
    if (!running || !signals || (!isOver && signals.turnId.get() === running.turnId)) return;
    this.#running = undefined;
    if (signals.messages.get().some(({ id }) => id === replyId({ id: running.turnId }))) return;
    this.#interrupted.set([...this.#interrupted.get(), running]);
  }
}
