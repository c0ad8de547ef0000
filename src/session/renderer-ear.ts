/**
 * Listens to one renderer from the beginning of its mount to its release. Until the renderer is in place its words and turns
 * are kept, since they belong to a conversation that has not begun.
 */
import { guard } from "../core/guard.js";
import type { AvatarRenderer, RendererReport } from "../core/ports/avatar-renderer.js";
import { deferred } from "../core/wait.js";

/** More reports than this before the renderer is in place are noise. */
const MAX_KEPT_REPORTS = 200;

export interface RendererEarOptions {
  /** Whether connection, microphone, sound and problems are reported at once; else they are kept too. */
  readonly passesWorld: boolean;
  readonly handleReport: (report: RendererReport) => void;
  /** What the renderer throws when it is listened to no more. */
  readonly handleError: (error: unknown) => void;
}

const WORLD: readonly RendererReport["type"][] = ["connection", "mic", "audio", "problem"];

export class RendererEar {
  readonly #options: RendererEarOptions;
  readonly #failed = deferred<never>();
  #kept: RendererReport[] | undefined = [];
  #isClosed = false;
  #unsubscribe: (() => void) | undefined;

  constructor(options: RendererEarOptions) {
    this.#options = options;
  }

  /** Rejects when the renderer says, before it is in place, that it has failed. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** @throws what the renderer's `subscribe` throws */
  listen(renderer: AvatarRenderer): void {
    const unsubscribe: unknown = renderer.subscribe?.((report) => {
      this.#take(report);
    });
    // A page's own renderer may forget to return the way out.
    if (typeof unsubscribe === "function") this.#unsubscribe = unsubscribe as () => void;
  }

  /** The renderer is in place: first what was kept, then as it comes. */
  open(): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const report of kept) this.#take(report);
  }

  /** Nothing more is heard, whether the renderer forgets its listener or not. */
  close(): void {
    this.#isClosed = true;
    const unsubscribe = this.#unsubscribe;
    this.#unsubscribe = undefined;
    if (unsubscribe) guard(unsubscribe, this.#options.handleError);
  }

  #take(report: RendererReport): void {
    if (this.#isClosed) return;
    const passes = this.#options.passesWorld && WORLD.includes(report.type);
    if (!this.#kept || passes) {
      this.#options.handleReport(report);
      return;
    }
    const isEnd = report.type === "failed" || report.type === "ended";
    if (report.type === "failed") this.#failed.reject(report.error);
    // A failure is kept, too: it may come when the renderer stands and is about to be put in place.
    if (this.#kept.length < MAX_KEPT_REPORTS || isEnd) this.#kept.push(report);
  }
}
