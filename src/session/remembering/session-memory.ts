/**
 * The thread of a session: it is opened or made, every message is written to it, and another one can take its place. What the provider
 * cannot do is told as an `error` event, and the conversation goes on.
 */
import { throwIfAborted } from "../../core/abort.js";
import { LiveAvatarError } from "../../core/errors.js";
import { linkedController } from "../../core/linked-controller.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { Thread, ThreadChange } from "../../core/ports/thread-provider.js";
import { randomId } from "../../core/random-id.js";
import { checkThread, checkThreadId, readThread } from "../../core/thread-values.js";
import { attempt } from "../../core/wait.js";
import type { SessionState } from "../../core/vocabulary.js";
import { type MemoryConfig, SERVICE_ID_KEY } from "../memory-config.js";
import type { Committed, MemoryContext, NewThreadOptions } from "../memory-context.js";
import { messageText } from "./message-text.js";
import { ThreadCalls } from "./thread-calls.js";
import { Recall } from "./recall.js";
import { conversationOf, isOf, withNew } from "./thread-page.js";
import { ThreadReading } from "./thread-reading.js";
import { titleOf } from "./thread-title.js";
import { asMemoryError, type Presence, type ThreadWriter } from "./thread-writer.js";
import { ThreadWriters } from "./thread-writers.js";

export interface SessionMemoryContext extends MemoryContext {
  readonly config: MemoryConfig;
}

/** What the session goes on with. */
interface Entered {
  readonly thread: Thread;
  readonly presence: Presence;
  readonly messages: readonly ChatMessage[];
  readonly oldestId: string | undefined;
  /** It stays, even if nothing is said in it: a page has asked for it by its id, or given it a title or metadata. */
  readonly isWanted: boolean;
}

const ID_BYTES = 16; // nobody guesses the id of a thread

export class SessionMemory {
  readonly #context: SessionMemoryContext;
  readonly #recall: Recall | undefined;
  readonly #threads: ThreadCalls;
  readonly #unsubscribe: () => void;
  readonly #writers: ThreadWriters;
  #writer: ThreadWriter | undefined;
  #entered: Entered | undefined;
  #isUsed = false; // something was said in the thread
  #oldestId: string | undefined;
  #earlier: Promise<boolean> | undefined;
  #reading: ThreadReading | undefined;
  /** Messages of the running turn: they are embedded when it is over. */
  #unremembered: ChatMessage[] = [];
  /** The newest wish for another thread. */
  #change = new AbortController();
  #wish: Promise<void> | undefined;
  /** Aborted at the end of the session. */
  readonly #life = new AbortController();

  /** @throws LiveAvatarError `config-invalid` */
  constructor(context: SessionMemoryContext) {
    this.#context = context;
    const { clock, config, emit, logger } = context;
    const { provider, resourceId, semanticRecall, threadId = "new" } = config;
    checkThread({ id: threadId, resourceId, createdAt: 0, updatedAt: 0 });
    this.#recall = semanticRecall && new Recall(semanticRecall, { threads: provider, clock, logger });
    this.#threads = new ThreadCalls({ provider, resourceId, clock, logger, life: this.#life.signal });
    this.#writers = new ThreadWriters({
      ...{ provider, resourceId, clock, threads: this.#threads },
      isOurs: (found) => isOf(resourceId, found),
      handleProblem: (error) => emit("error", error),
      handleFound: (found) => this.#tell(found),
      handleRecovery: () => context.signals.forgetMemoryError(),
      handleGone: (id, unwritten, wasOurs) => this.#handleGone(id, unwritten, wasOurs),
    });
    this.#unsubscribe = this.#threads.subscribe((change) => {
      this.#handleChange(change);
    });
  }

  /** Opens the thread of the configuration, or makes one; a later start goes on with it. @throws AbortError */
  async open(signal: AbortSignal): Promise<void> {
    // A wish of the page comes first; the configuration counts where it could not be met.
    while (this.#wish) await attempt(() => this.#wish, { signal });
    throwIfAborted(signal);
    if (this.#entered) return;
    const { config, emit } = this.#context;
    const change = this.#beginChange(signal);
    try {
      await this.#openConfigured(change.controller.signal);
    } catch (error) {
      throwIfAborted(signal);
      if (change.controller.signal.aborted) {
        await this.open(signal);
        return;
      }
      const presence = config.threadId === undefined ? "new" : "unknown";
      this.#enter({ ...this.#made({}, config.threadId), presence });
      emit("error", asMemoryError(error));
    } finally {
      change.dispose();
    }
  }

  handleCommit(committed: Committed): void {
    const { message } = committed;
    if (!this.#writer) return;
    this.#isUsed = true;
    this.#writer.add(committed);
    this.#describe(message);
    this.#writers.retry();
    if (this.#recall) this.#unremembered.push(message);
  }

  handleState(state: SessionState): void {
    if (state !== "thinking" && state !== "speaking") this.#remember(this.#unremembered.splice(0));
    if (state === "destroyed") this.#end();
    // A start that failed leaves no thread behind.
    if ((state === "error" || state === "idle") && this.#leave()) {
      this.#entered = this.#writer = undefined;
      this.#context.signals.write("thread", null);
    }
  }

  /** See `Reminder`. */
  async remind(told: readonly ChatMessage[], maxChars: number, signal: AbortSignal): Promise<readonly ChatMessage[]> {
    const question = told.at(-1);
    if (!this.#recall || !this.#entered || !question) return [];
    const window = new Set(told.map(({ id }) => id));
    return this.#recall.recall(messageText(question), { ...this.#place(this.#entered), window, maxChars, signal });
  }

  /** @throws LiveAvatarError `thread-missing`, `config-invalid`, what the provider throws; AbortError for a newer wish */
  async switchTo(id: string): Promise<void> {
    checkThreadId(id);
    const change = this.#beginChange();
    const { signal } = change.controller;
    const wish = (id === this.#entered?.thread.id ? Promise.resolve() : this.#enterExisting(id, signal)).finally(() => {
      change.dispose();
      if (this.#wish === settled) this.#wish = undefined;
    });
    const settled = wish.catch(noop);
    this.#wish = settled;
    await wish;
  }

  /** @throws LiveAvatarError `config-invalid` */
  async create(options: NewThreadOptions): Promise<Thread> {
    const made = this.#made(options);
    this.#beginChange().dispose();
    this.#enter(made);
    await this.#writers.get(made.thread.id)?.settled();
    return made.thread;
  }

  /** @throws LiveAvatarError `thread-missing`, `config-invalid`, what the provider throws */
  async rename(id: string, title: string): Promise<Thread> {
    const thread = await this.#writers.rename(id, title);
    this.#reading?.handleThread(thread);
    this.#tell(thread);
    return thread;
  }

  /** @throws LiveAvatarError `thread-missing`, `config-invalid`, what the provider throws */
  async remove(id: string): Promise<void> {
    await this.#writers.delete(id);
    if (this.#entered?.thread.id === id) this.#startOver();
    await this.#forget(id);
  }

  /** Goes on in a new thread, and deletes all of the resource. @returns how many they were @throws what the provider throws */
  async removeAll(): Promise<number> {
    const gone = new Set<string>();
    const deletion = this.#writers.deleteAll((id) => gone.add(id));
    this.#startOver();
    try {
      return await deletion;
    } finally {
      if (gone.has(this.#entered?.thread.id ?? "")) this.#startOver();
      const ends = await Promise.allSettled([...gone].map((id) => this.#forget(id)));
      const isLeft = ends.some(({ status }) => status === "rejected");
      if (isLeft) this.#context.logger.warn("What recall knows of deleted threads could not be deleted.");
    }
  }

  /** @returns whether there may be more @throws what the provider throws */
  loadEarlier(): Promise<boolean> {
    if (this.#earlier) return this.#earlier;
    const earlier = this.#readEarlier().finally(() => {
      if (this.#earlier === earlier) this.#earlier = undefined;
    });
    this.#earlier = earlier;
    return earlier;
  }

  /** What is left is still written, for a moment. */
  #end(): void {
    this.#life.abort();
    this.#change.abort();
    this.#unsubscribe();
    this.#leave();
    this.#writers.finish();
    this.#recall?.finish();
  }

  async #openConfigured(signal: AbortSignal): Promise<void> {
    const { logger } = this.#context;
    const { threadId: id } = this.#context.config;
    const reading = (this.#reading = new ThreadReading(id ?? ""));
    const found = id === undefined ? undefined : await this.#threads.find(id, signal);
    if (found === "foreign") {
      logger.warn("The thread of memory.threadId is another resource's: a new thread takes its place.");
    }
    const entered =
      typeof found === "object" ? await this.#withPage(found, reading, signal) : this.#made({}, found ? undefined : id);
    throwIfAborted(signal);
    this.#enter(entered);
  }

  async #enterExisting(id: string, signal: AbortSignal): Promise<void> {
    const reading = (this.#reading = new ThreadReading(id));
    const entered = await this.#withPage(await this.#threads.existing(id, signal), reading, signal);
    throwIfAborted(signal);
    this.#enter(entered);
  }

  async #withPage(found: Thread, reading: ThreadReading, signal: AbortSignal): Promise<Entered> {
    reading.handleMessages(found.id, this.#writers.get(found.id)?.unwritten ?? []);
    const page = await this.#threads.page(found.id, undefined, signal);
    return { ...page, ...reading.complete(found, page.messages), presence: "kept", isWanted: true };
  }

  #made({ title, metadata }: NewThreadOptions, id?: string): Entered {
    const { clock, config } = this.#context;
    const now = clock.now();
    const { resourceId } = config;
    const given = { id: id ?? randomId(ID_BYTES), title, resourceId, metadata, createdAt: now, updatedAt: now };
    const isWanted = id !== undefined || title !== undefined || metadata !== undefined;
    return { thread: checkThread(given), presence: "new", messages: [], oldestId: undefined, isWanted };
  }

  /** What listeners ask for meanwhile belongs to the new thread. */
  #enter(entered: Entered): void {
    this.#context.leaveThread(() => {
      if (this.#life.signal.aborted) return;
      this.#remember(this.#unremembered.splice(0));
      this.#leave();
      const writer = this.#writers.writerOf(entered.thread, entered.presence);
      this.#show({ ...entered, messages: withNew(entered.messages, writer.unwritten) }, writer);
    });
  }

  #show(entered: Entered, writer: ThreadWriter): void {
    const { config, signals, emit } = this.#context;
    const { messages } = entered;
    this.#entered = entered;
    this.#writer = writer;
    this.#isUsed = messages.length > 0;
    this.#oldestId = entered.oldestId;
    this.#earlier = undefined;
    this.#reading = undefined;
    signals.write("messages", messages);
    signals.write("thread", writer.thread);
    emit("thread-change", writer.thread);
    emit("history-loaded", messages);
    // Vectors that are kept elsewhere are there already.
    if (!config.semanticRecall?.store) this.#remember(messages);
  }

  /** In a new thread; nothing of the old one is remembered. */
  #startOver(): void {
    this.#unremembered = [];
    this.#beginChange().dispose();
    this.#enter(this.#made({}));
  }

  /** A thread in which nobody said anything, and that nobody asked for, is none: it is deleted, unless it is being renamed. */
  #leave(): boolean {
    const writer = this.#isUsed || this.#entered?.isWanted ? undefined : this.#writer;
    const isEmpty = writer !== undefined && !writer.isHeld && writer.thread.title === undefined;
    if (isEmpty) this.#threads.deleteEmpty(this.#writers.drop(writer.thread.id));
    this.#writers.dropIdle();
    return isEmpty;
  }

  /** Another page, or the site's backend, has deleted the thread: what is said from now on goes into a new one. */
  #handleGone(id: string, unwritten: readonly ChatMessage[], wasOurs: boolean): void {
    const { emit, logger } = this.#context;
    if (wasOurs) {
      this.#forget(id).catch((error: unknown) => {
        logger.debug("What recall knows of a deleted thread could not be deleted.", error);
      });
    }
    if (this.#life.signal.aborted || this.#entered?.thread.id !== id) return;
    this.#unremembered = [];
    const made = this.#made({});
    const writer = this.#writers.writerOf(made.thread, "new");
    this.#writer = writer;
    for (const message of unwritten) {
      writer.add({ message, mayBePreceded: false });
      this.#describe(message);
    }
    this.#show({ ...made, messages: Object.freeze([...unwritten]) }, writer);
    const message = "This conversation was deleted elsewhere; what is said from now on is kept in a new one.";
    emit("error", new LiveAvatarError("thread-missing", message));
  }

  #handleChange(change: ThreadChange): void {
    const { config, emit, signals } = this.#context;
    const current = this.#entered?.thread.id;
    switch (change.type) {
      case "messages": {
        const told = conversationOf(change.messages);
        this.#reading?.handleMessages(change.threadId, told);
        if (change.threadId !== current) return;
        const before = signals.signals.messages.get();
        const messages = withNew(before, told);
        if (messages.length === before.length) return;
        this.#isUsed = true;
        signals.write("messages", messages);
        emit("history-loaded", messages);
        return;
      }
      case "thread": {
        const thread = readThread(change.thread);
        if (!thread || !isOf(config.resourceId, thread)) return;
        this.#reading?.handleThread(thread);
        this.#writers.get(thread.id)?.adopt(thread);
        this.#tell(this.#writers.get(thread.id)?.thread ?? thread);
        return;
      }
      case "deleted":
        this.#forget(change.threadId).catch(noop);
        this.#writers.get(change.threadId)?.handleDeleted();
    }
  }

  /** The first words name the thread, and the service's conversation is noted, so that the site's backend may go on with it. */
  #describe(message: ChatMessage): void {
    const writer = this.#writer;
    if (!writer) return;
    const { thread } = writer;
    const title = thread.title === undefined && message.role === "user" ? titleOf(messageText(message)) : undefined;
    const serviceId = this.#context.serviceId();
    const noted = { ...thread.metadata, [SERVICE_ID_KEY]: serviceId };
    const isNew = serviceId !== null && thread.metadata?.[SERVICE_ID_KEY] !== serviceId;
    const isNoted = isNew && readThread({ ...thread, metadata: noted }) !== undefined;
    if (title === undefined && !isNoted) return;
    const metadata = isNoted ? { [SERVICE_ID_KEY]: serviceId } : undefined;
    writer.change({ ...(title !== undefined && { title }), ...(metadata && { metadata }) });
    this.#tell(writer.thread);
  }

  /** Shows what is known of the current thread now; another thread's news are nobody's here. */
  #tell(thread: Thread): void {
    const { emit, signals } = this.#context;
    const shown = signals.signals.thread.get();
    if (shown?.id !== thread.id) return;
    signals.write("thread", thread);
    if (shown.title !== thread.title) emit("thread-change", thread);
  }

  async #readEarlier(): Promise<boolean> {
    const { signals } = this.#context;
    const entered = this.#entered;
    const before = this.#oldestId;
    if (!entered || before === undefined) return false;
    const { id } = entered.thread;
    const page = await this.#threads.page(id, before);
    if (this.#entered !== entered) return this.#oldestId !== undefined;
    const shown = signals.signals.messages.get();
    const known = new Set(shown.map((message) => message.id));
    const earlier = page.messages.filter((message) => !known.has(message.id));
    this.#oldestId = page.oldestId;
    if (earlier.length > 0) signals.write("messages", Object.freeze([...earlier, ...shown]));
    return page.oldestId !== undefined;
  }

  #beginChange(signal?: AbortSignal): ReturnType<typeof linkedController> {
    this.#change.abort();
    const change = linkedController(this.#life.signal, signal);
    this.#change = change.controller;
    return change;
  }

  async #forget(id: string): Promise<void> {
    await this.#threads.ask(async (signal) => this.#recall?.forget(id, signal));
  }

  #remember(messages: readonly ChatMessage[]): void {
    if (this.#entered && messages.length > 0) this.#recall?.remember(messages, this.#place(this.#entered));
  }

  #place({ thread }: Pick<Entered, "thread">): { readonly threadId: string; readonly resourceId: string | undefined } {
    return { threadId: thread.id, resourceId: thread.resourceId ?? this.#context.config.resourceId };
  }
}

const noop = (): void => undefined;
