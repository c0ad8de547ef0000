/** What the tabs of a site tell each other of the threads that they changed. */
import { Emitter } from "../core/emitter.js";
import { isRecord } from "../core/is-record.js";
import type { Logger } from "../core/ports/logger.js";
import type { ThreadChange } from "../core/ports/thread-provider.js";
import { readMessage, readThread } from "../core/thread-values.js";

export class ThreadChannel {
  readonly #name: string;
  readonly #logger: Logger;
  readonly #changes: Emitter<{ change: [ThreadChange] }>;
  #channel: BroadcastChannel | undefined;
  #isDisposed = false;

  constructor(name: string, logger: Logger) {
    this.#name = name;
    this.#logger = logger;
    this.#changes = new Emitter((error) => {
      logger.error("a listener for changes of threads failed", error);
    });
  }

  post(change: ThreadChange): void {
    try {
      this.#open()?.postMessage(change);
    } catch (error) {
      // The change is kept: other tabs read it when they next read.
      this.#logger.debug("a change of a thread could not be told to other tabs", error);
    }
  }

  subscribe(listener: (change: ThreadChange) => void): () => void {
    this.#open();
    return this.#changes.on("change", (change) => {
      listener(change);
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#changes.clear();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #open(): BroadcastChannel | undefined {
    // Pages in a frame without an origin, and old browsers, have none.
    if (this.#isDisposed || this.#channel || !("BroadcastChannel" in globalThis)) return this.#channel;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const change = readChange(data);
      if (change) this.#changes.emit("change", change);
      else this.#logger.debug("something that is no change of a thread came from another tab");
    });
    return this.#channel;
  }
}

function readChange(value: unknown): ThreadChange | undefined {
  if (!isRecord(value)) return undefined;
  const { type, threadId } = value;
  if (type === "thread") {
    const thread = readThread(value["thread"]);
    return thread && { type, thread };
  }
  if (typeof threadId !== "string") return undefined;
  if (type === "deleted") return { type, threadId };
  if (type !== "messages" || !Array.isArray(value["messages"])) return undefined;
  return { type, threadId, messages: value["messages"].flatMap((message) => readMessage(message) ?? []) };
}
