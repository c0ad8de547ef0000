/**
 * One attempt after another to mount the renderer. It owns the attempt's controller and the caller's promise;
 * an attempt that was given up can no longer report, and what it still manages to mount is taken down again.
 */
import { abortError } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";

interface Attempt {
  readonly controller: AbortController;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const noop = (): void => undefined;

export class Mounting {
  readonly #renderer: () => AvatarRenderer;
  readonly #logger: Logger;
  #attempt: Attempt | undefined;

  constructor(renderer: () => AvatarRenderer, logger: Logger) {
    this.#renderer = renderer;
    this.#logger = logger;
  }

  /** The promise of the attempt under way. */
  get pending(): Promise<void> | undefined {
    return this.#attempt?.promise;
  }

  /** Opens an attempt; `run` starts its work. */
  open(): Promise<void> {
    const controller = new AbortController();
    let resolve!: () => void;
    let reject!: (error: unknown) => void;
    const promise = new Promise<void>((ok, no) => {
      resolve = ok;
      reject = no;
    });
    this.#attempt = { controller, promise, resolve, reject };
    return promise;
  }

  /** @param others what else has to be there; undefined: nothing */
  run(
    container: HTMLElement | undefined,
    others: Promise<void> | undefined,
    onMounted: () => void,
    onFailed: (error: LiveAvatarError) => void,
  ): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    const renderer = this.#renderer();
    const settle = (act: () => void): void => {
      if (this.#attempt !== attempt) return;
      this.#attempt = undefined;
      act();
    };
    let mounted: Promise<void>;
    try {
      mounted = renderer.mount(container, { signal: attempt.controller.signal });
    } catch (error) {
      mounted = Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    if (others) mounted = mounted.then(() => others);
    others?.catch(noop); // should the mount fail first
    mounted.then(
      () => {
        if (this.#attempt !== attempt) this.#takeDown(renderer);
        settle(() => {
          onMounted();
          attempt.resolve();
        });
      },
      (cause: unknown) => {
        settle(() => {
          const error = LiveAvatarError.is(cause)
            ? cause
            : new LiveAvatarError("room-join-failed", "The avatar could not be mounted.", { cause });
          this.#takeDown(renderer);
          onFailed(error);
          attempt.reject(error);
        });
      },
    );
  }

  /** Gives the attempt up: its promise rejects with an AbortError. */
  cancel(): void {
    const attempt = this.#attempt;
    if (!attempt) return;
    this.#attempt = undefined;
    attempt.controller.abort();
    attempt.reject(abortError());
  }

  #takeDown(renderer: AvatarRenderer): void {
    Promise.resolve(renderer.unmount()).catch((error: unknown) => {
      this.#logger.debug("unmount after a failed or cancelled mount failed", error);
    });
  }
}
