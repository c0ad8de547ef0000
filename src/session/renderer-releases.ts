import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";
import { attempt, type Timers } from "../core/wait.js";

/** Milliseconds until an unmount that does not answer is no longer waited for. */
const UNMOUNT_TIMEOUT_MS = 20_000;

export interface RendererReleasesOptions {
  readonly clock: Timers;
  readonly logger: Logger;
}

/** Unmounts renderers, and knows which of them have not answered yet: such a renderer is not mounted again before. */
export class RendererReleases {
  readonly #options: RendererReleasesOptions;
  readonly #pending = new Map<AvatarRenderer, Promise<void>>();

  constructor(options: RendererReleasesOptions) {
    this.#options = options;
  }

  /** Resolves when every renderer that was unmounted is gone, or has not answered for too long. */
  get all(): Promise<void> {
    return this.#bounded(Promise.all(this.#pending.values()));
  }

  /** The unmount of one renderer that is under way, likewise bounded; undefined: there is none. */
  of(renderer: AvatarRenderer): Promise<void> | undefined {
    const pending = this.#pending.get(renderer);
    return pending && this.#bounded(pending);
  }

  /** @param leaving see `AvatarRenderer.unmount` */
  unmount(renderer: AvatarRenderer, leaving = false): void {
    const before = this.#pending.get(renderer);
    const released = attempt(() => renderer.unmount({ leaving }))
      .catch((error: unknown) => {
        this.#options.logger.error("The renderer could not be released cleanly.", error);
      })
      .then(() => before)
      .then(() => {
        if (this.#pending.get(renderer) === released) this.#pending.delete(renderer);
      });
    this.#pending.set(renderer, released);
  }

  #bounded(pending: Promise<unknown>): Promise<void> {
    return attempt(() => pending, { clock: this.#options.clock, ms: UNMOUNT_TIMEOUT_MS }).then(noop, noop);
  }
}

const noop = (): void => undefined;
