/**
 * The log that the transcript shows: the committed messages, the running reply as far as it is spoken, and the replies that were
 * interrupted, which the session does not keep. It outlives the session, until the next conversation begins.
 */
import { replyId } from "../../core/machine/turns.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import { state } from "../../core/signals.js";
import { hasVisibleText } from "../../core/visible-text.js";
import type { AvatarSession } from "../../session/index.js";
import { spokenEnd } from "./spoken-part.js";

export interface LogEntry extends Pick<ChatMessage, "id" | "content"> {
  readonly role: "user" | "assistant";
  /** Whether the reply was cut off: only a part of it is known. Absent: it is whole. */
  readonly isInterrupted?: boolean;
}

/** The running reply, which becomes a message or is interrupted under the same id. */
interface Running extends Reply {
  /** How much of the text is shown. */
  readonly end: number;
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
  readonly running: Running | undefined;
  /** Those that change no more. */
  readonly settled: readonly LogEntry[];
  readonly entries: readonly LogEntry[];
}

export class ConversationLog {
  readonly #interrupted = state<readonly Reply[]>([]);
  /** The message with which a conversation began while it was followed. */
  #beginning: string | undefined;
  /** The thread that is shown: what was interrupted in another one is not seen in it. */
  #thread: string | null = null;
  #session: Pick<AvatarSession, "signals"> | undefined;
  readonly #running = state<Running | undefined>(undefined);
  readonly #speaksSegments: () => boolean;
  #made: Made | undefined;
  #past: readonly LogEntry[] = [];

  /** @param speaksSegments whether answers are spoken sentence by sentence: they are shown so, too */
  constructor(speaksSegments: () => boolean) {
    this.#speaksSegments = speaksSegments;
  }

  /** Follows a session from now on. Returns the callback that ends it. */
  follow(session: AvatarSession): () => void {
    this.#session = session;
    this.#running.set(undefined);
    this.#interrupted.set([]);
    this.#beginning = undefined;
    this.#thread = session.threadId;
    const { signals } = session;
    const keep = (text: string, turnId: string, isHeard: boolean): void => {
      this.#settle();
      const known = this.#running.get();
      const end = isHeard ? text.length : (known?.end ?? 0);
      const after = known ? known.after : signals.messages.get().at(-1)?.id;
      if (text) this.#running.set({ turnId, text, after, end });
    };
    keep(signals.reply.get(), signals.turnId.get() ?? "", true);
    const unsubscribes = [
      session.on("chunk", (_text, accumulated, turnId) => {
        keep(accumulated, turnId, !this.#speaksSegments());
      }),
      session.on("segment", ({ turnId, text, phase }) => {
        const running = this.#running.get();
        if (phase !== "start" || running?.turnId !== turnId || !this.#speaksSegments()) return;
        this.#running.set({ ...running, end: spokenEnd(running.text, running.end, text) });
      }),
      session.on("message", ({ id }) => {
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
        this.#running.set(undefined);
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
    const isSame = this.#made?.messages === messages && this.#made.interrupted === interrupted;
    const settled = isSame && this.#made ? this.#made.settled : entriesOf(messages, interrupted);
    const running = this.#running.get();
    if (!this.#made || !isSame || this.#made.running !== running) {
      const shown = running && shownOf(running);
      const entries = shown ? [...settled, entryOf(shown)] : settled;
      this.#made = { messages, interrupted, running, settled, entries };
    }
    return this.#made.entries;
  }

  /** The id of the first message, if there may be others before it: not where the conversation began with it. Reads signals. */
  get firstId(): string | undefined {
    const first = this.#session?.signals.messages.get()[0]?.id;
    return first === this.#beginning ? undefined : first;
  }

  /** Keeps the running reply as interrupted, if its turn is over and it was not committed. */
  #settle(isOver = false): void {
    const { signals } = this.#session ?? {};
    const running = this.#running.get();
    if (!running || !signals || (!isOver && signals.turnId.get() === running.turnId)) return;
    this.#running.set(undefined);
    const id = replyId({ id: running.turnId });
    const shown = shownOf(running);
    if (!shown || signals.messages.get().findLast((message) => message.id === id)) return;
    this.#interrupted.set([...this.#interrupted.get(), shown]);
  }
}

const isSpoken = (message: ChatMessage): message is ChatMessage & LogEntry =>
  message.role === "user" || message.role === "assistant";

/** What is shown of a running reply; undefined: nothing yet. */
function shownOf({ turnId, text, after, end }: Running): Reply | undefined {
  const shown = text.slice(0, end);
  return hasVisibleText(shown) ? { turnId, text: shown, after } : undefined;
}

const entryOf = ({ turnId, text }: Reply): LogEntry => ({
  id: replyId({ id: turnId }),
  role: "assistant",
  content: text,
});

function entriesOf(messages: readonly ChatMessage[], interrupted: readonly Reply[]): readonly LogEntry[] {
  if (interrupted.length === 0) return messages.filter(isSpoken);
  const places = new Map<string | undefined, LogEntry[]>();
  for (const reply of interrupted) {
    const place = places.get(reply.after) ?? [];
    places.set(reply.after, place);
    place.push({ ...entryOf(reply), isInterrupted: true });
  }
  const entries = [...(places.get(undefined) ?? [])];
  for (const message of messages) {
    if (isSpoken(message)) entries.push(message);
    entries.push(...(places.get(message.id) ?? []));
  }
  return entries;
}
