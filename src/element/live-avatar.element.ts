import type { CSSResult, CSSResultGroup, PropertyValues } from "@lit/reactive-element";
import { abortError } from "../core/abort.js";
import type { EndReason } from "../core/vocabulary.js";
import type { VideoOptions, VideoSource } from "../media/camera.js";
import type { AvatarSession } from "../session/index.js";
import { consoleLogger } from "./console-logger.js";
import { Consent } from "./controllers/consent.js";
import { FocusController } from "./controllers/focus-controller.js";
import { Intent } from "./controllers/intent.js";
import { LayoutController, loadLayout } from "./controllers/layout-controller.js";
import { LocaleController } from "./controllers/locale-controller.js";
import { SessionController } from "./controllers/session-controller.js";
import { SlottedActions } from "./controllers/slotted-actions.js";
import { reflectedState, StateReflector } from "./controllers/state-reflector.js";
import { ViewController } from "./controllers/view-controller.js";
import type { DiagnoseOptions, Diagnosis } from "./diagnosis/diagnosis.js";
import { send } from "./events.js";
import { HostState } from "./host-state.js";
import { adopt, readable } from "./adopt-styles.js";
import { loadChunk } from "./load-chunk.js";
import { languageOf } from "./locales/languages.js";
import { shellTexts } from "./locales/shell-texts.js";
import { SessionElement } from "./session-element.js";
import { activityStyles } from "./shell/activity.styles.js";
import { renderWith } from "./shell/dom.js";
import { Shell } from "./shell/shell.js";
import { shellStyles } from "./shell/shell.styles.js";
import { hears, isComplete, type Settings, settingsOf } from "./settings.js";
import type * as OpeningModule from "./opening/opening.js";
import type { IntentChunk } from "./start.js";
import { VERSION } from "./version.js";

/**
 * A live, talking avatar: a visitor presses Start and then talks to it, by voice or by text.
 *
 * @summary Talk with a live avatar on any page.
 * @slot poster - The content in the place of the picture, until the avatar's picture comes.
 * @slot start-gate - The content in place of the Start button; `data-avatar-action="start"` on a part of it starts.
 * @slot consent - What the visitor is asked before anything is: nothing is requested and no conversation starts until `data-avatar-action="consent"` on a part of it is pressed, or `consent="given"` is set; `data-avatar-action="decline"` leads back.
 * @slot suggestions - The questions to begin with, in place of those of the attribute: each button asks its text, and starts a conversation for it.
 * @slot launcher - The content in place of the round button of a closed avatar; `data-avatar-action="open"` on a part of it opens the avatar.
 * @slot offline - The content beside the reason of a failure, and of an end for want of credit, such as another way to get in touch.
 * @slot header - The content above the picture.
 * @slot footer - The content below everything else.
 * @fires {CustomEvent} avatar-before-start - A conversation is about to start; `preventDefault()` keeps it from starting.
 * @fires {CustomEvent} avatar-before-end - `stop()` or the hidden timeout is about to end the conversation; `preventDefault()` keeps it going. The End button, `idle-timeout` and `max-duration` do not ask. `detail {reason}`
 * @fires {CustomEvent} avatar-state-change - The state of the conversation has changed: `connecting` at the press, `idle` at the end. The first `ready` tells the service's `id` of the conversation. `detail {state, previous, id}`
 * @fires {CustomEvent} avatar-message - A message was added to the conversation. `detail {message}`
 * @fires {CustomEvent} avatar-chunk - A piece of the reply has arrived. `detail {text, accumulated, turnId}`
 * @fires {CustomEvent} avatar-speech-start - The avatar has begun to speak. `detail {turnId}`
 * @fires {CustomEvent} avatar-speech-end - The avatar has finished speaking, or was interrupted. `detail {turnId}`
 * @fires {CustomEvent} avatar-segment - A spoken sentence begins (`start`) or ends (`end`). `detail {turnId, index, text, phase}`
 * @fires {CustomEvent} avatar-emotion - The avatar shows an emotion. `detail {name, intensity}`
 * @fires {CustomEvent} avatar-tool-call - The language model asks for a tool of the page. `detail {id, name, args}`
 * @fires {CustomEvent} avatar-tool-result - A tool of the page has given its result, or has failed. `detail {id, name, result, error}`
 * @fires {CustomEvent} avatar-error - Something has failed; an error that is `fatal` ends the conversation. `detail {error}`
 * @fires {CustomEvent} avatar-listening-change - The microphone has begun to listen, or has stopped. `detail {listening}`
 * @fires {CustomEvent} avatar-transcript - Words of the visitor were recognised; until `isFinal`, the next event replaces them. `detail {text, isFinal}`
 * @fires {CustomEvent} avatar-user-speech-start - The visitor has begun to speak.
 * @fires {CustomEvent} avatar-user-speech-end - The visitor has stopped speaking.
 * @fires {CustomEvent} avatar-connection-change - The state of the connection has changed. `detail {connection}`
 * @fires {CustomEvent} avatar-mic-change - The state of the microphone has changed. `detail {mic}`
 * @fires {CustomEvent} avatar-audio-change - The state of the avatar's sound has changed. `detail {audio}`
 * @fires {CustomEvent} avatar-picture-change - The state of the avatar's picture has changed: it moves, none comes for now, or it is left away to spare the network. `detail {picture}`
 * @fires {CustomEvent} avatar-video-change - The avatar is shown the visitor's camera or screen, or no longer. `detail {active}`
 * @fires {CustomEvent} avatar-vision-context - A vision workload has described the video. `detail {entry}`
 * @fires {CustomEvent} avatar-vision-workloads-change - The vision workloads have started or stopped. `detail {active}`
 * @fires {CustomEvent} avatar-vision-error - A vision workload has failed; the next one comes all the same. `detail {error}`
 * @fires {CustomEvent} avatar-thread-change - The conversation is kept in this thread from now on, or the thread has a new title. `detail {thread}`
 * @fires {CustomEvent} avatar-history-loaded - The messages of a thread have taken the place of `messages`, or another page has added some. `detail {messages}`
 * @fires {CustomEvent} avatar-idle-warning - A time limit will soon end the conversation. `detail {secondsLeft, reason}`
 * @fires {CustomEvent} avatar-consent - The visitor has consented to what the `consent` slot asks, or has declined. `detail {given}`
 * @fires {CustomEvent} avatar-rating - The visitor has rated an answer, or the conversation at its end; see the attribute `rating`. A thumb that is taken back has the value null. `detail {target, messageId, value, text}`
 * @fires {CustomEvent} avatar-ended - The conversation has ended in good order. `detail {reason, raw}`
 * @fires {CustomEvent} avatar-show - The floating or fullscreen avatar was opened.
 * @fires {CustomEvent} avatar-hide - The floating or fullscreen avatar was closed.
 * @cssstate idle - No conversation is under way.
 * @cssstate connecting - A conversation is being started.
 * @cssstate ready - The avatar waits for the visitor.
 * @cssstate thinking - The avatar prepares its reply.
 * @cssstate speaking - The avatar speaks.
 * @cssstate error - The conversation has failed; the code of the error is a state as well.
 * @cssstate listening - The microphone listens to the visitor.
 * @cssstate user-speaking - The visitor speaks.
 * @cssstate video-active - The avatar is shown the visitor's camera or screen.
 * @cssstate vision-active - The vision workloads run.
 */
export class LiveAvatarElement extends SessionElement {
  static override readonly styles: CSSResultGroup = readable(shellStyles);
  /** The version of the package. */
  static readonly version = VERSION;

  static {
    // Declared, so that Lit also takes over what was set before the upgrade.
    this.createProperty("session", { attribute: false, noAccessor: true });
  }

  readonly #sessions: SessionController = new SessionController(this, {
    stage: () => this.#stage(),
    settings: () => this.#settings(),
    sound: () => ({ muted: this.muted || this.#sessions.hushed.get(), volume: this.volume }),
  });
  readonly #consent = new Consent(this);
  readonly #focus = new FocusController(this, () =>
    this.#isShut ? "shut" : this.#consent.isAsked ? "consent" : this.#sessions.state,
  );
  readonly #view = new ViewController(this, this.#sessions, this.#focus);
  readonly #reflector = new StateReflector(this, this.attachInternals());
  readonly #locale = new LocaleController(this);
  #shell: Shell | undefined;
  #hasVideo = false;
  readonly #opening = new HostState<typeof OpeningModule | null | undefined>(this, undefined);
  /** Whether the visitor has chosen to write: that conversation begins without the microphone. */
  #writes = false;

  constructor() {
    super();
    const sessions = this.#sessions;
    new Intent(this, {
      isHeld: () => this.#consent.isMissing,
      loading: () => this.loading,
      // A failure happens again at the press, and is shown then.
      load: () => {
        sessions.load().catch(noop);
        if (this.layout !== "inline") loadLayout().catch(noop);
      },
      handleIntent: () => {
        if (this.prefetch === "token") sessions.prefetchToken();
      },
    });
    sessions.whenLoaded(({ SignalWatch, watchVisitor }) => {
      this.watchSignals(SignalWatch);
      watchVisitor(this, sessions, () => void this.#end("hidden-timeout"));
    });
    new LayoutController(this, sessions);
    new SlottedActions(this, {
      ...{ start: this.#press, stop: this.#visitorEnds, open: this.#show, close: this.#hide },
      ...{ ask: this.#ask, write: this.#write },
      consent: () => {
        this.#consent.answer(true);
      },
      decline: () => {
        this.#focus.handlePress();
        this.#consent.answer(false);
      },
    });
  }

  /** The session of the running conversation, else null. A session that a page sets is shown and driven, and never destroyed. */
  get session(): AvatarSession | null {
    return this.#sessions.session.get();
  }
  set session(session: AvatarSession | null) {
    this.#sessions.adopt(session);
    if (this.hasUpdated) this.#sessions.attach();
  }

  /**
   * Starts a conversation. Call it in a click, so that sound may play. While a start is under way it returns the same promise.
   * Where consent is missing the visitor is asked for it first.
   * @throws LiveAvatarError; an AbortError after `stop()`, a prevented `avatar-before-start`, or where the visitor declines
   */
  start(): Promise<void> {
    return this.#begin(false);
  }

  #begin(writes: boolean): Promise<void> {
    if (!this.isConnected) return Promise.reject(abortError());
    // The box of the picture must exist in the press, or its media element cannot be unlocked.
    if (!this.hasUpdated) this.performUpdate();
    if (this.#consent.isMissing) {
      this.#focus.handlePress();
      return this.#consent.ask(() => this.#begin(writes));
    }
    if (this.#sessions.state !== "connecting") this.#writes = writes;
    return this.#sessions.start();
  }

  /** Ends the conversation, unless a listener prevents `avatar-before-end`. Resolves when the service has been told. */
  stop(): Promise<void> {
    return this.#end("stopped");
  }

  /** Shows the page's own language model the visitor's camera or screen, or a stream of the page: a picture goes with each question, and is kept nowhere. Call it in a click, which a screen needs. The element stops what it has opened, and no stream of the page. */
  startVideo(source: VideoSource | MediaStream = "camera", options: VideoOptions = {}): Promise<void> {
    return this.withSession(async () =>
      (await this.#sessions.load()).videoOf(this, this.#sessions).start(source, options),
    );
  }

  /** Ends what `startVideo` has begun. */
  stopVideo(): void {
    const stop = (parts: IntentChunk): void => parts.videoOf(this, this.#sessions).stop();
    const parts = this.#sessions.parts.get();
    if (parts) stop(parts);
    else if (this.session) this.#sessions.load().then(stop, noop); // after a start that waits for it, too
  }

  /** Changes the microphone, the speaker or the camera to the one with this device id, now and for conversations to come in this browser; "" is the browser's choice. The present one is kept until the new one works; where it cannot be had, an `avatar-error` says why. */
  setDevice(kind: "microphone" | "speaker" | "camera", id: string): Promise<void> {
    return this.withSession(async () => (await this.#sessions.load()).setDevice(this, this.#sessions, kind, id));
  }

  /** Tells the avatar that the visitor is active: the time until an idle conversation ends starts anew. */
  keepAlive(): void {
    this.#view.handleActivity();
    if (this.#sessions.live) this.session?.keepAlive();
  }

  /** Deletes all conversations of the visitor that are kept, and says so on screen. A running one goes on in a new one. Resolves to how many they were. */
  async forget(): Promise<number> {
    const { forgetThreads } = await this.#sessions.load();
    return forgetThreads(this.#sessions, this.#settings());
  }

  /** Looks at what a conversation needs, and says what to do where something is missing. Nobody is asked for a permission, and nothing is minted or started. Rejects only where a part of the script cannot be loaded. */
  async diagnose(options?: DiagnoseOptions): Promise<Diagnosis> {
    return (await loadChunk(() => import("./diagnosis/diagnosis.js"))).diagnose(this, options);
  }

  /** Opens the floating or fullscreen avatar. Its last control gets the focus, if the launcher has it. */
  show(): void {
    if (this.open) return;
    this.open = true;
    send(this, "avatar-show");
  }

  /** Closes the floating or fullscreen avatar: only its launcher shows. `on-close` says what becomes of the conversation; a note beside the launcher says that one runs. */
  hide(): void {
    if (!this.open) return;
    this.open = false;
    send(this, "avatar-hide");
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.#opening.get() === undefined && (this.#isChoice || this.suggestions || this.#hasSlotted)) {
      this.#opening.set(null);
      Promise.all([import("./opening/opening.js"), import("./templates.js")]).then(([module, { render }]) => {
        renderWith(render);
        adopt(this.renderRoot, module.styles);
        this.#opening.set(module);
      }, noop);
    }
    // A page that wants it fullscreen wants to see it.
    if (changed.has("layout") && this.layout === "fullscreen") this.open = true;
  }

  protected override scheduleUpdate(): Promise<unknown> | undefined {
    const { pause } = this.#view;
    return pause ? pause.then(() => super.scheduleUpdate()) : (super.scheduleUpdate() as undefined);
  }

  protected override draw(): void {
    const sessions = this.#sessions;
    const incomplete = !isComplete(this);
    const opening = this.#opening.get()?.opening({
      ...{
        locale: this.#locale,
        suggestions: this.suggestions,
        hasSlotted: this.#hasSlotted,
        isChoice: this.#isChoice,
      },
      ...{ hasFailed: sessions.state === "error", ask: this.#ask, write: this.#write },
    });
    this.#reflector.reflect(reflectedState(sessions, incomplete));
    const asksConsent = this.#consent.isAsked;
    if (sessions.state !== "idle" || asksConsent) adopt(this.renderRoot, activityStyles);
    this.#shell ??= new Shell(this.renderRoot, {
      ...{ start: this.#press, cancel: this.#visitorEnds, show: this.#show, hide: this.#hide },
    });
    this.#shell.draw({
      state: sessions.state,
      texts: this.#locale.texts(shellTexts),
      poster: this.poster,
      asksMicrophone: this.microphone === "ask" && hears(this),
      incomplete: incomplete && !sessions.session.get(),
      asksConsent,
      hasVideo: this.#hasVideo,
      closable: this.layout !== "inline",
      shut: this.#isShut,
      ended: sessions.endReason.get(),
      opening: incomplete ? undefined : opening,
      ...this.#view.render(this.#locale, opening?.questions),
    });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("muted") || changed.has("volume")) this.#sessions.applySound();
    if (changed.has("theme")) this.#sessions.applyTheme();
    if (!changed.has("consent")) return;
    // After the update: both render again.
    queueMicrotask(() => {
      if (this.consent) this.#consent.settle(true);
      else if (this.#consent.isMissing) void this.#stop();
    });
  }

  protected override firstUpdated(): void {
    this.#sessions.attach();
  }

  /** The element was moved into another document, in which it has no style sheets. */
  adoptedCallback(): void {
    const { elementStyles } = this.constructor as typeof LiveAvatarElement;
    for (const styles of elementStyles) adopt(this.renderRoot, styles as CSSResult);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A page that moves a node removes it first: only a node that stays out of the page is gone.
    setTimeout(() => {
      if (this.isConnected) return;
      this.#consent.settle(false);
      this.#sessions.dispose();
    });
  }

  /** The browser calls this in place of the other two callbacks when `moveBefore()` moves the element: the conversation goes on. */
  connectedMoveCallback(): void {
    this.#locale.hostConnected();
  }

  #settings(): Settings {
    const settings = settingsOf(this, languageOf(this), consoleLogger);
    return this.#writes ? { ...settings, microphone: "off" } : settings;
  }

  /** Whether there are two ways in. */
  get #isChoice(): boolean {
    return this.gate === "choice" && this.microphone === "ask" && !this.noTextInput && hears(this);
  }

  get #hasSlotted(): boolean {
    return this.querySelector(":scope > [slot=suggestions]") !== null;
  }

  get #isShut(): boolean {
    return this.layout !== "inline" && !this.open;
  }

  /** The box of the picture. The first call renders its media element, in this task, because the press has to unlock it. */
  #stage(): HTMLElement {
    if (!this.#hasVideo) {
      this.#hasVideo = true;
      this.requestUpdate();
      this.performUpdate();
    }
    return this.renderRoot.querySelector<HTMLElement>(".stage") ?? this;
  }

  #stop(reason?: EndReason): Promise<void> {
    this.#consent.settle(false);
    return this.#sessions.stop(reason);
  }

  async #end(reason: EndReason): Promise<void> {
    if (this.#sessions.isIdle) this.#consent.settle(false);
    else if (send(this, "avatar-before-end", { reason })) await this.#stop(reason);
  }

  /** Whoever presses wants to see all of it, and a press is the one moment in which a page may move. */
  #beginInPress(writes: boolean): Promise<void> {
    this.scrollIntoView({ block: "nearest" });
    return this.#begin(writes);
  }

  /** A failure shows on screen and in `avatar-error`. */
  readonly #press = (): void => {
    // "Try again" goes the way that has failed.
    this.#beginInPress(this.#writes && this.#sessions.state === "error").catch(noop);
  };

  readonly #write = (): void => {
    this.#beginInPress(true)
      .then(() => this.updateComplete)
      .then(() => this.#focus.focus([".input"]), noop);
  };

  /** Asks as soon as the conversation runs. Who has not chosen to talk yet is not asked for the microphone. */
  readonly #ask = (question: string): void => {
    this.#beginInPress(this.#isChoice)
      .then(() => this.sendMessage(question))
      .catch(noop);
  };

  /** The visitor's End and Cancel. No listener can prevent them. */
  readonly #visitorEnds = (): void => void this.#stop();
  readonly #show = (): void => {
    if (!this.open) this.#focus.handlePress();
    this.show();
  };
  readonly #hide = (): void => {
    if (this.open) this.#focus.handlePress();
    this.hide();
  };
}

const noop = (): void => undefined;
