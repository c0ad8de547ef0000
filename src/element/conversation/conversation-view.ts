/**
 * The conversation view: all that a visitor sees and presses while talking. It renders into the shell's template and reads
 * the session's signals there, so that the shell's watcher renders it again. It keeps only the state of the display itself.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { LiveAvatarError } from "../../core/errors.js";
import { state } from "../../core/signals.js";
import type { EndReason } from "../../core/vocabulary.js";
import type { AvatarSession } from "../../session/index.js";
import { de } from "../locales/de.js";
import { en } from "../locales/en.js";
import { type Locale, shellTexts } from "../locales/shell-texts.js";
import type { ShellView } from "../live-avatar.template.js";
import { captions } from "./captions.js";
import { Composer } from "./composer.js";
import { ConversationLog } from "./conversation-log.js";
import { conversationStyles } from "./conversation.styles.js";
import { EarlierMessages, type LoadEarlier } from "./earlier-messages.js";
import { HistoryView } from "./history-view.js";
import { KeyedPicture } from "./keyed-picture.js";
import { LevelMeter } from "./level-meter.js";
import { notices, noticesOf } from "./notices.js";
import { runningNote } from "./running-note.js";
import { TalkButton, toolbar } from "./toolbar.js";
import { transcript } from "./transcript.js";
import { TranscriptScroll } from "./transcript-scroll.js";
import { TranscriptWindow } from "./transcript-window.js";
import { VideoView } from "./video-view.js";
import type { IdleWarning, ViewContext, ViewHost } from "./view-context.js";

const LOCALES = { en, de } as const;

export class ConversationView {
  static readonly styles = conversationStyles;
  readonly #host: ViewHost;
  readonly #talking = new TalkButton();
  readonly #video = new VideoView();
  readonly #warning = state<IdleWarning | undefined>(undefined);
  readonly #dismissed = state<ReadonlySet<string>>(new Set());
  readonly #segment = state<string | undefined>(undefined);
  #session: AvatarSession | undefined;
  #unsubscribe: () => void = noop;
  readonly #composer = new Composer();
  readonly #log = new ConversationLog();
  readonly #window = new TranscriptWindow(() => this.#log.entries);
  readonly #earlier = new EarlierMessages(() => this.#log.firstId);
  readonly #scroll = new TranscriptScroll(this.#window, this.#earlier);
  readonly #history = new HistoryView(() => {
    this.#restoreNotice("history");
  });
  readonly #inputLevel = new LevelMeter("--live-avatar-input-level", () => this.#session?.inputLevel);
  readonly #outputLevel = new LevelMeter("--live-avatar-output-level", () => this.#session?.outputLevel);
  readonly #keyed = new KeyedPicture();
  /** The button of the idle warning that is shown. */
  #stayButton: HTMLElement | null = null;

  constructor(host: ViewHost) {
    this.#host = host;
  }

  /** Renders a running conversation; reads signals. */
  render(session: AvatarSession, locale: Locale): Pick<ShellView, "foreground" | "panel" | "running"> {
    this.#follow(session);
    const context = { host: this.#host, session, texts: LOCALES[locale], segment: this.#segment.get() };
    const composer = this.#composer.render(context, () => {
      this.#scroll.follow();
    });
    return {
      foreground: this.#overlay(context),
      panel: html`${this.#panel(locale, composer, this.#host.loadEarlier)}${this.#history.panel(context, {
        locale,
        language: this.#host.language,
        errorText: (error) => this.errorText(error, locale),
      })}`,
      running: runningNote(context, shellTexts(locale).open),
    };
  }

  /** Renders what is left of the last conversation, and releases its session. @param isShown false: nothing is rendered */
  renderPast(locale: Locale, isShown: boolean): unknown {
    this.#release();
    return isShown && this.#log.entries.length > 0 ? this.#panel(locale, nothing) : nothing;
  }

  /** Scrolls to the newest message, focuses the button of an idle warning and shows the levels; called after each render. */
  updated(root: ParentNode): void {
    this.#scroll.update(root.querySelector<HTMLElement>(".transcript"));
    this.#history.updated(root);
    this.#log.retainNews(this.#window.entries);
    // Focus outside the element stays where it is.
    const stay = root.querySelector<HTMLElement>("[data-focus]");
    const isInside = root instanceof ShadowRoot && root.activeElement !== null;
    if (stay !== this.#stayButton && isInside) stay?.focus({ preventScroll: true });
    this.#stayButton = stay;
    const frame = root.querySelector<HTMLElement>(".frame");
    const signals = this.#session?.signals;
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
    const { downloading } = LOCALES[locale];
    // A screen reader is told once; how far it is, it reads from the bar.
    return html`<span>${downloading}<span aria-hidden="true">: ${Math.floor(progress * 100)} %</span></span
      ><progress part="progress" aria-label=${downloading} .value=${progress}></progress>`;
  }

  errorText(error: LiveAvatarError, locale: Locale): string {
    const texts = LOCALES[locale];
    const text = texts.errors[error.code];
    return error.retryAfter === undefined ? text : `${text} ${texts.wait(Math.ceil(error.retryAfter))}`;
  }

  forgottenText(locale: Locale): string {
    return LOCALES[locale].forgotten;
  }

  endedText(reason: EndReason, locale: Locale): string {
    return LOCALES[locale].ended[reason];
  }

  /** The overlay over the picture: status, notices, captions, buttons. */
  #overlay(context: ViewContext): TemplateResult {
    const dismissed = this.#dismissed.get();
    const all = [...noticesOf(context, this.#warning.get()), ...this.#history.notices(context)];
    const shown = all.filter(({ key }) => !dismissed.has(key));
    return html`<div class="overlay">
      ${status(context)} ${this.#video.render(context)}
      ${notices(shown, context.texts.dismiss, (key) => {
        this.#dismissed.set(new Set([...dismissed, key]));
      })}
      <div class="foot">${captions(context)} ${toolbar(context, this.#talking, this.#history.button(context))}</div>
      ${this.#history.status(context)}
    </div>`;
  }

  /** The panel below the picture, or beside it: transcript and composer. */
  #panel(locale: Locale, composer: unknown, loadEarlier?: LoadEarlier): unknown {
    this.#earlier.offer(loadEarlier);
    this.#scroll.willRender();
    const parts = { log: this.#log, window: this.#window, earlier: this.#earlier, scroll: this.#scroll };
    const log = this.#host.noTranscript ? nothing : transcript(parts, LOCALES[locale]);
    return log === nothing && composer === nothing
      ? nothing
      : html`<div class="panel" part="panel">${log} ${composer}</div>`;
  }

  #release(): void {
    if (!this.#session) return;
    this.#unsubscribe();
    this.#unsubscribe = noop;
    this.#history.release();
    this.#session = undefined;
    this.#warning.set(undefined);
    this.#dismissed.set(new Set());
    this.#segment.set(undefined);
  }

  #follow(session: AvatarSession): void {
    if (session === this.#session) return;
    this.#unsubscribe();
    this.#history.release();
    this.#session = session;
    this.#earlier.forget();
    const unsubscribes = [
      this.#log.follow(session),
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
function status({ session, texts }: ViewContext): TemplateResult {
  const { state: now, connection, listening, userSpeaking } = session.signals;
  const connected = connection.get();
  const name = now.get();
  let word: keyof typeof texts.status = "ready";
  if (connected === "reconnecting" || connected === "poor") word = connected;
  else if (name === "thinking" || name === "speaking") word = name;
  else if (userSpeaking.get()) word = "userSpeaking";
  else if (listening.get()) word = "listening";
  return html`<p class="status ${word}" part="status" role="status" tabindex="-1">
    <span class="dot"></span>${texts.status[word]}
  </p>`;
}

const noop = (): void => undefined;
