/**
 * The log that the transcript shows: the committed messages, and the replies that were interrupted, which the session does not
 * keep. It outlives the session, until the next conversation begins.
 */
import { replyId } from "../../core/machine/turns.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import { state } from "../../core/signals.js";
import type { AvatarSession } from "../../session/index.js";

export interface LogEntry extends Pick<ChatMessage, "id" | "content"> {
  readonly role: "user" | "assistant";
  /** Whether the reply was cut off: only a part of it is known. Absent: it is whole. */
  readonly isInterrupted?: boolean;
}

/** A reply that runs, or that was interrupted. */
interface Reply {
  readonly turnId: string;
  readonly text: string;
  /** The id of the message that it follows. */
  readonly after: string | undefined;
}

/** The entries, and what they were made of. */
interface Made {
  readonly messages: readonly ChatMessage[];
  readonly interrupted: readonly Reply[];
  readonly entries: readonly LogEntry[];
}

export class ConversationLog {
  readonly #interrupted = state<readonly Reply[]>([]);
  readonly #news = new Set<string>();
  /** The message with which a conversation began while it was followed. */
  #beginning: string | undefined;
  /** The thread that is shown: what was interrupted in another one is not seen in it. */
  #thread: string | null = null;
  #session: Pick<AvatarSession, "signals"> | undefined;
  #running: Reply | undefined;
  #made: Made | undefined;
  #past: readonly LogEntry[] = [];

  /** Follows a session from now on. Returns the callback that ends it. */
  follow(session: AvatarSession): () => void {
    this.#session = session;
    this.#running = undefined;
    this.#interrupted.set([]);
    this.#news.clear();
    this.#beginning = undefined;
    this.#thread = session.threadId;
    const { signals } = session;
    const keep = (text: string, turnId: string): void => {
      this.#settle();
      if (text) this.#running = { turnId, text, after: signals.messages.get().at(-1)?.id };
    };
    keep(signals.reply.get(), signals.turnId.get() ?? "");
    const unsubscribes = [
      session.on("chunk", (_text, accumulated, turnId) => {
        keep(accumulated, turnId);
      }),
      session.on("message", ({ id }) => {
        this.#news.add(id);
        if (signals.messages.get()[0]?.id === id) this.#beginning = id;
        this.#settle();
        // The text of an interrupted reply may be committed later.
        const left = this.#interrupted.get().filter(({ turnId }) => replyId({ id: turnId }) !== id);
        if (left.length < this.#interrupted.get().length) this.#interrupted.set(left);
      }),
      session.on("state-change", () => {
        this.#settle();
      }),
      session.on("history-loaded", () => {
        const isLeft = this.#thread !== session.threadId;
        this.#thread = session.threadId;
        if (!isLeft) return;
        this.#running = undefined;
        this.#interrupted.set([]);
        this.#beginning = undefined;
      }),
    ];
    return () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      // The conversation may end in mid-reply.
      this.#settle(true);
      this.#past = this.entries;
      this.#session = undefined;
      this.#made = undefined;
    };
  }

  /** The entries, oldest first: the same list until one of them changes. Reads signals. */
  get entries(): readonly LogEntry[] {
    if (!this.#session) return this.#past;
    const messages = this.#session.signals.messages.get();
    const interrupted = this.#interrupted.get();
    // The view is rendered for each chunk of a reply, and there may be many thousands of messages.
    if (this.#made?.messages !== messages || this.#made.interrupted !== interrupted) {
      this.#made = { messages, interrupted, entries: entriesOf(messages, interrupted) };
    }
    return this.#made.entries;
  }

  /** The id of the first message, if there may be others before it: not where the conversation began with it. Reads signals. */
  get firstId(): string | undefined {
    const first = this.#session?.signals.messages.get()[0]?.id;
    return first === this.#beginning ? undefined : first;
  }

  /** Whether the entry came while the log was followed, and has been rendered ever since: what is read from storage is not new. */
  isNew({ id }: LogEntry): boolean {
    return this.#news.has(id);
  }

  /** To be called after each render: what has come but is not rendered is not new when it is. */
  retainNews(rendered: readonly LogEntry[]): void {
    if (this.#news.size === 0) return;
    const ids = new Set(rendered.map(({ id }) => id));
    for (const id of this.#news) if (!ids.has(id)) this.#news.delete(id);
  }

  /** Keeps the running reply as interrupted, if its turn is over and it was not committed. */
  #settle(isOver = false): void {
    const { signals } = this.#session ?? {};
    const running = this.#running;
    if (!running || !signals || (!isOver && signals.turnId.get() === running.turnId)) return;
    this.#running = undefined;
    const id = replyId({ id: running.turnId });
    if (signals.messages.get().findLast((message) => message.id === id)) return;
    this.#news.add(id);
    this.#interrupted.set([...this.#interrupted.get(), running]);
  }
}

const isSpoken = (message: ChatMessage): message is ChatMessage & LogEntry =>
  message.role === "user" || message.role === "assistant";

function entriesOf(messages: readonly ChatMessage[], interrupted: readonly Reply[]): readonly LogEntry[] {
  if (interrupted.length === 0) return messages.filter(isSpoken);
  const places = new Map<string | undefined, LogEntry[]>();
  for (const { turnId, text, after } of interrupted) {
    const place = places.get(after) ?? [];
    places.set(after, place);
    place.push({ id: replyId({ id: turnId }), role: "assistant", content: text, isInterrupted: true });
  }
  const entries = [...(places.get(undefined) ?? [])];
  for (const message of messages) {
    if (isSpoken(message)) entries.push(message);
    entries.push(...(places.get(message.id) ?? []));
  }
  return entries;
}
