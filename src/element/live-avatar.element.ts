import type { PropertyValues, TemplateResult } from "lit";
import { abortError } from "../core/abort.js";
import type { AvatarControlPatch } from "../core/ports/avatar-control.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { EndReason } from "../core/vocabulary.js";
import type { AvatarSession } from "../session/index.js";
import { AttributeElement } from "./attribute-element.js";
import { consoleLogger } from "./console-logger.js";
import { FocusController } from "./controllers/focus-controller.js";
import { Intent } from "./controllers/intent.js";
import { SessionController } from "./controllers/session-controller.js";
import { SlottedActions } from "./controllers/slotted-actions.js";
import { reflectedState, StateReflector } from "./controllers/state-reflector.js";
import { ViewController } from "./controllers/view-controller.js";
import { send } from "./events.js";
import { activityStyles, adopt, layoutStyles } from "./deferred.styles.js";
import { shellTemplate } from "./live-avatar.template.js";
import { shellStyles } from "./live-avatar.styles.js";
import { languageOf, localeOf, shellTexts } from "./locales/shell-texts.js";
import { avatarOf, isComplete, settingsOf } from "./settings.js";
import { VERSION } from "./version.js";
import { wrongState } from "./shell-errors.js";

/**
 * A live, talking avatar: a start gate, then a conversation by voice and by text.
 *
 * @summary Talk with a live avatar on any page.
 * @slot poster - Shown in the stage until the avatar's picture comes.
 * @slot start-gate - Replaces the Start button; `data-avatar-action="start"` on something in it starts.
 * @slot launcher - Replaces the round button of a closed floating avatar; `data-avatar-action="open"` opens.
 * @slot offline - Shown beside the reason of a failure, such as another way to get in touch.
 * @slot header - Above the stage.
 * @slot footer - Below everything.
 * @fires {CustomEvent} avatar-before-start - Cancelable: a conversation is about to start.
 * @fires {CustomEvent} avatar-before-end - Cancelable: the page or a time limit is about to end it; `detail.reason`.
 * @fires {CustomEvent} avatar-state-change - `detail {state, previous}`
 * @fires {CustomEvent} avatar-message - A message was committed; `detail {message}`
 * @fires {CustomEvent} avatar-chunk - A piece of the reply; `detail {text, accumulated, turnId}`
 * @fires {CustomEvent} avatar-speech-start - The avatar speaks; `detail {turnId}`
 * @fires {CustomEvent} avatar-speech-end - It has spoken, or was interrupted; `detail {turnId}`
 * @fires {CustomEvent} avatar-segment - A sentence begins or ends to sound; `detail {turnId, index, text, phase}`
 * @fires {CustomEvent} avatar-emotion - The avatar shows an emotion; `detail {name, intensity}`
 * @fires {CustomEvent} avatar-error - `detail {error}`, a LiveAvatarError
 * @fires {CustomEvent} avatar-listening-change - `detail {listening}`
 * @fires {CustomEvent} avatar-transcript - What the visitor says; `detail {text, isFinal, …}`
 * @fires {CustomEvent} avatar-user-speech-start - The visitor began to speak.
 * @fires {CustomEvent} avatar-user-speech-end - The visitor stopped speaking.
 * @fires {CustomEvent} avatar-connection-change - `detail {connection}`
 * @fires {CustomEvent} avatar-mic-change - `detail {mic}`
 * @fires {CustomEvent} avatar-audio-change - `detail {audio}`
 * @fires {CustomEvent} avatar-idle-warning - It will end soon; `detail {secondsLeft, reason}`
 * @fires {CustomEvent} avatar-ended - `detail {reason, raw}`
 * @fires {CustomEvent} avatar-show - A floating avatar was opened.
 * @fires {CustomEvent} avatar-hide - A floating avatar was closed.
 * @csspart frame - Everything but the launcher.
 * @csspart stage - The box of the picture.
 * @csspart video - The avatar.
 * @csspart poster - The image of the `poster` attribute.
 * @csspart start-gate - What covers the stage before, between and after conversations.
 * @csspart start-button - The Start button.
 * @csspart cancel-button - Gives a start up.
 * @csspart spinner - Turns while connecting.
 * @csspart message - Why a conversation failed or ended.
 * @csspart launcher - The round button of a closed floating avatar.
 * @csspart close-button - Closes a floating avatar.
 * @csspart status - How things stand, in a word.
 * @csspart notices - The list of notices.
 * @csspart notice - One of them.
 * @csspart notice-button - A way on.
 * @csspart captions - What is being said.
 * @csspart toolbar - The row of round buttons.
 * @csspart mic-button - Mutes, unmutes, or is held to talk.
 * @csspart interrupt-button - Cuts the reply short.
 * @csspart sound-button - Turns the sound off and on.
 * @csspart end-button - Ends the conversation.
 * @csspart panel - Transcript and composer.
 * @csspart transcript - The conversation so far.
 * @csspart message-user - A message of the visitor.
 * @csspart message-assistant - A message of the avatar.
 * @csspart composer - The line to type in.
 * @csspart input - Its field.
 * @csspart send-button - Its button.
 * @cssproperty --live-avatar-aspect-ratio - Of the stage; default 16 / 10, narrow 4 / 5.
 * @cssproperty --live-avatar-radius - Of the frame's corners; default 20px.
 * @cssproperty --live-avatar-accent - Buttons and the visitor's messages.
 * @cssproperty --live-avatar-accent-strong - The same, pointed at.
 * @cssproperty --live-avatar-on-accent - Text on the accent colour.
 * @cssproperty --live-avatar-surface - Background.
 * @cssproperty --live-avatar-raised - Background of the avatar's messages.
 * @cssproperty --live-avatar-text - Text.
 * @cssproperty --live-avatar-shadow - Of the frame.
 * @cssproperty --live-avatar-z-index - Of floating and fullscreen.
 * @cssstate idle - No conversation.
 * @cssstate connecting - One is being started.
 * @cssstate ready - It is the visitor's turn.
 * @cssstate thinking - The avatar prepares its reply.
 * @cssstate speaking - The avatar speaks.
 * @cssstate error - The conversation failed; the error code is a state too.
 * @cssstate listening - The microphone hears.
 * @cssstate user-speaking - The visitor speaks.
 */
export class LiveAvatarElement extends AttributeElement {
  static override readonly styles = shellStyles;
  /** Of the package. */
  static readonly version = VERSION;

  static {
    // Declared, so that Lit also takes over what was set before the upgrade.
    this.createProperty("session", { attribute: false, noAccessor: true });
  }

  readonly #sessions: SessionController = new SessionController(this, {
    stage: () => this.#stage(),
    settings: () => settingsOf(this, languageOf(this), consoleLogger),
    sound: () => ({ muted: this.muted, volume: this.volume }),
  });
  readonly #focus = new FocusController(this, () => this.#sessions.state);
  readonly #view = new ViewController(this, this.#sessions, this.#focus);
  readonly #reflector = new StateReflector(this, this.attachInternals());
  #hasVideo = false;

  constructor() {
    super();
    const sessions = this.#sessions;
    new Intent(this, {
      loading: () => this.loading,
      // A failure happens again at the press, and is shown then.
      load: () => void sessions.load().catch(noop),
      handleIntent: () => {
        if (this.prefetch === "token") sessions.prefetchToken();
      },
    });
    sessions.whenLoaded(({ watchPage }) => {
      watchPage(this, sessions, () => void this.#end("hidden-timeout"));
    });
    new SlottedActions(this, { start: this.#press, stop: this.#visitorEnds, open: this.#show, close: this.#hide });
    this.addEventListener("keydown", this.#handleKey);
  }

  /** The running session; setting one adopts it: shown and driven here, never destroyed. Else null. */
  get session(): AvatarSession | null {
    return this.#sessions.session.get();
  }
  set session(session: AvatarSession | null) {
    this.#sessions.adopt(session);
    if (this.hasUpdated) this.#sessions.attach();
  }

  /** The committed conversation, oldest first. */
  get messages(): readonly ChatMessage[] {
    return this.session?.messages ?? [];
  }

  /** Threads come with memory; always null for now. */
  readonly thread = null;

  /** Whether nothing is heard. Setting it mutes and unmutes an open microphone. */
  get micMuted(): boolean {
    return !(this.session?.listening ?? false);
  }
  set micMuted(muted: boolean) {
    this.session?.setMicMuted(muted);
  }

  /**
   * Starts a conversation; call it in a click. While it is connecting, the same promise.
   * @throws LiveAvatarError; an AbortError after `stop()` or a prevented `avatar-before-start`
   */
  start(): Promise<void> {
    if (!this.isConnected) return Promise.reject(abortError());
    // The media element must be there during the press, or its sound cannot be unlocked.
    if (!this.hasUpdated) this.performUpdate();
    return this.#sessions.start();
  }

  /** Ends it, unless a listener prevents `avatar-before-end`. Resolves when the service knows. */
  stop(): Promise<void> {
    return this.#end("stopped");
  }

  /** Asks; resolves when the reply is in `messages`, or when something newer took its place. */
  sendMessage(text: string, options: { readonly images?: readonly string[] } = {}): Promise<void> {
    return this.#with((session) => session.sendMessage(text, options));
  }

  /** Speaks the text verbatim. */
  say(text: string): Promise<void> {
    return this.#with((session) => session.say(text));
  }

  /** Cuts the reply short, in this task. */
  interrupt(): void {
    this.session?.interrupt();
  }

  /** Opens the microphone; one that cannot be had shows as `mic-state`. */
  startListening(options: { readonly deviceId?: string; readonly muted?: boolean } = {}): Promise<void> {
    return this.#with((session) => session.startListening(options));
  }

  /** Closes the microphone. */
  stopListening(): void {
    this.session?.stopListening();
  }

  /** Opens the speech window, where turns are taken by push-to-talk. */
  startPushToTalk(): Promise<void> {
    return this.#with((session) => session.startPushToTalk());
  }

  /** Closes it; what was said is answered. */
  stopPushToTalk(): Promise<void> {
    return this.#with((session) => session.stopPushToTalk());
  }

  /** Starts blocked sound; call it in a click. */
  startAudio(): Promise<void> {
    return this.#with((session) => session.startAudio());
  }

  /** Somebody is there: idle clocks start anew. */
  keepAlive(): void {
    this.#view.handleActivity();
    if (this.#sessions.live) this.session?.keepAlive();
  }

  /** Changes the microphone. */
  setDevice(kind: "microphone", id: string): Promise<void> {
    return this.#with((session) => session.setDevice(kind, id));
  }

  /** Moves the avatar's face, body or scene; what it cannot show it ignores. Throws `wrong-state` without a session. */
  updateControl(patch: AvatarControlPatch): void {
    if (!this.session) throw wrongState();
    this.session.updateControl(patch);
  }

  /** Opens a floating avatar. */
  show(): void {
    if (this.open) return;
    this.open = true;
    send(this, "avatar-show");
  }

  /** Closes a floating avatar; the conversation goes on. */
  hide(): void {
    if (!this.open) return;
    this.open = false;
    send(this, "avatar-hide");
  }

  protected override render(): TemplateResult {
    const sessions = this.#sessions;
    const avatar = avatarOf(this);
    const locale = localeOf(languageOf(this));
    const incomplete = !isComplete(this);
    this.#reflector.reflect(reflectedState(sessions, incomplete));
    if (sessions.state !== "idle") adopt(this.renderRoot, activityStyles);
    if (this.layout !== "inline") adopt(this.renderRoot, layoutStyles);
    return shellTemplate({
      state: sessions.state,
      texts: shellTexts(locale),
      poster: this.poster,
      asksMicrophone:
        this.microphone === "ask" && (typeof avatar === "object" ? !!avatar.voice : avatar !== "portrait"),
      incomplete: incomplete && !sessions.session.get(),
      hasVideo: this.#hasVideo,
      floating: this.layout === "floating",
      open: this.open,
      ended: sessions.endReason.get() !== undefined,
      ...this.#view.render(locale),
      start: this.#press,
      cancel: this.#visitorEnds,
      show: this.#show,
      hide: this.#hide,
    });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("muted") || changed.has("volume")) this.#sessions.applySound();
    if (changed.has("theme")) this.#sessions.applyTheme();
  }

  protected override firstUpdated(): void {
    this.#sessions.attach();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A page that moves a node removes it first: only a node that stays out of the page is gone.
    setTimeout(() => {
      if (!this.isConnected) this.#sessions.dispose();
    });
  }

  /** Its presence is the point: `moveBefore()` leaves the conversation alone. */
  connectedMoveCallback(): void {}

  /** With its media element, which a page pays for only when it is needed: at once, since a press must reach it. */
  #stage(): HTMLElement {
    if (!this.#hasVideo) {
      this.#hasVideo = true;
      this.requestUpdate();
      this.performUpdate();
    }
    return this.renderRoot.querySelector<HTMLElement>(".stage") ?? this;
  }

  async #end(reason: EndReason): Promise<void> {
    if (this.#sessions.isIdle) return;
    if (send(this, "avatar-before-end", { reason })) await this.#sessions.stop(reason);
  }

  #with(call: (session: AvatarSession) => Promise<void>): Promise<void> {
    return this.session ? call(this.session) : Promise.reject(wrongState());
  }

  readonly #press = (): void => {
    // A failure shows on screen and in `avatar-error`.
    this.start().catch(noop);
  };

  /** A visitor's End always works. */
  readonly #visitorEnds = (): void => {
    void this.#sessions.stop();
  };

  readonly #show = (): void => {
    this.show();
  };

  readonly #hide = (): void => {
    this.hide();
  };

  readonly #handleKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const { state } = this.#sessions;
    if (state === "speaking" || state === "thinking") this.interrupt();
    else if (state === "connecting") this.#visitorEnds();
    else if (this.layout === "floating") this.hide();
  };
}

const noop = (): void => undefined;
