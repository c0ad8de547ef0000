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
import { checkThread, checkThreadId, readThread, threadMissing } from "../../core/thread-values.js";
import { attempt } from "../../core/wait.js";
import type { SessionState } from "../../core/vocabulary.js";
import type { MemoryConfig } from "../memory-config.js";
import type { Committed, MemoryContext, NewThreadOptions } from "../memory-context.js";
import { deleteThreads } from "./delete-threads.js";
import { messageText } from "./message-text.js";
import { Recall } from "./recall.js";
import { conversationOf, isOf, readPage, readThreadOf } from "./thread-page.js";
import { titleOf } from "./thread-title.js";
import { asMemoryError, type Presence, ThreadWriter } from "./thread-writer.js";

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

/** Milliseconds that a call of the provider may take. */
const PATIENCE_MS = 20_000;
const ID_BYTES = 16; // nobody guesses the id of a thread
/** The key of `metadata` that holds the service's id of the conversation that went on in the thread last. */
const SERVICE_ID = "sessionId";

export class SessionMemory {
  readonly #context: SessionMemoryContext;
  readonly #recall: Recall | undefined;
  readonly #unsubscribe: (() => void) | undefined;
  /** Those of the threads that the session was in: one may have something left to write. */
  readonly #writers = new Map<string, ThreadWriter>();
  #writer: ThreadWriter | undefined;
  #entered: Entered | undefined;
  /** Something was said in the thread. */
  #isUsed = false;
  #oldestId: string | undefined;
  #earlier: Promise<boolean> | undefined;
  /** Messages of the running turn: they are embedded when it is over. */
  #unremembered: ChatMessage[] = [];
  /** The newest wish for another thread. */
  #change = new AbortController();
  /** Aborted at the end of the session. */
  readonly #life = new AbortController();

  /** @throws LiveAvatarError `config-invalid` */
  constructor(context: SessionMemoryContext) {
    this.#context = context;
    const { clock, config, logger } = context;
    const { provider, resourceId, semanticRecall, threadId = "new" } = config;
    checkThread({ id: threadId, resourceId, createdAt: 0, updatedAt: 0 });
    this.#recall = semanticRecall && new Recall(semanticRecall, { threads: provider, clock, logger });
    this.#unsubscribe = provider.subscribe?.((change) => {
      // In a task of its own: a provider may tell it in the middle of a step of this session.
      void Promise.resolve().then(() => {
        this.#handleChange(change);
      });
    });
  }

  /** Opens the thread of the configuration, or makes one; a later start goes on with it. @throws AbortError */
  async open(signal: AbortSignal): Promise<void> {
    if (this.#entered) return;
    const { config, emit } = this.#context;
    const change = this.#beginChange(signal);
    try {
      this.#enter(await this.#opened(config.threadId, change.controller.signal));
    } catch (error) {
      throwIfAborted(signal);
      if (change.controller.signal.aborted) return;
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
    if (this.#recall) this.#unremembered.push(message);
  }

  handleState(state: SessionState): void {
    if (state !== "thinking" && state !== "speaking") this.#remember(this.#unremembered.splice(0));
    if (state === "destroyed") this.#end();
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
    if (checkThreadId(id) === this.#entered?.thread.id) return;
    const change = this.#beginChange();
    try {
      const thread = await this.#existing(id, change.controller.signal);
      this.#enter(await this.#withPage(thread, change.controller.signal));
    } finally {
      change.dispose();
    }
  }

  /** @throws LiveAvatarError `config-invalid` */
  async create(options: NewThreadOptions): Promise<Thread> {
    const made = this.#made(options);
    this.#beginChange().dispose();
    const writer = this.#enter(made);
    await writer.settled();
    return made.thread;
  }

  /** @throws LiveAvatarError `thread-missing`, `config-invalid`, what the provider throws */
  async rename(id: string, title: string): Promise<Thread> {
    checkThread({ id, title, createdAt: 0, updatedAt: 0 });
    const { provider } = this.#context.config;
    const writer = this.#writers.get(id);
    const own = writer && !writer.isKept ? writer.thread : undefined;
    const named = own ?? (await this.#existing(id));
    const thread: Thread = { ...named, title: title.trim() === "" ? undefined : title };
    if (own) writer?.save(thread);
    else await this.#ask((signal) => provider.saveThread(thread, { signal }));
    writer?.adopt(thread);
    this.#tell(thread);
    return thread;
  }

  /** @throws LiveAvatarError `thread-missing`, `config-invalid`, what the provider throws */
  async remove(id: string): Promise<void> {
    const { provider } = this.#context.config;
    if (!this.#writers.has(checkThreadId(id))) await this.#existing(id);
    await this.#ask((signal) => provider.deleteThread(id, { signal }));
    this.#writers.get(id)?.drop();
    this.#writers.delete(id);
    if (this.#entered?.thread.id === id) {
      this.#beginChange().dispose();
      this.#enter(this.#made({}));
    }
    await this.#recall?.forget(id);
  }

  /** Deletes all threads of the resource, and goes on in a new one. @returns how many they were @throws what the provider throws */
  async removeAll(): Promise<number> {
    const { provider, resourceId } = this.#context.config;
    for (const writer of this.#writers.values()) writer.drop();
    this.#writers.clear();
    const handleDeleted = (id: string): void => void this.#recall?.forget(id).catch(noop);
    try {
      return await deleteThreads(provider, { resourceId, handleDeleted, signal: this.#life.signal });
    } catch (error) {
      throwIfAborted(this.#life.signal);
      throw asMemoryError(error);
    } finally {
      if (!this.#life.signal.aborted) {
        this.#beginChange().dispose();
        this.#enter(this.#made({}));
      }
    }
  }

  /** @returns whether there may be more @throws what the provider throws */
  loadEarlier(): Promise<boolean> {
    this.#earlier ??= this.#readEarlier().finally(() => (this.#earlier = undefined));
    return this.#earlier;
  }

  /** What is left is still written, for a moment. */
  #end(): void {
    this.#life.abort();
    this.#change.abort();
    this.#unsubscribe?.();
    this.#leave();
    for (const writer of this.#writers.values()) writer.finish();
    this.#recall?.finish();
  }

  async #opened(id: string | undefined, signal: AbortSignal): Promise<Entered> {
    const { config, logger } = this.#context;
    if (id === undefined) return this.#made({});
    const found = await this.#ask((given) => readThreadOf(config.resourceId, config.provider, id, given), signal);
    if (found === "foreign") {
      logger.warn("The thread of memory.threadId is another resource's: a new thread takes its place.");
      return this.#made({});
    }
    return found ? this.#withPage(found, signal) : this.#made({}, id);
  }

  async #withPage(thread: Thread, signal: AbortSignal): Promise<Entered> {
    const { provider } = this.#context.config;
    const page = await this.#ask((given) => readPage(provider, thread.id, undefined, given), signal);
    return { ...page, thread, presence: "kept", isWanted: true };
  }

  #made({ title, metadata }: NewThreadOptions, id?: string): Entered {
    const { clock, config } = this.#context;
    const now = clock.now();
    const { resourceId } = config;
    const given = { id: id ?? randomId(ID_BYTES), title, resourceId, metadata, createdAt: now, updatedAt: now };
    const isWanted = id !== undefined || title !== undefined || metadata !== undefined;
    return { thread: checkThread(given), presence: "new", messages: [], oldestId: undefined, isWanted };
  }

  /** Never in the middle of a step of the machine: what is queued there still belongs to the old thread. */
  #enter(entered: Entered): ThreadWriter {
    const { signals, emit, leaveThread } = this.#context;
    const { thread, presence } = entered;
    leaveThread();
    this.#remember(this.#unremembered.splice(0));
    this.#leave();
    const writer = this.#writers.get(thread.id) ?? this.#makeWriter(thread, presence);
    const unwritten = writer.unwritten.filter(({ id }) => entered.messages.every((message) => message.id !== id));
    const messages = Object.freeze([...entered.messages, ...unwritten]);
    this.#entered = entered;
    this.#writer = writer;
    this.#isUsed = messages.length > 0;
    this.#oldestId = entered.oldestId;
    signals.write("messages", messages);
    signals.write("thread", thread);
    emit("thread-change", thread);
    if (this.#entered === entered) emit("history-loaded", messages);
    // Vectors that are kept elsewhere are there already.
    if (!this.#context.config.semanticRecall?.store) this.#remember(messages);
    return writer;
  }

  /** A thread in which nobody said anything, and that nobody asked for, is none. */
  #leave(): void {
    const { clock, config, logger } = this.#context;
    if (!this.#entered || this.#isUsed || this.#entered.isWanted) return;
    const { id } = this.#entered.thread;
    this.#writers.get(id)?.drop();
    this.#writers.delete(id);
    attempt((signal) => config.provider.deleteThread(id, { signal }), { clock, ms: PATIENCE_MS }).catch(
      (error: unknown) => {
        logger.debug("An empty thread could not be deleted.", error);
      },
    );
  }

  #makeWriter(thread: Thread, presence: Presence): ThreadWriter {
    const { clock, config, emit } = this.#context;
    const writer = new ThreadWriter(thread, presence, {
      ...{ provider: config.provider, clock },
      isOurs: (found) => isOf(config.resourceId, found),
      handleProblem: (error) => emit("error", error),
      handleFound: (found) => this.#tell(found),
      handleGone: (unwritten) => this.#handleGone(thread.id, unwritten),
    });
    this.#writers.set(thread.id, writer);
    return writer;
  }

  /** Another page, or the site's backend, has deleted the thread: what is said from now on goes into a new one. */
  #handleGone(id: string, unwritten: readonly ChatMessage[]): void {
    const { emit, signals } = this.#context;
    this.#writers.delete(id);
    if (this.#life.signal.aborted || this.#entered?.thread.id !== id) return;
    const made = this.#made({});
    const writer = this.#makeWriter(made.thread, "new");
    this.#entered = made;
    this.#writer = writer;
    this.#isUsed = unwritten.length > 0;
    this.#oldestId = undefined;
    for (const message of unwritten) writer.add({ message, mayBePreceded: false });
    signals.write("messages", Object.freeze([...unwritten]));
    signals.write("thread", made.thread);
    emit("thread-change", made.thread);
    emit("history-loaded", signals.signals.messages.get());
    const message = "This conversation was deleted elsewhere; what is said from now on is kept in a new one.";
    emit("error", new LiveAvatarError("thread-missing", message));
  }

  #handleChange(change: ThreadChange): void {
    const { emit, signals } = this.#context;
    const current = this.#entered?.thread.id;
    switch (change.type) {
      case "messages": {
        if (change.threadId !== current) return;
        const before = signals.signals.messages.get();
        const known = new Set(before.map(({ id }) => id));
        const others = conversationOf(change.messages).filter(({ id }) => !known.has(id));
        if (others.length === 0) return;
        this.#isUsed = true;
        signals.write("messages", Object.freeze([...before, ...others]));
        emit("history-loaded", signals.signals.messages.get());
        return;
      }
      case "thread": {
        const thread = readThread(change.thread);
        if (!thread || !this.#writers.has(thread.id)) return;
        this.#writers.get(thread.id)?.adopt(thread);
        this.#tell(thread);
        return;
      }
      case "deleted":
        this.#recall?.forget(change.threadId).catch(noop);
        this.#writers.get(change.threadId)?.handleDeleted();
    }
  }

  /** The first words name the thread, and the service's conversation is noted, so that the site's backend may go on with it. */
  #describe(message: ChatMessage): void {
    const writer = this.#writer;
    if (!writer) return;
    const { thread } = writer;
    const title = thread.title ?? (message.role === "user" ? titleOf(messageText(message)) : undefined);
    const serviceId = this.#context.serviceId();
    const isNoted = serviceId === null || thread.metadata?.[SERVICE_ID] === serviceId;
    if (title === thread.title && isNoted) return;
    const metadata = isNoted ? thread.metadata : { ...thread.metadata, [SERVICE_ID]: serviceId };
    const described: Thread = { ...thread, ...(title !== undefined && { title }), ...(metadata && { metadata }) };
    writer.save(described);
    this.#tell(described);
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
    const { config, signals } = this.#context;
    const entered = this.#entered;
    const before = this.#oldestId;
    if (!entered || before === undefined) return false;
    const { id } = entered.thread;
    const page = await this.#ask((signal) => readPage(config.provider, id, before, signal));
    if (this.#entered !== entered) return this.#oldestId !== undefined;
    const shown = signals.signals.messages.get();
    const known = new Set(shown.map((message) => message.id));
    const earlier = page.messages.filter((message) => !known.has(message.id));
    this.#oldestId = page.oldestId;
    if (earlier.length > 0) signals.write("messages", Object.freeze([...earlier, ...shown]));
    return page.oldestId !== undefined;
  }

  async #existing(id: string, signal?: AbortSignal): Promise<Thread> {
    const { provider, resourceId } = this.#context.config;
    const found = await this.#ask((given) => readThreadOf(resourceId, provider, id, given), signal);
    if (!found || found === "foreign") throw threadMissing();
    return found;
  }

  /** @throws LiveAvatarError; AbortError */
  async #ask<T>(act: (signal: AbortSignal) => Promise<T>, signal = this.#life.signal): Promise<T> {
    const { clock } = this.#context;
    try {
      return await attempt(act, { signal, clock, ms: PATIENCE_MS });
    } catch (error) {
      throwIfAborted(signal);
      throw asMemoryError(error);
    }
  }

  #beginChange(signal?: AbortSignal): ReturnType<typeof linkedController> {
    this.#change.abort();
    const change = linkedController(signal);
    this.#change = change.controller;
    return change;
  }

  #remember(messages: readonly ChatMessage[]): void {
    if (this.#entered && messages.length > 0) this.#recall?.remember(messages, this.#place(this.#entered));
  }

  #place({ thread }: Entered): { readonly threadId: string; readonly resourceId: string | undefined } {
    return { threadId: thread.id, resourceId: thread.resourceId ?? this.#context.config.resourceId };
  }
}

const noop = (): void => undefined;
