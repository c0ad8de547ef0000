import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarRenderer, RendererReport, RendererVoice } from "../core/ports/avatar-renderer.js";
import type { PageElement } from "../core/ports/page-types.js";
import { FakeMicrophone } from "./fake-microphone.js";

export interface FakeRendererOptions {
  readonly clock: Clock;
  /** Milliseconds that a mount takes. Default 0. */
  readonly mountMs?: number;
  readonly maxDurationSeconds?: number;
  /** It has a microphone, and takes turns like this. Default: it has none. */
  readonly interaction?: "conversational" | "push-to-talk";
  /** A mount ignores its signal and an unmount that comes before it is through: it stands up late. Default false. */
  readonly standsUpLate?: boolean;
}

/**
 * A renderer that converses on a test's command: it answers nothing by itself, and refuses what the real one refuses. When it
 * stands it reports, as a room does, a good connection and sound that plays.
 */
export class FakeRenderer implements AvatarRenderer {
  readonly id = "fake";
  readonly type = "remote";
  readonly maxDurationSeconds: number | undefined;
  readonly voice?: RendererVoice;
  /** The microphone, if it has one: a test is the browser and the service behind them. */
  readonly microphone: FakeMicrophone | undefined;
  /** Every call, in order: `mount`, `respond:hello`, `interrupt`, `unmount`, `unmount:leaving` … */
  readonly calls: string[] = [];
  /** What the next mounts fail with; undefined: they succeed. */
  mountError: Error | undefined;
  /** What the next `respond` and `speakText` fail with. */
  respondError: Error | undefined;
  readonly #clock: Clock;
  readonly #mountMs: number;
  readonly #standsUpLate: boolean;
  readonly #listeners = new Set<(report: RendererReport) => void>();
  #mounted = false;
  /** Counts the mounts that were taken down, also before they were through. */
  #unmounts = 0;

  constructor(options: FakeRendererOptions) {
    this.#clock = options.clock;
    this.#mountMs = options.mountMs ?? 0;
    this.#standsUpLate = options.standsUpLate ?? false;
    this.maxDurationSeconds = options.maxDurationSeconds;
    const { interaction } = options;
    this.microphone = interaction && new FakeMicrophone({ interaction, report: (report) => this.report(report) });
    if (this.microphone) this.voice = this.microphone;
  }

  get mounted(): boolean {
    return this.#mounted;
  }

  /** Listeners that are still registered: 0 after a clean end. */
  get listeners(): number {
    return this.#listeners.size;
  }

  async mount(_container: PageElement | undefined, options?: { readonly signal?: AbortSignal | undefined }) {
    this.calls.push("mount");
    const unmounts = this.#unmounts;
    if (this.#mounted) throw wrongState("The renderer is mounted already.");
    if (options?.signal?.aborted) throw abortError(options.signal);
    const signal = this.#standsUpLate ? undefined : options?.signal;
    await this.#clock.sleep(this.#mountMs, signal);
    if ((unmounts !== this.#unmounts && !this.#standsUpLate) || signal?.aborted) throw abortError(signal);
    if (this.mountError) throw this.mountError;
    this.#mounted = true;
    this.report({ type: "connection", connection: "good" }, { type: "audio", audio: "playing" });
  }

  relocate(): void {
    this.calls.push("relocate");
  }

  update(): void {
    this.calls.push("update");
  }

  speak(): Promise<void> {
    return Promise.reject(wrongState("This renderer takes no sound."));
  }

  speakText(text: string, signal?: AbortSignal): Promise<void> {
    return this.#hand(`speakText:${text}`, signal);
  }

  respond(text: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<void> {
    return this.#hand(`respond:${text}`, options?.signal);
  }

  interrupt(): void {
    this.calls.push("interrupt");
  }

  unmount(options?: { readonly leaving?: boolean }): Promise<void> {
    this.calls.push(options?.leaving ? "unmount:leaving" : "unmount");
    this.#mounted = false;
    this.#unmounts += 1;
    this.microphone?.stop();
    return Promise.resolve();
  }

  subscribe(listener: (report: RendererReport) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  keepAlive(): void {
    this.calls.push("keepAlive");
  }

  /** Reports, in order, to whoever listens. */
  report(...reports: readonly RendererReport[]): void {
    for (const report of reports) for (const listener of [...this.#listeners]) listener(report);
  }

  #hand(call: string, signal: AbortSignal | undefined): Promise<void> {
    this.calls.push(call);
    if (signal?.aborted) return Promise.reject(abortError(signal));
    if (!this.#mounted) return Promise.reject(wrongState("The renderer is not mounted."));
    return this.respondError ? Promise.reject(this.respondError) : Promise.resolve();
  }
}

const wrongState = (message: string): LiveAvatarError => new LiveAvatarError("wrong-state", message);
