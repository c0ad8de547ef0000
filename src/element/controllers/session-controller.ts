/**
 * The element's hold on its session: loads the heavy parts once, makes a session at the press or adopts one, and lets
 * go of it at the end. It owns sessions that it made; an adopted one is only ever shown and, on request, stopped.
 */
import { abortError } from "../../core/abort.js";
import type { LiveAvatarError } from "../../core/errors.js";
import { state } from "../../core/signals.js";
import type { Timers } from "../../core/wait.js";
import type { EndReason, SessionState } from "../../core/vocabulary.js";
import type { AvatarSession } from "../../session/index.js";
import type { Assembly } from "../assembly/session.js";
import { send } from "../events.js";
import { HeldSession, type HeldSessionContext } from "../held-session.js";
import type { Settings } from "../settings.js";
import { type Parts, Start } from "../start.js";
import { type ElementState, StateHistory } from "../state-history.js";

export interface SessionControllerOptions {
  readonly stage: () => HTMLElement;
  /** Read at each start. */
  readonly settings: () => Settings;
  readonly sound: () => { readonly muted: boolean; readonly volume: number };
  /** Default: the intent chunk. */
  readonly load?: () => Promise<Parts>;
  /** Of the wait for what is loaded. Default: the platform's. */
  readonly clock?: Timers | undefined;
}

const LIVE: readonly SessionState[] = ["ready", "thinking", "speaking"];
const STARTING: readonly SessionState[] = ["idle", "connecting"];

export class SessionController {
  readonly session = state<AvatarSession | null>(null);
  readonly parts = state<Parts | undefined>(undefined);
  /** Why the last conversation ended; undefined from the next start on. */
  readonly endReason = state<EndReason | undefined>(undefined);
  /** Why a start failed that had no session yet. */
  readonly #failure = state<LiveAvatarError | undefined>(undefined);
  readonly #history: StateHistory;
  readonly #host: HTMLElement;
  readonly #options: SessionControllerOptions;
  readonly #holding: HeldSessionContext;
  #start: Start | undefined;
  #held: HeldSession | undefined;
  #loaded: Parts | undefined;
  #loading: Promise<Parts> | undefined;
  #whenLoaded: ((parts: Parts) => void) | undefined;

  constructor(host: HTMLElement & { requestUpdate(): void }, options: SessionControllerOptions) {
    this.#host = host;
    this.#options = options;
    this.#history = new StateHistory(host);
    this.#holding = {
      host,
      handleState: (held, now) => {
        this.#handleState(held, now);
      },
      interaction: () => this.assembly?.renderer.voice?.interaction ?? options.settings().interaction,
      handleEnded: (reason) => {
        this.endReason.set(reason);
      },
    };
  }

  /** What the element shows; reads signals. */
  get state(): ElementState {
    return this.#history.state;
  }

  /** There is nothing to stop. */
  get isIdle(): boolean {
    return this.#history.latest === "idle";
  }

  /** The error to show; reads signals. */
  get error(): LiveAvatarError | undefined {
    return this.#failure.get() ?? this.session.get()?.signals.error.get();
  }

  get live(): boolean {
    return LIVE.includes(this.state);
  }

  /** What the view has to know of the conversation that was made here; undefined for an adopted one. */
  get assembly(): Assembly | undefined {
    return this.#held?.assembly;
  }

  /** Fetches what a conversation needs. */
  load(): Promise<Parts> {
    if (!this.#loading) {
      const { load = () => import("../assembly/assemble.js") } = this.#options;
      const loading = (this.#loading = load());
      loading.then(
        (parts) => {
          this.#loaded = parts;
          // A task later: a press that waits for it asks for its token before anything is drawn anew.
          setTimeout(() => {
            this.#handleParts(parts);
          });
        },
        () => {
          this.#loading = undefined;
        },
      );
    }
    return this.#loading;
  }

  /** Told once, as soon as the parts are there. */
  whenLoaded(act: (parts: Parts) => void): void {
    this.#whenLoaded = act;
  }

  /** Mints a token ahead of the press. */
  prefetchToken(): void {
    if (this.#isBusy) return;
    this.load().then((parts) => {
      if (!this.#isBusy) parts.prefetchToken(this.#options.settings());
    }, noop);
  }

  /**
   * Starts; while that is under way, the same promise. Call it in a press, so that sound may play.
   * @throws LiveAvatarError, or an AbortError after `stop()` and where a listener said no
   */
  start(): Promise<void> {
    if (this.#start) return this.#start.promise;
    const present = this.#held?.session;
    // Somebody else has started it.
    if (present?.state === "connecting") return present.start();
    if (present && LIVE.includes(present.state)) return Promise.resolve();
    if (!send(this.#host, "avatar-before-start")) return Promise.reject(abortError());
    this.#letGoOfPast();
    this.#failure.set(undefined);
    this.endReason.set(undefined);
    const start = (this.#start = this.#newStart());
    this.#history.tell("connecting");
    start.run();
    return start.promise;
  }

  /** Ends gracefully, also in the middle of a start. Resolves when the service knows. */
  async stop(reason: EndReason = "stopped"): Promise<void> {
    this.#cancelStart();
    const held = this.#held;
    // One that somebody else has made and that does not run is not ours to end.
    if (!held || (held.isAdopted && held.session.state === "idle")) this.#tellIdle();
    else if (held.isAdopted || !STARTING.includes(held.session.state)) await held.session.stop(reason);
    else {
      const discarded = this.#discard(held);
      this.#tellIdle();
      await discarded;
    }
  }

  /** Shows a session that somebody else made; null lets go of it. */
  adopt(session: AvatarSession | null): void {
    if (session === this.session.get()) return;
    this.dispose();
    if (!session || session.state === "destroyed") return;
    this.#hold(new HeldSession(session, undefined, this.#holding));
    void this.load().catch(noop);
    if (LIVE.includes(session.state)) this.applySound();
    this.#history.tell(session.state);
  }

  /** Puts an adopted session that runs into the stage, once there is one. */
  attach(): void {
    if (this.#held?.isAdopted && this.live) this.#held.session.attach(this.#options.stage());
  }

  /** The page is going away. */
  leave(): void {
    if (this.#held?.isAdopted || !this.#isBusy) return;
    this.#cancelStart();
    if (this.#held) this.#held.session.leave();
    else this.#tellIdle();
    this.endReason.set("page-left");
  }

  /** Lets go of everything: an own session is stopped, an adopted one left as it is. */
  dispose(): void {
    if (!this.#held?.isAdopted) void this.stop();
    // Idle by now, unless it is adopted or this is a listener of the session itself.
    this.#cancelStart();
    if (this.#held) this.#letGo();
    this.#tellIdle();
  }

  applySound(): void {
    this.session.get()?.setSound(this.#options.sound());
  }

  /** The page's colours have changed. */
  applyTheme(): void {
    this.assembly?.restyle?.();
  }

  get #isBusy(): boolean {
    return this.#start !== undefined || this.#held !== undefined;
  }

  #newStart(): Start {
    const { settings, stage, sound, clock } = this.#options;
    return new Start({
      ...{ settings, stage, clock },
      loaded: this.#loaded,
      load: () => this.load(),
      adopted: this.#held?.session,
      handleMade: (assembly, unlock) => {
        this.#hold(new HeldSession(assembly.session, { assembly, unlock }, this.#holding));
      },
      handleStarting: (session) => {
        session.setSound(sound());
      },
      handleFailure: (start, error) => {
        if (start === this.#start) this.#handleFailure(error);
      },
    });
  }

  /** A conversation that is over has no part in the next; after a failure, attributes may have changed. */
  #letGoOfPast(): void {
    const held = this.#held;
    if (!held) return;
    if (held.session.state === "destroyed") {
      this.#letGo();
      this.#tellIdle();
    } else if (!held.isAdopted) {
      this.#letGo();
      held.session.destroy();
    }
  }

  /** A session in mid-start has no more use. Resolves when the service knows. */
  async #discard({ session }: HeldSession): Promise<void> {
    this.#letGo();
    const stopped = session.stop();
    session.destroy();
    await stopped;
  }

  #cancelStart(): void {
    const start = this.#start;
    this.#start = undefined;
    start?.cancel();
  }

  /** Before there is a session, or for reasons that the session does not know. */
  #handleFailure(error: LiveAvatarError | undefined): void {
    this.#start = undefined;
    const held = this.#held;
    if (held && !held.isAdopted) void this.#discard(held);
    if (!error) {
      this.#tellIdle();
      return;
    }
    this.#failure.set(error);
    this.#history.tell("error");
    send(this.#host, "avatar-error", { error });
  }

  #handleParts(parts: Parts): void {
    this.parts.set(parts);
    this.#whenLoaded?.(parts);
    if (!this.#isBusy) parts.preload(this.#options.settings());
  }

  /** The session has moved, and the element with it. */
  #handleState(held: HeldSession, now: SessionState): void {
    this.#failure.set(undefined);
    if (now !== "connecting") {
      // Over, however it went: a listener of what follows may start anew.
      this.#start?.close();
      this.#start = undefined;
    }
    if (now === "destroyed") this.#letGo();
    // The page has stopped it in mid-start.
    if (now === "idle" && !held.isAdopted) void this.#discard(held);
    this.#history.tell(now === "destroyed" ? "idle" : now);
  }

  #hold(held: HeldSession): void {
    this.#held = held;
    this.session.set(held.session);
  }

  #letGo(): void {
    this.#held?.release();
    this.#held = undefined;
    this.session.set(null);
  }

  #tellIdle(): void {
    this.#failure.set(undefined);
    this.#history.tell("idle");
  }
}

const noop = (): void => undefined;
