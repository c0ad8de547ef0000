/** The way to the history panel: its button, its chunk, and the focus that comes back when it is closed. */
import { html, nothing, type TemplateResult } from "lit";
import { isAbortError } from "../../core/abort.js";
import { systemClock } from "../../core/clock.js";
import type { LiveAvatarError } from "../../core/errors.js";
import { state } from "../../core/signals.js";
import { adopt } from "../adopt-styles.js";
import type { HistoryHost } from "../history/history-host.js";
import type * as HistoryModule from "../history/history-panel.js";
import { loadChunk } from "../load-chunk.js";
import type { HistoryLanguage, HistoryPanel } from "../history/history-panel.js";
import { historyIcon } from "./icons.js";
import type { Notice, ViewContext } from "./view-context.js";

/**
 * @csspart history-button - The button that opens the panel of earlier conversations.
 */

type Styles = typeof HistoryPanel.styles;

export class HistoryView {
  readonly #handleFailure: () => void;
  readonly #panel = state<HistoryPanel | undefined>(undefined);
  readonly #failure = state<LiveAvatarError | undefined>(undefined);
  /** What was done in the panel that is closed now, as the visitor is told it. */
  readonly #outcome = state("");
  #loading: AbortController | undefined;
  #styles: Styles | undefined;
  /** What follows the render without the panel. */
  #afterClose: ((root: ParentNode) => void) | undefined;

  /** @param handleFailure called when {@link notices} has the notice anew */
  constructor(handleFailure: () => void) {
    this.#handleFailure = handleFailure;
  }

  /** The toolbar's button; none where nothing is remembered. */
  button({ host, texts }: ViewContext): TemplateResult | typeof nothing {
    const { history } = host;
    if (!history) return nothing;
    const panel = this.#panel.get();
    return html`<button
      class="round ${panel ? "on" : ""}"
      part="history-button"
      type="button"
      aria-label=${texts.history}
      title=${texts.history}
      aria-haspopup="dialog"
      aria-expanded=${panel ? "true" : "false"}
      @click=${() => {
        if (panel) this.#close("");
        else this.#open(history);
      }}
    >
      ${historyIcon}
    </button>`;
  }

  /** What the panel has done, for screen readers, while it is closed. */
  status({ host }: ViewContext): TemplateResult | typeof nothing {
    if (!host.history) return nothing;
    return html`<p class="who" role="status">${this.#outcome.get()}</p>`;
  }

  /** The notice of a panel that could not be loaded. */
  notices({ host, texts }: ViewContext): Notice[] {
    const error = this.#failure.get();
    const { history } = host;
    if (!error || !history) return [];
    const run = (): void => {
      this.#open(history);
    };
    const actions = [{ label: texts.retry, run }];
    return [{ key: "history", text: texts.errors[error.code], actions, dismissable: true }];
  }

  /** The panel, while it is open. */
  panel({ host }: ViewContext, language: HistoryLanguage): TemplateResult | typeof nothing {
    const panel = this.#panel.get();
    if (!panel) return nothing;
    if (host.history) return panel.render(language);
    this.release();
    return nothing;
  }

  /** To be called after each render. */
  updated(root: ParentNode): void {
    const panel = root.querySelector<HTMLElement>(".history");
    if (panel) {
      if (this.#styles) adopt(root as ShadowRoot, this.#styles);
      this.#panel.get()?.updated(panel);
    }
    const afterClose = this.#afterClose;
    this.#afterClose = undefined;
    afterClose?.(root);
  }

  /** Closes the panel at the end of the conversation; a load under way ends. */
  release(): void {
    this.#loading?.abort();
    this.#loading = undefined;
    this.#panel.get()?.dispose();
    this.#panel.set(undefined);
    this.#failure.set(undefined);
    this.#outcome.set("");
  }

  #open(host: HistoryHost): void {
    if (this.#loading) return;
    const controller = (this.#loading = new AbortController());
    this.#failure.set(undefined);
    this.#outcome.set("");
    const load = (): Promise<typeof HistoryModule> => import("../history/history-panel.js");
    loadChunk(load, { signal: controller.signal }).then(
      ({ HistoryPanel }) => {
        this.#loading = undefined;
        this.#styles = HistoryPanel.styles;
        const handleClose = (outcome: string): void => {
          this.#close(outcome);
        };
        this.#panel.set(new HistoryPanel({ host, clock: systemClock, handleClose }));
      },
      (error: unknown) => {
        if (isAbortError(error)) return;
        this.#loading = undefined;
        this.#failure.set(error as LiveAvatarError);
        this.#handleFailure();
      },
    );
  }

  #close(outcome: string): void {
    const panel = this.#panel.get();
    const hadFocus = panel?.hasFocus === true;
    panel?.dispose();
    this.#panel.set(undefined);
    this.#afterClose = (root) => {
      if (hadFocus) root.querySelector<HTMLElement>('[part~="history-button"]')?.focus({ preventScroll: true });
      // Not in the same render: the region was hidden until now, and is announced only when it changes in sight.
      queueMicrotask(() => {
        this.#outcome.set(outcome);
      });
    };
  }
}
