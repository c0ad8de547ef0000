/** What a visitor does with the listed threads: one thing at a time, each with its outcome in words or with what failed. */
import { isAbortError } from "../../core/abort.js";
import { parseJson } from "../../core/parse-json.js";
import type { Thread } from "../../core/ports/thread-provider.js";
import { state } from "../../core/signals.js";
import { attempt } from "../../core/wait.js";
import type * as ThreadFiles from "../../session/remembering/thread-file.js";
import { loadChunk } from "../load-chunk.js";
import type { HistoryTexts } from "../locales/history-texts.js";
import type { HistoryHost } from "./history-host.js";
import { plainName } from "./plain-name.js";

/** The largest file that is imported, in bytes: more would be held in memory several times over. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

/** What was done, in the visitor's language. */
export type Outcome = (texts: HistoryTexts) => string;

export interface Problem {
  readonly error: unknown;
  /** Does it again. */
  readonly retry: () => void;
}

export class HistoryActions {
  readonly isBusy = state(false);
  readonly outcome = state<Outcome | undefined>(undefined);
  readonly problem = state<Problem | undefined>(undefined);
  readonly #host: HistoryHost;
  readonly #life = new AbortController();

  constructor(host: HistoryHost) {
    this.#host = host;
  }

  /** @param done called with what to say, as with every action */
  open(id: string, name: string, done: (outcome: Outcome) => void): void {
    const open = (): Promise<void> => (id === this.#host.currentId() ? Promise.resolve() : this.#host.open(id));
    this.#act(open, () => {
      done((texts) => texts.opened(plainName(name)));
    });
  }

  create(done: (outcome: Outcome) => void): void {
    this.#act(
      () => this.#host.create(),
      () => {
        done((texts) => texts.begun);
      },
    );
  }

  rename(id: string, title: string, done: (outcome: Outcome) => void): void {
    this.#act(
      () => this.#host.rename(id, title),
      () => {
        done((texts) => texts.renamed(plainName(title)));
      },
    );
  }

  remove(id: string, name: string, done: (outcome: Outcome) => void): void {
    this.#act(
      () => this.#host.remove(id),
      () => {
        done((texts) => texts.removed(plainName(name)));
      },
    );
  }

  export(id: string, name: string, done: (outcome: Outcome, file: ThreadFiles.ThreadFile) => void): void {
    this.#act(
      async (signal) => {
        const { exportThread } = await loadFiles(signal);
        return exportThread(this.#host.threads, id, { signal });
      },
      (file) => {
        done((texts) => texts.exported(plainName(name)), file);
      },
    );
  }

  import(file: File, done: (outcome: Outcome, thread: Thread) => void): void {
    const { threads, resourceId } = this.#host;
    this.#act(
      async (signal) => {
        // What cannot be read is no file of a thread either.
        const value = file.size > MAX_FILE_BYTES ? undefined : parseJson(await file.text());
        const { importThread } = await loadFiles(signal);
        return importThread(threads, value, { resourceId, signal });
      },
      (thread) => {
        done((texts) => texts.imported(plainName(thread.title || texts.untitled)), thread);
      },
    );
  }

  /** Shows what has failed, until the next action. */
  readonly handleFailure = (error: unknown, retry: () => void): void => {
    if (isAbortError(error)) return;
    this.problem.set({
      error,
      retry: () => {
        this.problem.set(undefined);
        retry();
      },
    });
  };

  dispose(): void {
    this.#life.abort();
  }

  /** A second press while something is under way does nothing. */
  #act<T>(act: (signal: AbortSignal) => Promise<T>, done: (value: T) => void): void {
    if (this.isBusy.get()) return;
    this.isBusy.set(true);
    this.outcome.set(undefined);
    this.problem.set(undefined);
    attempt(act, { signal: this.#life.signal }).then(
      (value) => {
        this.isBusy.set(false);
        done(value);
      },
      (error: unknown) => {
        this.isBusy.set(false);
        this.handleFailure(error, () => {
          this.#act(act, done);
        });
      },
    );
  }
}

const loadFiles = (signal: AbortSignal): Promise<typeof ThreadFiles> =>
  loadChunk(() => import("../../session/remembering/thread-file.js"), { signal });
