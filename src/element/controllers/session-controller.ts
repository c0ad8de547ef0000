/**
 * The controller of the element's session: loads the intent chunk once, makes a session at the press or adopts one, and
 * releases it at the end. It owns the sessions that it made; an adopted one is only shown and, on request, stopped.
 */
import { abortError } from "../../core/abort.js";
import type { LiveAvatarError } from "../../core/errors.js";
import type { Timers } from "../../core/wait.js";
import type { EndReason, SessionState } from "../../core/vocabulary.js";
import type { AvatarSession } from "../../session/index.js";
import type { Assembly } from "../assembly/session.js";
import type { HistoryHost } from "../history/history-host.js";
import { send } from "../events.js";
import { HostState } from "../host-state.js";
import { SessionBinding, type SessionBindingContext } from "../session-binding.js";
import type { Settings } from "../settings.js";
import { type IntentChunk, Start } from "../start.js";
import { type ElementState, StateHistory } from "../state-history.js";

export interface SessionControllerOptions {
  readonly stage: () => HTMLElement;
  /** The settings of the element, read at each start. */
  readonly settings: () => Settings;
  readonly sound: () => { readonly muted: boolean; readonly volume: number };
  /** Loads the code of a conversation. Default: the intent chunk. */
  readonly load?: () => Promise<IntentChunk>;
  /** The timers of the wait for the chunk. Default: the platform's. */
  readonly clock?: Timers | undefined;
}

const LIVE: readonly SessionState[] = ["ready", "thinking", "speaking"];
const STARTING: readonly SessionState[] = ["idle", "connecting"];

export class SessionController {
  readonly session: HostState<AvatarSession | null>;
  readonly parts: HostState<IntentChunk | undefined>;
  /** The reason why the last conversation ended; undefined from the next start on. */
  readonly endReason: HostState<EndReason | undefined>;
  /** The visitor's conversations were deleted; until the next start. */
  readonly forgotten: HostState<boolean>;
  /** Whether the avatar is silent because it is closed. */
  readonly hushed: HostState<boolean>;
  /** How much of the browser's language model is downloaded, 0…1; undefined where nothing is. */
  readonly download: HostState<number | undefined>;
  /** The error of a start that failed before there was a session. */
  readonly #failure: HostState<LiveAvatarError | undefined>;
  readonly #history: StateHistory;
  readonly #host: HTMLElement;
  readonly #options: SessionControllerOptions;
  readonly #bindingContext: SessionBindingContext;
  #start: Start | undefined;
  #binding: SessionBinding | undefined;
  #loaded: IntentChunk | undefined;
  #loading: Promise<IntentChunk> | undefined;
  #handleLoaded: ((parts: IntentChunk) => void) | undefined;

  constructor(host: HTMLElement & { requestUpdate(): void }, options: SessionControllerOptions) {
    this.#host = host;
    const state = <T>(initial: T): HostState<T> => new HostState(host, initial);
    this.session = state<AvatarSession | null>(null);
    this.parts = state<IntentChunk | undefined>(undefined);
    this.endReason = state<EndReason | undefined>(undefined);
    this.forgotten = state(false);
    this.hushed = state(false);
    this.download = state<number | undefined>(undefined);
    this.#failure = state<LiveAvatarError | undefined>(undefined);
    this.#options = options;
    this.#history = new StateHistory(host, () => this.session.get()?.id ?? null);
    this.#bindingContext = {
      host,
      handleState: (binding, now) => {
        this.#handleState(binding, now);
      },
      interaction: () => this.assembly?.renderer.voice?.interaction ?? options.settings().interaction,
      handleEnded: (reason) => {
        this.endReason.set(reason);
      },
    };
  }

  /** The state that the element shows. */
  get state(): ElementState {
    return this.#history.state;
  }

  /** Whether there is nothing to stop. */
  get isIdle(): boolean {
    return this.#history.latest === "idle";
  }

  /** The error to show; reads a signal. */
  get error(): LiveAvatarError | undefined {
    return this.#failure.get() ?? this.session.get()?.signals.error.get();
  }

  get live(): boolean {
    return LIVE.includes(this.state);
  }

  /** What the element has made for its own session; undefined for an adopted one. */
  get assembly(): Assembly | undefined {
    return this.#binding?.assembly;
  }

  /** What the history panel works with; undefined where nothing is kept, and for an adopted session. */
  get history(): HistoryHost | undefined {
    return this.assembly?.history;
  }

  /** Loads the intent chunk, once. */
  load(): Promise<IntentChunk> {
    if (!this.#loading) {
      const { load = loadIntent } = this.#options;
      const loading = (this.#loading = load());
      loading.then(
        (parts) => {
          this.#loaded = parts;
          // A task later: a press that waits for the chunk asks for its token before anything is rendered.
          setTimeout(() => {
            this.#handleChunk(parts);
          });
        },
        () => {
          this.#loading = undefined;
        },
      );
    }
    return this.#loading;
  }

  /** Registers the callback that is called once, when the chunk is loaded. */
  whenLoaded(handleLoaded: (parts: IntentChunk) => void): void {
    this.#handleLoaded = handleLoaded;
  }

  /** Asks for a token ahead of the press. */
  prefetchToken(): void {
    if (this.#isBusy) return;
    this.load().then((parts) => {
      if (!this.#isBusy) parts.prefetchToken(this.#options.settings());
    }, noop);
  }

  /**
   * Starts a conversation; during a start, returns the promise of that start. To be called in a press, so that sound may play.
   * @throws LiveAvatarError; an AbortError after `stop()`, or when a listener prevented the start
   */
  start(): Promise<void> {
    if (this.#start) return this.#start.promise;
    const present = this.#binding?.session;
    // The page has started its session itself.
    if (present?.state === "connecting") return present.start();
    if (present && LIVE.includes(present.state)) return Promise.resolve();
    if (!send(this.#host, "avatar-before-start")) return Promise.reject(abortError());
    this.#releasePast();
    this.#failure.set(undefined);
    this.endReason.set(undefined);
    this.forgotten.set(false);
    this.download.set(undefined);
    const start = (this.#start = this.#newStart());
    this.#history.announce("connecting");
    start.run();
    return start.promise;
  }

  /** Ends the conversation, also during a start. Resolves when the service knows. */
  async stop(reason: EndReason = "stopped"): Promise<void> {
    this.#cancelStart();
    const binding = this.#binding;
    // An adopted session that does not run is left alone.
    if (!binding || (binding.isAdopted && binding.session.state === "idle")) this.#announceIdle();
    else if (binding.isAdopted || !STARTING.includes(binding.session.state)) await binding.session.stop(reason);
    else {
      const discarded = this.#discard(binding);
      this.#announceIdle();
      await discarded;
    }
  }

  /** Shows a session that the page has made; null releases it. */
  adopt(session: AvatarSession | null): void {
    if (session === this.session.get()) return;
    this.dispose();
    if (!session || session.state === "destroyed") return;
    this.#bind(new SessionBinding(session, undefined, this.#bindingContext));
    void this.load().catch(noop);
    if (LIVE.includes(session.state)) this.applySound();
    this.#history.announce(session.state);
  }

  /** Attaches an adopted session that runs to the element's stage, once that is rendered. */
  attach(): void {
    if (this.#binding?.isAdopted && this.live) this.#binding.session.attach(this.#options.stage());
  }

  /** Ends an own session at once, because the page is going away. */
  leave(): void {
    if (this.#binding?.isAdopted || !this.#isBusy) return;
    this.#cancelStart();
    if (this.#binding) this.#binding.session.leave();
    else this.#announceIdle();
    this.endReason.set("page-left");
  }

  /** Releases everything: an own session is stopped, an adopted one is left as it is. */
  dispose(): void {
    if (!this.#binding?.isAdopted) void this.stop();
    // `stop` has released the session already, unless it is adopted or this call comes from one of its listeners.
    this.#cancelStart();
    if (this.#binding) this.#release();
    this.#announceIdle();
  }

  applySound(): void {
    this.session.get()?.setSound(this.#options.sound());
  }

  /** Tells the avatar that the page's colours have changed. */
  applyTheme(): void {
    this.assembly?.restyle?.();
  }

  get #isBusy(): boolean {
    return this.#start !== undefined || this.#binding !== undefined;
  }

  #newStart(): Start {
    const { settings, stage, sound, clock } = this.#options;
    return new Start({
      ...{ settings, stage, clock },
      loaded: this.#loaded,
      load: () => this.load(),
      adopted: this.#binding?.session,
      handleDownload: (progress) => {
        this.download.set(progress);
      },
      handleMade: (assembly, unlock) => {
        this.#bind(new SessionBinding(assembly.session, { assembly, unlock }, this.#bindingContext));
      },
      handleStarting: (session) => {
        session.setSound(sound());
      },
      handleFailure: (start, error) => {
        if (start === this.#start) this.#handleFailure(error);
      },
    });
  }

  /** Releases a session that is over: after a failure, attributes may have changed. */
  #releasePast(): void {
    const binding = this.#binding;
    if (!binding) return;
    if (binding.session.state === "destroyed") {
      this.#release();
      this.#announceIdle();
    } else if (!binding.isAdopted) {
      this.#release();
      binding.session.destroy();
    }
  }

  /** Stops and destroys a session that is still starting. Resolves when the service knows. */
  async #discard({ session }: SessionBinding): Promise<void> {
    this.#release();
    const stopped = session.stop();
    session.destroy();
    await stopped;
  }

  #cancelStart(): void {
    const start = this.#start;
    this.#start = undefined;
    start?.cancel();
  }

  /** Handles a start that failed before there was a session, or for reasons that the session does not know. */
  #handleFailure(error: LiveAvatarError | undefined): void {
    this.#start = undefined;
    const binding = this.#binding;
    if (binding && !binding.isAdopted) void this.#discard(binding);
    if (!error) {
      this.#announceIdle();
      return;
    }
    this.#failure.set(error);
    this.#history.announce("error");
    send(this.#host, "avatar-error", { error });
  }

  #handleChunk(parts: IntentChunk): void {
    this.parts.set(parts);
    this.#handleLoaded?.(parts);
    if (!this.#isBusy) parts.preload(this.#options.settings());
  }

  /** Handles a new state of the session. */
  #handleState(binding: SessionBinding, now: SessionState): void {
    this.#failure.set(undefined);
    if (now !== "connecting") {
      // The start is over, whatever its outcome: a listener of the events below may start anew.
      this.#start?.dispose();
      this.#start = undefined;
    }
    if (now === "destroyed") this.#release();
    // The page has stopped its own session during the start.
    if (now === "idle" && !binding.isAdopted) void this.#discard(binding);
    this.#history.announce(now === "destroyed" ? "idle" : now);
  }

  #bind(binding: SessionBinding): void {
    this.#binding = binding;
    this.session.set(binding.session);
  }

  #release(): void {
    this.#binding?.dispose();
    this.#binding = undefined;
    this.session.set(null);
  }

  #announceIdle(): void {
    this.#failure.set(undefined);
    this.#history.announce("idle");
  }
}

function loadIntent(): Promise<IntentChunk> {
  // The intent chunk needs them, and the browser would learn that only from it.
  import("../templates.js").catch(noop);
  return import("../assembly/assemble.js");
}

const noop = (): void => undefined;
