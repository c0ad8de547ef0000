import { abortError, isAbortError, throwIfAborted } from "../core/abort.js";
import type { LiveAvatarError } from "../core/errors.js";
import { attempt, deferred, type Timers } from "../core/wait.js";
import { MediaUnlock } from "../media/unlock.js";
import type { Assembly } from "./assembly/session.js";
import type * as IntentModule from "./assembly/assemble.js";
import type { RunStartContext } from "./assembly/assemble.js";
import { loadChunk } from "./load-chunk.js";

/** The exports of the intent chunk that the shell uses. */
export type IntentChunk = Pick<
  typeof IntentModule,
  | "render"
  | "runStart"
  | "preload"
  | "prefetchToken"
  | "watchVisitor"
  | "SignalWatch"
  | "ConversationView"
  | "videoOf"
  | "smallWindowOf"
  | "viewHostOf"
  | "setDevice"
  | "forgetThreads"
>;

export interface StartContext extends Omit<RunStartContext, "signal" | "sound" | "handleMade"> {
  /** The intent chunk, if it is loaded: the token is then asked for in the press itself. */
  readonly loaded: IntentChunk | undefined;
  readonly load: () => Promise<IntentChunk>;
  /** The timers of the wait for the intent chunk. */
  readonly clock?: Timers | undefined;
  /** Called with the new session. @param unlock the unlocked sound, to be disposed at the session's end */
  readonly handleMade: (assembly: Assembly, unlock: MediaUnlock) => void;
  /** Called when the start has failed. @param error undefined: the start was cancelled */
  readonly handleFailure: (start: Start, error: LiveAvatarError | undefined) => void;
}

/**
 * One start, from the press to the running session or to the failure: owns the abort, the unlocked sound and the token. A
 * start that fails or is cancelled takes back all that it has asked for.
 */
export class Start {
  readonly #context: StartContext;
  readonly #controller = new AbortController();
  readonly #unlock = new MediaUnlock();
  readonly #outcome = deferred();
  #isHandedOver = false;

  constructor(context: StartContext) {
    this.#context = context;
  }

  /** Settles at the end of the start. @throws LiveAvatarError; AbortError after {@link cancel} */
  get promise(): Promise<void> {
    return this.#outcome.promise;
  }

  /** Starts; to be called in the press. What a browser allows only in a press happens in this task. */
  run(): void {
    const { signal } = this.#controller;
    attempt(() => this.#begin(signal), { signal }).then(this.#handleDone, this.#handleError);
    // Still in the press, but after the request for the token was sent: making an AudioContext takes time.
    if (!signal.aborted) this.#unlock.press(this.#context.stage().querySelector("video"));
  }

  /** Cancels the start at once. The promise rejects; a session that was made already is not stopped here. */
  cancel(): void {
    this.#controller.abort();
    this.dispose();
    this.#outcome.reject(abortError(this.#controller.signal));
  }

  /** Releases what only a start needs. */
  dispose(): void {
    this.#unlock.release();
    if (!this.#isHandedOver) this.#unlock.dispose();
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const context = this.#context;
    const { clock, loaded, load, handleMade } = context;
    const parts = loaded ?? (await loadChunk(load, { signal, clock }));
    throwIfAborted(signal);
    await parts.runStart({
      ...context,
      signal,
      sound: () => this.#unlock.keep(),
      handleMade: (assembly) => {
        this.#isHandedOver = true;
        handleMade(assembly, this.#unlock);
      },
    });
  }

  readonly #handleDone = (): void => {
    this.dispose();
    this.#outcome.resolve();
  };

  readonly #handleError = (error: unknown): void => {
    const { signal } = this.#controller;
    const isCancelled = signal.aborted || isAbortError(error);
    // The parts that have not failed take back what they have asked for.
    this.#controller.abort();
    this.dispose();
    this.#context.handleFailure(this, isCancelled ? undefined : (error as LiveAvatarError));
    this.#outcome.reject(isCancelled ? abortError(signal) : error);
  };
}
