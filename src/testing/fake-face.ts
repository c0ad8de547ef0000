import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarControlPatch } from "../core/ports/avatar-control.js";
import type { AvatarRenderer, RendererReport } from "../core/ports/avatar-renderer.js";
import type { PageElement } from "../core/ports/page-types.js";
import { deferred } from "../core/wait.js";

/** One sound or text that a {@link FakeFace} was given. */
export interface FakeSpeech {
  readonly what: Blob | string;
  /** The clock's time when it began. */
  readonly at: number;
  end: "open" | "said" | "failed" | "interrupted";
}

export interface FakeFaceOptions {
  readonly clock: Clock;
  readonly id?: string;
  /** Milliseconds that a mount takes. Default 0. */
  readonly mountMs?: number;
  /** Milliseconds that a sound or text takes; Infinity: until it is interrupted. Default 100. */
  readonly speechMs?: number | ((what: Blob | string) => number);
  /**
   * `sound` (default): plays what a voice has made. `voice`: speaks texts itself, in this page. `remote-voice`: speaks
   * texts far away, and reports its sound, as LiveAvatar does.
   */
  readonly kind?: "sound" | "voice" | "remote-voice";
  /** A mount ignores its signal and an unmount that comes before it is through: it stands up late. Default false. */
  readonly standsUpLate?: boolean;
  readonly maxDurationSeconds?: number | undefined;
}

/** A face that only speaks: it plays on the clock, one sound at a time, and refuses what a real one refuses. */
export class FakeFace implements AvatarRenderer {
  readonly id: string;
  readonly type: "local" | "remote";
  readonly maxDurationSeconds: number | undefined;
  /** Only with a voice of its own. */
  speakText?(text: string, signal?: AbortSignal): Promise<void>;
  /** Only when far away. */
  subscribe?(listener: (report: RendererReport) => void): () => void;
  /** What it was given to say, in order. */
  readonly speeches: FakeSpeech[] = [];
  /** What it was asked to look like, in order. */
  readonly controls: AvatarControlPatch[] = [];
  /** How often it was silenced. */
  interrupts = 0;
  /** What the next mount, and the next speeches, fail with. */
  mountError: Error | undefined;
  readonly speechErrors: Error[] = [];
  readonly #options: FakeFaceOptions;
  readonly #listeners = new Set<(report: RendererReport) => void>();
  #mounted = false;
  /** Counts the mounts that were taken down, also before they were through. */
  #unmounts = 0;
  #stop: () => void = noop;

  constructor(options: FakeFaceOptions) {
    const { kind = "sound", id = `fake-${kind}` } = options;
    this.#options = options;
    this.id = id;
    this.maxDurationSeconds = options.maxDurationSeconds;
    this.type = kind === "remote-voice" ? "remote" : "local";
    if (kind !== "sound") this.speakText = (text, signal) => this.#say(text, signal);
    if (kind === "remote-voice") {
      this.subscribe = (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      };
    }
  }

  get mounted(): boolean {
    return this.#mounted;
  }

  /** Listeners that are still registered: 0 after a clean end. */
  get listeners(): number {
    return this.#listeners.size;
  }

  async mount(_container: PageElement | undefined, options?: { readonly signal?: AbortSignal | undefined }) {
    const unmounts = this.#unmounts;
    if (this.#mounted) throw wrongState("The face is mounted already.");
    const { clock, mountMs = 0, standsUpLate = false } = this.#options;
    await clock.sleep(mountMs, standsUpLate ? undefined : options?.signal);
    if (unmounts !== this.#unmounts && !standsUpLate) throw abortError(options?.signal);
    const failure = this.mountError;
    this.mountError = undefined;
    if (failure) throw failure;
    this.#mounted = true;
  }

  update(control: AvatarControlPatch): void {
    this.controls.push(control);
  }

  speak(audio: Blob): Promise<void> {
    if (this.speakText) return Promise.reject(wrongState("This face speaks for itself."));
    return this.#say(audio);
  }

  interrupt(): void {
    this.interrupts += 1;
    this.#stop();
  }

  unmount(): void {
    this.#stop();
    this.#mounted = false;
    this.#unmounts += 1;
  }

  /** Reports to whoever listens. */
  report(report: RendererReport): void {
    for (const listener of [...this.#listeners]) listener(report);
  }

  #say(what: Blob | string, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(abortError(signal));
    if (!this.#mounted) return Promise.reject(wrongState("The face is not mounted."));
    if (this.speeches.at(-1)?.end === "open") return Promise.reject(wrongState("The face is speaking already."));
    const { clock, speechMs = 100 } = this.#options;
    const speech: FakeSpeech = { what, at: clock.now(), end: "open" };
    this.speeches.push(speech);
    const said = deferred();
    const finish = (end: FakeSpeech["end"], error?: unknown): void => {
      speech.end = end;
      cancel();
      signal?.removeEventListener("abort", handleAbort);
      this.#stop = noop;
      // One that is silenced says nothing more, as the port demands.
      if (end !== "interrupted") this.report({ type: "speech-end" });
      if (error) said.reject(error);
      else said.resolve();
    };
    const handleAbort = (): void => finish("interrupted", abortError(signal));
    signal?.addEventListener("abort", handleAbort, { once: true });
    const failure = this.speechErrors.shift();
    const ms = typeof speechMs === "number" ? speechMs : speechMs(what);
    const cancel = clock.setTimeout(() => finish(failure ? "failed" : "said", failure), ms);
    this.#stop = () => finish("interrupted");
    this.report({ type: "speech-start" });
    return said.promise;
  }
}

const wrongState = (message: string): LiveAvatarError => new LiveAvatarError("wrong-state", message);
const noop = (): void => undefined;
