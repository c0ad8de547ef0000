/**
 * The subscription to the reports of one renderer, from the beginning of its mount to its release. Until the renderer is in
 * place, reports of words and turns are kept: they belong to a conversation that has not begun.
 */
import { guard } from "../core/guard.js";
import type { AvatarRenderer, RendererReport } from "../core/ports/avatar-renderer.js";
import { deferred } from "../core/wait.js";

/** More reports than this before the renderer is in place are noise. */
const MAX_KEPT_REPORTS = 200;

export interface RendererSubscriptionOptions {
  /** Whether connection, microphone, sound and problems are reported at once; else they are kept too. */
  readonly passesStatus: boolean;
  readonly handleReport: (report: RendererReport) => void;
  /** What the renderer's own unsubscribe function throws. */
  readonly handleError: (error: unknown) => void;
}

const STATUS: readonly RendererReport["type"][] = ["connection", "mic", "audio", "picture", "problem"];

export class RendererSubscription {
  readonly #options: RendererSubscriptionOptions;
  readonly #failed = deferred<never>();
  #kept: RendererReport[] | undefined = [];
  #isDisposed = false;
  #unsubscribe: (() => void) | undefined;

  constructor(options: RendererSubscriptionOptions) {
    this.#options = options;
  }

  /** Rejects when the renderer says, before it is in place, that it has failed. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** @throws what the renderer's `subscribe` throws */
  subscribe(renderer: AvatarRenderer): void {
    const unsubscribe: unknown = renderer.subscribe?.((report) => {
      this.#handle(report);
    });
    // A page's own renderer may forget to return how to unsubscribe.
    if (typeof unsubscribe === "function") this.#unsubscribe = unsubscribe as () => void;
  }

  /** The renderer is in place: first what was kept, then as it comes. */
  deliver(): void {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    for (const report of kept) this.#handle(report);
  }

  /** Nothing more is reported, whether the renderer keeps its listener or not. */
  dispose(): void {
    this.#isDisposed = true;
    const unsubscribe = this.#unsubscribe;
    this.#unsubscribe = undefined;
    if (unsubscribe) guard(unsubscribe, this.#options.handleError);
  }

  #handle(report: RendererReport): void {
    if (this.#isDisposed) return;
    const passes = this.#options.passesStatus && STATUS.includes(report.type);
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
