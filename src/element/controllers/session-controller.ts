/**
 * The element's hold on its session: loads the heavy parts once, makes a session at the press or adopts one, and lets
 * go of it at the end. It owns sessions that it made; an adopted one is only ever shown and, on request, stopped.
 */
import { abortError, isAbortError, throwIfAborted } from "../../core/abort.js";
import type { LiveAvatarError } from "../../core/errors.js";
import { state } from "../../core/signals.js";
import type { EndReason, SessionState } from "../../core/vocabulary.js";
import type { AvatarSession } from "../../session/index.js";
import type * as PartsModule from "../assemble.js";
import type { Settings } from "../settings.js";
import { send } from "../events.js";
import { loadFailure } from "../shell-errors.js";
import { forwardEvents } from "./event-forwarder.js";
import { claimMicrophone, releaseMicrophone } from "./live-microphone.js";
import { MediaUnlock } from "../../media/unlock.js";

export type Parts = typeof PartsModule;
type Assembly = Awaited<ReturnType<Parts["assemble"]>>;

export interface SessionControllerOptions {
  readonly stage: () => HTMLElement;
  /** Read at each start. */
  readonly settings: () => Settings;
  readonly sound: () => { readonly muted: boolean; readonly volume: number };
}

const LIVE: readonly SessionState[] = ["ready", "thinking", "speaking"];

export class SessionController {
  readonly session = state<AvatarSession | null>(null);
  readonly parts = state<Parts | undefined>(undefined);
  /** Why the last conversation ended; undefined from the next start on. */
  readonly endReason = state<EndReason | undefined>(undefined);
  readonly #failure = state<LiveAvatarError | undefined>(undefined);
  readonly #starting = state(false);
  readonly #host: HTMLElement;
  readonly #options: SessionControllerOptions;
  readonly #unlock = new MediaUnlock();
  #pending: Promise<void> | undefined;
  #attempt = new AbortController();
  #loading: Promise<Parts> | undefined;
  #assembly: Assembly | undefined;
  #adopted = false;
  #release: () => void = noop;
  #whenLoaded: ((parts: Parts) => void) | undefined;

  constructor(host: HTMLElement, options: SessionControllerOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** What the element shows; reads signals. A session that is over leaves the element idle. */
  get state(): Exclude<SessionState, "destroyed"> {
    const of = this.session.get()?.signals.state.get();
    if (of !== undefined && of !== "idle" && of !== "destroyed" && !(of === "error" && this.#starting.get())) return of;
    if (this.#starting.get()) return "connecting";
    return this.#failure.get() ? "error" : "idle";
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
    return this.#assembly;
  }

  /** How turns are taken: the token's word where the renderer knows it, else the page's; known once ready. */
  get interaction(): "conversational" | "push-to-talk" {
    return this.#assembly?.renderer.voice?.interaction ?? this.#options.settings().interaction;
  }

  /** Fetches what a conversation needs. @throws LiveAvatarError `load-failed` */
  load(): Promise<Parts> {
    if (!this.#loading) {
      this.#loading = import("../assemble.js").catch((cause: unknown) => {
        this.#loading = undefined;
        throw loadFailure(cause);
      });
      // Beside the promise, not in it: a press that waits for it asks for its token before anything is drawn anew.
      this.#loading.then((parts) => {
        this.parts.set(parts);
        this.#whenLoaded?.(parts);
        if (!this.session.get()) parts.preload(this.#options.settings());
      }, noop);
    }
    return this.#loading;
  }

  /** Told once, as soon as the parts are there. */
  whenLoaded(act: (parts: Parts) => void): void {
    this.#whenLoaded = act;
  }

  /** Mints a token ahead of the press. */
  prefetchToken(): void {
    if (this.#starting.get() || this.session.get()) return;
    this.load().then((parts) => {
      if (!this.#starting.get() && !this.session.get()) parts.prefetchToken(this.#options.settings());
    }, noop);
  }

  /**
   * Starts; while that is under way, the same promise. Call it in a press, so that sound may play.
   * @throws LiveAvatarError, or an AbortError after `stop()` and where a listener said no
   */
  start(): Promise<void> {
    if (this.#pending) return this.#pending;
    if (this.session.get() && this.live) return Promise.resolve();
    if (!send(this.#host, "avatar-before-start")) return Promise.reject(abortError());
    const attempt = (this.#attempt = new AbortController());
    this.#failure.set(undefined);
    this.endReason.set(undefined);
    this.#starting.set(true);
    const pending = this.#run(attempt.signal).finally(() => {
      if (this.#pending !== pending) return;
      this.#pending = undefined;
      this.#starting.set(false);
      this.#unlock.release();
      if (!this.session.get()) this.#unlock.close();
    });
    this.#pending = pending;
    // Still in the press, but after the request for the token is out: an audio context takes its time.
    this.#unlock.press(this.#options.stage().querySelector("video"));
    return pending;
  }

  /** Ends gracefully, also in the middle of a start. Resolves when the service knows. */
  async stop(reason: EndReason = "stopped"): Promise<void> {
    const session = this.session.get();
    this.#failure.set(undefined);
    this.#attempt.abort();
    if (!session) return;
    if (this.#adopted) await session.stop(reason);
    else await this.#finish(session, reason);
  }

  /** Shows a session that somebody else made; null lets go of it. */
  adopt(session: AvatarSession | null): void {
    if (session === this.session.get()) return;
    this.dispose();
    if (!session) return;
    this.#hold(session);
    this.#adopted = true;
    void this.load().catch(noop);
    if (LIVE.includes(session.state)) this.#settle(session);
  }

  /** Puts an adopted session that runs into the stage, once there is one. */
  attach(): void {
    if (this.#adopted && this.live) this.session.get()?.attach(this.#options.stage());
  }

  /** The page is going away. */
  leave(): void {
    const session = this.session.get();
    if (this.#adopted || (!session && !this.#starting.get())) return;
    this.#attempt.abort();
    session?.leave();
    this.endReason.set("page-left");
  }

  /** Lets go of everything: an own session is stopped, an adopted one left as it is. */
  dispose(): void {
    this.#attempt.abort();
    this.#failure.set(undefined);
    const session = this.session.get();
    const own = !this.#adopted;
    if (session && own) void this.#finish(session, "stopped");
    else this.#let();
  }

  applySound(): void {
    const session = this.session.get();
    if (session) session.setSound(this.#options.sound());
  }

  /** The page's colours have changed. */
  applyTheme(): void {
    this.#assembly?.restyle?.();
  }

  /** A stop in mid-start leaves the session idle; ours then has no more use. */
  async #finish(session: AvatarSession, reason: EndReason): Promise<void> {
    await session.stop(reason);
    if (session.state !== "destroyed") session.destroy();
  }

  async #run(signal: AbortSignal): Promise<void> {
    try {
      const parts = this.parts.get() ?? (await this.load());
      throwIfAborted(signal);
      const session = await this.#sessionToStart(parts, signal);
      session.setSound(this.#options.sound());
      await session.start(this.#options.stage());
      this.#settle(session);
    } catch (error) {
      // After an abort the session, if there is one, is already on its way out.
      if (signal.aborted || isAbortError(error)) {
        const session = this.session.get();
        if (session?.state === "idle" && !this.#adopted) session.destroy();
        throw abortError(signal);
      }
      if (this.session.get()?.state !== "error") this.#fail(error as LiveAvatarError);
      throw error;
    }
  }

  async #sessionToStart(parts: Parts, signal: AbortSignal): Promise<AvatarSession> {
    const present = this.session.get();
    if (present && this.#adopted) return present;
    // Attributes may have changed since the failure: a second try is a new session.
    present?.destroy();
    const assembly = await parts.assemble(this.#options.settings(), signal, () => this.#unlock.keep());
    if (signal.aborted) {
      assembly.session.destroy();
      throw abortError(signal);
    }
    this.#assembly = assembly;
    this.#hold(assembly.session);
    return assembly.session;
  }

  #settle(session: AvatarSession): void {
    session.setSound(this.#options.sound());
    this.#openMicrophone(session);
  }

  #openMicrophone(session: AvatarSession): void {
    const { microphone } = this.#options.settings();
    // Voice is optional: what goes wrong shows as the microphone's state, and a renderer without ears has none.
    if (microphone === "off" || this.#adopted || !this.#assembly?.renderer.voice) return;
    session.startListening({ muted: microphone === "muted" }).catch(noop);
  }

  #hold(session: AvatarSession): void {
    const holder = {
      setMicMuted: (muted: boolean): void => {
        // A mute would keep every later window shut, and the visitor has no button against it.
        if (this.interaction === "push-to-talk") session.stopPushToTalk().catch(noop);
        else session.setMicMuted(muted);
      },
    };
    const offs = [
      forwardEvents(session, this.#host),
      session.on("mic-change", (mic) => {
        if (mic === "live") claimMicrophone(holder);
      }),
      session.on("ended", (reason) => {
        this.endReason.set(reason);
      }),
      session.on("state-change", (now) => {
        if (now === "destroyed") this.#let();
      }),
    ];
    this.#release = () => {
      for (const off of offs) off();
      releaseMicrophone(holder);
    };
    this.session.set(session);
  }

  #let(): void {
    this.#release();
    this.#release = noop;
    this.#adopted = false;
    this.#assembly = undefined;
    this.#unlock.close();
    this.session.set(null);
  }

  #fail(error: LiveAvatarError): void {
    this.#failure.set(error);
    send(this.#host, "avatar-error", { error });
    send(this.#host, "avatar-state-change", { state: "error", previous: "idle" });
  }
}

const noop = (): void => undefined;
