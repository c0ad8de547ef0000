/**
 * The history panel: earlier conversations, to be searched, opened, renamed, deleted, exported and imported. It renders into the
 * shell's template, over the conversation, and reads signals there. Loaded when a visitor opens it.
 */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { Thread } from "../../core/ports/thread-provider.js";
import { state } from "../../core/signals.js";
import { closeIcon } from "../conversation/icons.js";
import { isWriting } from "../conversation/writing-keys.js";
import { download } from "../download.js";
import { isComposing } from "../controllers/keys.js";
import type { Locale } from "../controllers/locale-controller.js";
import { type HistoryTexts, historyTexts } from "../locales/history-texts.js";
import { HistoryActions, type Outcome } from "./history-actions.js";
import type { HistoryHost } from "./history-host.js";
import { historyStyles } from "./history.styles.js";
import { activeIn, PanelFocus } from "./panel-focus.js";
import { ThreadDates } from "./thread-dates.js";
import { ThreadList } from "./thread-list.js";
import { type RowMode, threadRow } from "./thread-row.js";

export interface HistoryPanelContext {
  readonly host: HistoryHost;
  readonly clock: Clock;
  /** Called when the panel has nothing more to show. @param outcome what the visitor is told then, or nothing */
  readonly handleClose: (outcome: string) => void;
}

export interface HistoryLanguage {
  readonly locale: Locale;
  /** The language of dates. */
  readonly language: string;
  readonly errorText: (error: LiveAvatarError) => string;
}

/**
 * @csspart history - The panel of earlier conversations.
 * @csspart history-header - The heading of the panel of earlier conversations, with its close button.
 * @csspart history-title - The title of the panel of earlier conversations.
 * @csspart history-close-button - The button that closes the panel of earlier conversations.
 * @csspart history-status - The line that says how many conversations there are, or what was done.
 * @csspart search-input - The search field of the panel of earlier conversations.
 * @csspart deep-search-button - The button that searches what was said as well.
 * @csspart new-button - The button that begins a new conversation.
 * @csspart import-button - The button that imports a conversation from a file.
 * @csspart more-button - The button that lists more conversations.
 * @csspart threads - The list of earlier conversations.
 * @csspart thread - An earlier conversation in the list.
 * @csspart thread-button - The button that opens an earlier conversation, with its title and date.
 * @csspart thread-actions-button - The button that shows what else can be done with an earlier conversation.
 * @csspart thread-actions - The row of buttons of what can be done with an earlier conversation.
 * @csspart rename-button - The button that shows the field of a new title.
 * @csspart export-button - The button that exports an earlier conversation as a file.
 * @csspart delete-button - The button that asks whether to delete an earlier conversation, and the one that deletes it.
 * @csspart thread-form - The field of a new title, or the question before a conversation is deleted, with its buttons.
 * @csspart title-input - The field of a new title.
 * @csspart save-button - The button that saves a new title.
 * @csspart thread-cancel-button - The button that keeps a conversation, or its title, as it is.
 * @csspart history-note - The sentence in an empty list.
 * @csspart thread-title - The title of an earlier conversation.
 * @csspart thread-date - The date of an earlier conversation.
 */
export class HistoryPanel {
  static readonly styles = historyStyles;
  readonly #context: HistoryPanelContext;
  readonly #actions: HistoryActions;
  readonly #list: ThreadList;
  readonly #focus = new PanelFocus();
  /** The thread of which more than its name is shown. */
  readonly #mode = state<{ readonly id: string; readonly mode: RowMode } | undefined>(undefined);
  #texts = historyTexts;
  #dates: ThreadDates | undefined;
  #panel: HTMLElement | null = null;

  constructor(context: HistoryPanelContext) {
    this.#context = context;
    const { host, clock } = context;
    this.#actions = new HistoryActions(host);
    this.#list = new ThreadList({ host, clock, handleFailure: this.#actions.handleFailure });
    this.#list.load();
    this.#focus.move(".history-title");
  }

  /** Whether the focus is in the panel. */
  get hasFocus(): boolean {
    return activeIn(this.#panel) !== undefined;
  }

  render({ locale, language, errorText }: HistoryLanguage): TemplateResult {
    this.#focus.note(this.#panel);
    const texts = (this.#texts = locale.texts(historyTexts, "historyPanel"));
    if (this.#dates?.language !== language) this.#dates = new ThreadDates(language);
    return html`<div
      class="history"
      part="history"
      role="dialog"
      aria-labelledby="history-title"
      aria-busy=${this.#actions.isBusy.get() ? "true" : "false"}
      @keydown=${this.#handleKey}
      @keypress=${this.#handleKey}
      @keyup=${this.#handleKey}
    >
      <div class="history-head" part="history-header">
        <h2 class="history-title" part="history-title" id="history-title" tabindex="-1">${texts.title}</h2>
        <button
          class="plain"
          part="history-close-button"
          type="button"
          aria-label=${texts.close}
          @click=${() => {
            this.#close();
          }}
        >
          ${closeIcon}
        </button>
      </div>
      ${this.#tools(texts)} ${this.#problem(texts, errorText)}
      <p class="history-status" part="history-status" role="status"><bdi>${this.#status(texts)}</bdi></p>
      ${this.#threads(texts, this.#dates)} ${this.#foot(texts)}
    </div>`;
  }

  /** To be called after each render. */
  updated(panel: HTMLElement): void {
    this.#panel = panel;
    this.#focus.update(panel);
  }

  dispose(): void {
    this.#actions.dispose();
    this.#list.dispose();
  }

  /** The search field, and the ways to one more conversation. */
  #tools(texts: HistoryTexts): TemplateResult {
    return html`<div class="history-tools">
      <input
        class="history-input"
        part="search-input"
        type="search"
        dir="auto"
        autocomplete="off"
        enterkeyhint="search"
        maxlength="200"
        placeholder=${texts.search}
        aria-label=${texts.search}
        @input=${(event: Event) => {
          this.#actions.outcome.set(undefined);
          this.#mode.set(undefined);
          this.#list.search((event.currentTarget as HTMLInputElement).value);
        }}
      />
      <button
        class="pill"
        part="new-button"
        type="button"
        @click=${() => {
          this.#actions.create(this.#close);
        }}
      >
        ${texts.begin}
      </button>
      <button
        class="pill quiet"
        part="import-button"
        type="button"
        @click=${() => this.#panel?.querySelector<HTMLInputElement>(".history-file")?.click()}
      >
        ${texts.importFile}
      </button>
      <input
        class="history-file"
        type="file"
        accept=".json,application/json"
        aria-label=${texts.importFile}
        hidden
        @change=${this.#handleFile}
      />
    </div>`;
  }

  /** What has failed. The region is always rendered: a live region that is added together with its text is not announced. */
  #problem(texts: HistoryTexts, errorText: HistoryLanguage["errorText"]): TemplateResult {
    const problem = this.#actions.problem.get();
    return html`<div class="history-problem" role="alert">
      ${
        problem
          ? html`<div class="notice" part="notice">
              <p><bdi>${problemText(problem.error, texts, errorText)}</bdi></p>
              <button class="pill" part="notice-button" type="button" @click=${problem.retry}>${texts.retry}</button>
            </div>`
          : nothing
      }
    </div>`;
  }

  /** What was done, else what is listed. */
  #status(texts: HistoryTexts): string {
    const list = this.#list;
    const outcome = this.#actions.outcome.get();
    if (outcome) return outcome(texts);
    if (list.isLoading.get()) return texts.loading;
    const { length } = list.threads.get();
    if (list.query.get()) return texts.found(length, list.hasMore.get());
    return length > 0 ? texts.listed(length, list.hasMore.get()) : "";
  }

  #threads(texts: HistoryTexts, dates: ThreadDates): TemplateResult {
    const list = this.#list;
    const threads = list.threads.get();
    if (threads.length === 0) {
      const isEmpty = !list.isLoading.get() && !list.query.get() && !this.#actions.problem.get();
      return html`<p class="history-empty" part="history-note" ?hidden=${!isEmpty}><bdi>${texts.empty}</bdi></p>`;
    }
    return html`<ul class="threads" part="threads" aria-label=${texts.title}>
      ${repeat(
        threads,
        ({ id }) => id,
        (thread) => this.#thread(thread, texts, dates),
      )}
    </ul>`;
  }

  #thread(thread: Thread, texts: HistoryTexts, dates: ThreadDates): TemplateResult {
    const { host, clock } = this.#context;
    const { id, updatedAt } = thread;
    const shown = this.#mode.get();
    const actions = this.#actions;
    const name = this.#list.nameOf(thread) || texts.untitled;
    return threadRow(thread, name, {
      texts,
      isCurrent: id === host.currentId(),
      mode: shown?.id === id ? shown.mode : undefined,
      date: { near: dates.near(updatedAt, clock.now()), full: dates.full(updatedAt) },
      show: (mode) => {
        this.#show(id, mode);
      },
      open: () => {
        actions.open(id, name, this.#close);
      },
      rename: (title) => {
        actions.rename(id, title, (outcome) => {
          this.#show(id, "actions");
          this.#done(outcome);
        });
      },
      remove: () => {
        actions.remove(id, name, (outcome) => {
          this.#mode.set(undefined);
          this.#list.leaveOut(id);
          this.#done(outcome);
        });
      },
      export: () => {
        actions.export(id, name, (outcome, file) => {
          const content = JSON.stringify(file, undefined, 2);
          if (this.#panel) download(this.#panel, { name, ending: "json", content, clock });
          actions.outcome.set(outcome);
        });
      },
    });
  }

  /** The way to more than what is listed. */
  #foot(texts: HistoryTexts): TemplateResult | typeof nothing {
    const list = this.#list;
    const isSearch = list.query.get() !== "";
    if (isSearch ? list.isDeep.get() : !list.hasMore.get()) return nothing;
    const press = (): void => {
      this.#actions.outcome.set(undefined);
      if (isSearch) list.searchDeep();
      else {
        list.loadMore(({ id }) => {
          this.#focus.move({ id, part: ".thread-open" });
        });
      }
    };
    return html`<button
      class="pill quiet history-more"
      part=${isSearch ? "deep-search-button" : "more-button"}
      type="button"
      @click=${press}
    >
      ${isSearch ? texts.searchDeep : texts.more}
    </button>`;
  }

  #show(id: string, mode: RowMode | undefined): void {
    this.#mode.set(mode && { id, mode });
    const part = mode === "rename" ? ".thread-title" : mode === "remove" ? ".thread-keep" : ".thread-more";
    this.#focus.move({ id, part });
  }

  readonly #close = (outcome?: Outcome): void => {
    this.#context.handleClose(outcome ? outcome(this.#texts) : "");
  };

  /** Says what was done, and lists the threads as they are now. */
  #done(outcome: Outcome, handleLoaded?: () => void): void {
    this.#actions.outcome.set(outcome);
    this.#list.load(handleLoaded);
  }

  readonly #handleFile = (event: Event): void => {
    const field = event.currentTarget as HTMLInputElement;
    const [file] = field.files ?? [];
    if (!file) return;
    this.#actions.import(file, (outcome, { id }) => {
      this.#done(outcome, () => {
        this.#focus.move({ id, part: ".thread-open" });
      });
    });
    // The same file can be chosen again.
    field.value = "";
  };

  readonly #handleKey = (event: KeyboardEvent): void => {
    const isText = (event.target as Element).matches("input");
    if (isText && event.key === "Enter" && isComposing(event)) event.preventDefault();
    if (isText && isWriting(event)) event.stopPropagation();
    if (event.type !== "keydown" || event.key !== "Escape" || isComposing(event)) return;
    // It closes one thing, and nothing around the panel.
    event.preventDefault();
    event.stopPropagation();
    const shown = this.#mode.get();
    if (!shown) this.#close();
    else this.#show(shown.id, shown.mode === "actions" ? undefined : "actions");
  };
}

function problemText(error: unknown, texts: HistoryTexts, errorText: HistoryLanguage["errorText"]): string {
  if (!LiveAvatarError.is(error)) return errorText(new LiveAvatarError("storage-failed", "Unknown.", { cause: error }));
  // Only a file that a visitor has chosen can be of no use here.
  return error.code === "config-invalid" ? texts.noFile : errorText(error);
}
