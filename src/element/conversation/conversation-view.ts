/**
 * The conversation view: all that a visitor sees and presses while talking. It renders into the shell's template and reads
 * the session's signals there, so that the shell's watcher renders it again. It keeps only the state of the display itself.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { LiveAvatarError } from "../../core/errors.js";
import { state } from "../../core/signals.js";
import type { EndReason } from "../../core/vocabulary.js";
import type { AvatarSession } from "../../session/index.js";
import type { Locale } from "../controllers/locale-controller.js";
import { en } from "../locales/en.js";
import { shellTexts } from "../locales/shell-texts.js";
import type { ShellView } from "../shell/shell-view.js";
import { Captions } from "./captions.js";
import { Composer } from "./composer.js";
import { ConversationLog, type LogEntry } from "./conversation-log.js";
import { conversationStyles } from "./conversation.styles.js";
import { DevicesView } from "./devices-view.js";
import { Countdown, counted, waitText } from "./countdown.js";
import { EarlierMessages, type LoadEarlier } from "./earlier-messages.js";
import { HistoryView } from "./history-view.js";
import { KeyedPicture } from "./keyed-picture.js";
import { LevelMeter } from "./level-meter.js";
import { MessageTexts } from "./message-texts.js";
import { showPicture } from "./picture.js";
import { notices, noticesOf } from "./notices.js";
import { RatingView } from "./rating-view.js";
import { RenderPace } from "./render-pace.js";
import { ReplyAnnouncer } from "./reply-announcer.js";
import { runningNote } from "./running-note.js";
import { StillPicture } from "./still-picture.js";
import { TalkButton } from "./talk-button.js";
import { toolbar } from "./toolbar.js";
import { transcript } from "./transcript.js";
import { transcriptActions } from "./transcript-actions.js";
import { TranscriptScroll } from "./transcript-scroll.js";
import { TranscriptWindow } from "./transcript-window.js";
import { VideoView } from "./video-view.js";
import { windowButtons } from "./window-buttons.js";
import { type IdleWarning, isSoundOff, type ViewContext, type ViewHost } from "./view-context.js";

/**
 * @csspart status - The text that names the present state, such as "Connecting".
 * @csspart panel - The box of the transcript and the composer.
 * @csspart progress - The progress bar of a download: the browser fetches its own language model.
 * @csspart foot - The box over the foot of the picture, with its shade: captions and toolbar.
 * @csspart status-dot - The dot beside the status, and in the note beside the launcher.
 */

/** The status with which a service says that its credit is used up. */
const PAYMENT_REQUIRED = 402;

export class ConversationView {
  static readonly styles = conversationStyles;
  readonly #host: ViewHost;
  readonly #talking = new TalkButton();
  readonly #video = new VideoView();
  readonly #warning = state<IdleWarning | undefined>(undefined);
  readonly #dismissed = state<ReadonlySet<string>>(new Set());
  readonly #segment = state<string | undefined>(undefined);
  /** Whether the sound is held back although the visitor has pressed. */
  readonly #soundFailed = state(false);
  readonly #countdown = new Countdown();
  #session: AvatarSession | undefined;
  #unsubscribe: () => void = noop;
  readonly #captions = new Captions();
  readonly #composer = new Composer();
  readonly #rating: RatingView;
  readonly #still = new StillPicture();
  readonly #log = new ConversationLog(() => this.#host.speaksSegments);
  readonly #messages = new MessageTexts();
  readonly #pace = new RenderPace();
  readonly #announcer = new ReplyAnnouncer({
    isSilent: () => !this.#host.hasVoice || isSoundOff(this.#host, this.#session),
    speaksSegments: () => this.#host.speaksSegments,
  });
  readonly #window = new TranscriptWindow(() => this.#log.entries);
  readonly #earlier = new EarlierMessages(() => this.#log.firstId);
  readonly #scroll = new TranscriptScroll(this.#window, this.#earlier);
  readonly #history = new HistoryView(() => {
    this.#restoreNotice("history");
  });
  readonly #devices = new DevicesView(() => {
    this.#restoreNotice("devices");
  });
  readonly #inputLevel = new LevelMeter("--live-avatar-input-level", () => this.#session?.inputLevel);
  readonly #outputLevel = new LevelMeter("--live-avatar-output-level", () => this.#session?.outputLevel);
  /** What the talk button renders; undefined where there is none. */
  #talkContext: ViewContext | undefined;
  readonly #keyed = new KeyedPicture();
  /** The button of the idle warning that is shown. */
  #stayButton: HTMLElement | null = null;

  constructor(host: ViewHost) {
    this.#host = host;
    this.#rating = new RatingView(host);
  }

  /** Renders a running conversation; reads signals. @param questions those to begin with */
  render(
    session: AvatarSession,
    locale: Locale,
    questions: unknown = nothing,
  ): Pick<ShellView, "foreground" | "panel" | "running"> {
    this.#follow(session);
    const context = {
      ...{ host: this.#host, session, locale, texts: locale.texts(en), segment: this.#segment.get() },
      ...{ countdown: this.#countdown, startAudio: this.#startAudio, soundFailed: this.#soundFailed.get() },
    };
    const composer = this.#composer.render(context, () => {
      this.#scroll.follow();
    });
    return {
      foreground: this.#overlay(context, locale),
      panel: html`${this.#panel(locale, this.#input(composer, questions), this.#host.loadEarlier)}${this.#history.panel(
        context,
        {
          locale,
          language: locale.language,
          errorText: (error) => this.errorText(error, locale),
        },
      )}`,
      running: runningNote(context, locale.texts(shellTexts).open),
    };
  }

  /** Renders what is left of the last conversation, and releases its session. @param isShown false: nothing is rendered */
  renderPast(locale: Locale, isShown: boolean): unknown {
    this.#release();
    if (!isShown || this.#log.entries.length === 0) return nothing;
    const rating = this.#rating.end(locale);
    if (this.#host.noTranscript) return rating === nothing ? nothing : this.#panel(locale, rating);
    const actions = transcriptActions(() => this.#log.entries, locale.texts(en));
    return this.#panel(locale, html`${actions}${rating}`);
  }

  /** What the next render has to wait for; undefined: nothing. */
  get pause(): Promise<void> | undefined {
    return this.#pace.pause;
  }

  /** Scrolls to the newest message, focuses the button of an idle warning and shows the levels; called after each render. */
  updated(root: ParentNode): void {
    this.#pace.updated();
    this.#countdown.updated();
    this.#scroll.update(root.querySelector<HTMLElement>(".transcript"));
    this.#history.updated(root);
    this.#messages.updated(root, this.#window.entries);
    this.#devices.updated(root);
    this.#talking.updated(root, this.#talkContext);
    this.#composer.updated(root);
    this.#captions.updated(root);
    this.#rating.updated(root);
    this.#still.updated(root);
    // Focus outside the element stays where it is.
    const stay = root.querySelector<HTMLElement>("[data-focus]");
    const isInside = root instanceof ShadowRoot && root.activeElement !== null;
    if (stay !== this.#stayButton && isInside) stay?.focus({ preventScroll: true });
    this.#stayButton = stay;
    const frame = root.querySelector<HTMLElement>(".frame");
    const signals = this.#session?.signals;
    showPicture(root.querySelector<HTMLElement>(".stage"), signals?.picture.get());
    this.#keyed.update(this.#session ? root.querySelector("video[part=video]") : null, this.#host.chromaKey);
    this.#inputLevel.update(signals?.listening.get() ? frame : null);
    this.#outputLevel.update(signals?.state.get() === "speaking" ? frame : null);
  }

  /** Removes the idle warning, because the visitor was active. */
  handleActivity(): void {
    if (this.#warning.get()?.reason === "idle-timeout") this.#warning.set(undefined);
  }

  /** What a start waits for, where that takes a while: undefined while it just connects. */
  connectingNote(locale: Locale): TemplateResult | undefined {
    const progress = this.#host.download;
    if (progress === undefined) return undefined;
    const { downloading } = locale.texts(en);
    // A screen reader is told once; how far it is, it reads from the bar.
    return html`<span>${downloading}<span aria-hidden="true">: ${percent(progress, locale)}</span></span
      ><progress part="progress" aria-label=${downloading} .value=${progress}></progress>`;
  }

  errorText({ code, status }: LiveAvatarError, locale: Locale): string {
    const texts = locale.texts(en);
    return status === PAYMENT_REQUIRED ? texts.noCredits : texts.errors[code];
  }

  /** What a failed start says. How long the server wants to be left alone is counted for the eye; a screen reader is told it once, and when it is over. */
  errorNote(error: LiveAvatarError, locale: Locale): TemplateResult | string {
    const texts = locale.texts(en);
    const text = this.errorText(error, locale);
    const { retryAfter } = error;
    if (!retryAfter) return text;
    const left = this.#countdown.left(error, retryAfter);
    return left === 0
      ? `${text} ${texts.retryNow}`
      : html`${text} ${counted(waitText(left, texts), waitText(retryAfter, texts))}`;
  }

  forgottenText(locale: Locale): string {
    return locale.texts(en).forgotten;
  }

  endedText(reason: EndReason, locale: Locale): string {
    return locale.texts(en).ended[reason];
  }

  /** The overlay over the picture: status, notices, captions, buttons. */
  #overlay(context: ViewContext, locale: Locale): TemplateResult {
    const dismissed = this.#dismissed.get();
    const { host, texts } = context;
    const all = [
      ...noticesOf(context, this.#warning.get()),
      ...this.#history.notices(context),
      ...this.#devices.notices(context),
    ];
    const canTalk = host.hears && host.interaction === "push-to-talk";
    this.#talkContext = canTalk ? context : undefined;
    const parts = {
      talking: this.#talking,
      devices: this.#devices.button(context),
      history: this.#history.button(context),
    };
    const shown = all.filter(({ key }) => !dismissed.has(key));
    const note = notices(shown, texts.dismiss, (key) => {
      this.#dismissed.set(new Set([...dismissed, key]));
    });
    const said = this.#captions.render(context);
    const buttons = toolbar(context, parts);
    host.smallWindow.render(
      html`<div class="overlay">
        ${status(context)} ${note}
        <div class="foot" part="foot">${said} ${buttons}</div>
      </div>`,
    );
    return html`<div class="overlay">
      ${this.#still.cover}
      <div class="top">${status(context)} ${this.#still.button(context)}</div>
      ${windowButtons(context)} ${this.#video.render(context)} ${note}
      <div class="foot" part="foot">
        ${said} ${canTalk ? this.#talking.hint(context) : nothing} ${buttons} ${this.#devices.menu(context, locale)}
      </div>
      ${this.#history.status(context)} ${this.#announcer.render()}
    </div>`;
  }

  /** The panel below the picture, or beside it: transcript and composer. */
  #panel(locale: Locale, composer: unknown, loadEarlier?: LoadEarlier): unknown {
    this.#earlier.offer(loadEarlier);
    this.#scroll.willRender();
    const parts = {
      window: this.#window,
      earlier: this.#earlier,
      scroll: this.#scroll,
      messages: this.#messages,
      below: (entry: LogEntry) => this.#rating.answer(entry, locale),
    };
    // What cannot be heard has to be read.
    const isHidden = this.#host.noTranscript && !this.#soundFailed.get() && !this.#host.isVoiceless;
    const log = isHidden ? nothing : transcript(parts, locale.texts(en));
    return log === nothing && composer === nothing
      ? nothing
      : html`<div class="panel" part="panel">${log} ${composer}</div>`;
  }

  /** The composer, and above it the questions to begin with, until the visitor has said something. */
  #input(composer: unknown, questions: unknown): unknown {
    const hasBegun = questions === nothing || this.#log.entries.some(({ role }) => role === "user");
    // One template in both cases: another one would be another field, without the focus.
    return html`${hasBegun ? nothing : questions}${composer}`;
  }

  #release(): void {
    if (!this.#session) return;
    this.#unsubscribe();
    this.#unsubscribe = noop;
    this.#history.release();
    this.#devices.release();
    this.#talkContext = undefined;
    this.#host.smallWindow.close();
    this.#session = undefined;
    this.#captions.release();
    this.#still.release();
    this.#warning.set(undefined);
    this.#dismissed.set(new Set());
    this.#segment.set(undefined);
    this.#soundFailed.set(false);
  }

  readonly #startAudio = (): void => {
    this.#host.startAudio().then(
      () => {
        this.#soundFailed.set(false);
      },
      () => {
        this.#soundFailed.set(true);
        this.#restoreNotice("sound");
      },
    );
  };

  #follow(session: AvatarSession): void {
    if (session === this.#session) return;
    this.#unsubscribe();
    this.#history.release();
    this.#devices.release();
    this.#session = session;
    this.#earlier.forget();
    this.#messages.reset();
    this.#rating.begin();
    this.#still.release();
    const unsubscribes = [
      this.#log.follow(session),
      ...this.#announcer.follow(session),
      session.on("chunk", () => {
        this.#pace.handleChunk();
      }),
      session.on("idle-warning", (secondsLeft, reason) => {
        this.#restoreNotice("idle");
        this.#warning.set({ secondsLeft, reason });
      }),
      session.on("user-speech-start", () => {
        this.handleActivity();
      }),
      session.on("error", ({ code }) => {
        this.#restoreNotice(code);
      }),
      session.on("segment", ({ text, phase }) => {
        if (phase === "start") this.#segment.set(text);
      }),
      session.on("state-change", (now) => {
        if (now !== "speaking") this.#segment.set(undefined);
      }),
      session.on("picture-change", () => {
        this.#restoreNotice("picture");
      }),
      session.on("mic-change", (mic) => {
        this.#restoreNotice(`mic-${mic}`);
      }),
    ];
    this.#unsubscribe = () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  }

  #restoreNotice(key: string): void {
    this.#dismissed.set(new Set([...this.#dismissed.get()].filter((other) => other !== key)));
  }
}

/** The status of the conversation: one word, with a dot in its colour. */
function status({ host, session, texts }: ViewContext): TemplateResult {
  const { state: now, connection, listening, userSpeaking } = session.signals;
  const connected = connection.get();
  const name = now.get();
  let word: keyof typeof texts.status = "ready";
  if (connected === "reconnecting" || connected === "poor") word = connected;
  else if (name === "thinking" || name === "speaking") word = name;
  else if (userSpeaking.get()) word = "userSpeaking";
  else if (listening.get()) word = host.interaction === "push-to-talk" ? "talking" : "listening";
  return html`<p class="status ${word}" part="status" role="status" tabindex="-1">
    <span class="dot" part="status-dot"></span>${texts.status[word]}
  </p>`;
}

/** Rounded down: it is not whole before it is. */
const percent = (share: number, { language }: Locale): string =>
  new Intl.NumberFormat(language, { style: "percent" }).format(Math.floor(share * 100) / 100);

const noop = (): void => undefined;
