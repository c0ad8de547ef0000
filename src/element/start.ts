import { abortError, isAbortError, throwIfAborted } from "../core/abort.js";
import type { LiveAvatarError } from "../core/errors.js";
import { attempt, deferred, type Timers } from "../core/wait.js";
import { MediaUnlock } from "../media/unlock.js";
import type { Assembly } from "./assembly/session.js";
import type * as IntentModule from "./assembly/assemble.js";
import type { Press } from "./assembly/assemble.js";
import { loadChunk } from "./load-chunk.js";

/** What the intent chunk brings. */
export type Parts = Pick<
  typeof IntentModule,
  "runStart" | "preload" | "prefetchToken" | "watchPage" | "ConversationView" | "viewHostOf"
>;

export interface StartContext extends Omit<Press, "signal" | "sound" | "handleMade"> {
  /** What the intent chunk brings, where it has come already: the token is then asked for in the press itself. */
  readonly loaded: Parts | undefined;
  readonly load: () => Promise<Parts>;
  /** Of the wait for the intent chunk. */
  readonly clock?: Timers | undefined;
  /** @param unlock the unlocked sound, to be closed at the session's end */
  readonly handleMade: (assembly: Assembly, unlock: MediaUnlock) => void;
  /** @param error undefined: the start was given up */
  readonly handleFailure: (start: Start, error: LiveAvatarError | undefined) => void;
}

/**
 * One press: it owns the abort, the unlocked sound and what is asked for on the way, from the press to the session that
 * runs or to the failure. What a start that fails or is cancelled has asked for is taken back.
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

  /** Settles with the start. @throws LiveAvatarError; AbortError after {@link cancel} */
  get promise(): Promise<void> {
    return this.#outcome.promise;
  }

  /** Call it in the press: whatever a browser allows only then happens in this task. */
  run(): void {
    const { signal } = this.#controller;
    attempt(() => this.#begin(signal), { signal }).then(this.#handleDone, this.#handleError);
    // Still in the press, but after the request for the token is out: an audio context takes its time.
    if (!signal.aborted) this.#unlock.press(this.#context.stage().querySelector("video"));
  }

  /** Gives it up, whatever it waits for. The promise rejects; a session that was made already is not stopped here. */
  cancel(): void {
    this.#controller.abort();
    this.close();
    this.#outcome.reject(abortError(this.#controller.signal));
  }

  /** Gives back what only a start needs. */
  close(): void {
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
    this.close();
    this.#outcome.resolve();
  };

  readonly #handleError = (error: unknown): void => {
    const { signal } = this.#controller;
    const isGivenUp = signal.aborted || isAbortError(error);
    // Whatever was asked for beside what failed is taken back, too.
    this.#controller.abort();
    this.close();
    this.#context.handleFailure(this, isGivenUp ? undefined : (error as LiveAvatarError));
    this.#outcome.reject(isGivenUp ? abortError(signal) : error);
  };
}
