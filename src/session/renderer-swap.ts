/**
 * Brings a second renderer up beside the one that a live session has. Until it stands nothing changes for the session;
 * what it reports meanwhile is kept for the moment when it takes over.
 */
import { raceAbort } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarRenderer, RendererReport } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";

/** More reports than this before the renderer takes over are noise. */
const MAX_KEPT_REPORTS = 200;

/** The way to hear a mounted renderer: first what was kept, then as it comes. Returns the way out. */
export type Hearing = (listener: (report: RendererReport) => void) => () => void;

export class RendererSwap {
  readonly #logger: Logger;
  #cancel: () => void = noop;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Gives up whatever is being mounted; its promise rejects with an AbortError. */
  cancel(): void {
    this.#cancel();
  }

  /**
   * Mounts; a newer call gives an older one up.
   * @throws AbortError when given up, `room-join-failed` or the renderer's own error when it fails; it is unmounted then
   */
  async mount(renderer: AvatarRenderer, container: HTMLElement | undefined): Promise<Hearing> {
    this.#cancel();
    const controller = new AbortController();
    this.#cancel = () => {
      controller.abort();
    };
    const kept: RendererReport[] = [];
    let take = (report: RendererReport): void => {
      if (kept.length < MAX_KEPT_REPORTS) kept.push(report);
    };
    const unsubscribe = renderer.subscribe?.((report) => {
      take(report);
    });
    try {
      // An async function also turns what mount throws at once into a rejection.
      const mounted = (async () => renderer.mount(container, { signal: controller.signal }))();
      await raceAbort(mounted, controller.signal);
    } catch (cause) {
      unsubscribe?.();
      this.#takeDown(renderer);
      if (LiveAvatarError.is(cause) || controller.signal.aborted) throw cause;
      throw new LiveAvatarError("room-join-failed", "The new avatar could not be mounted.", { cause });
    }
    return (listener) => {
      kept.splice(0).forEach(listener);
      take = listener;
      return unsubscribe ?? noop;
    };
  }

  #takeDown(renderer: AvatarRenderer): void {
    (async () => renderer.unmount())().catch((error: unknown) => {
      this.#logger.debug("unmount after a failed or cancelled mount failed", error);
    });
  }
}

const noop = (): void => undefined;
