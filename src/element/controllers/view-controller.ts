/** The conversation view in the shell: makes it once it is loaded, and gives its parts to the shell's template. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ConversationView } from "../conversation/conversation-view.js";
import type { ViewElement } from "../conversation/view-host.js";
import { adopt } from "../adopt-styles.js";
import type { ShellView } from "../shell/shell-view.js";
import { renderWith } from "../shell/dom.js";
import { shellTexts } from "../locales/shell-texts.js";
import type { FocusController } from "./focus-controller.js";
import type { Locale } from "./locale-controller.js";
import type { SessionController } from "./session-controller.js";

type Host = ViewElement &
  Pick<ReactiveControllerHost, "addController"> & { readonly renderRoot: HTMLElement | DocumentFragment };

export class ViewController implements ReactiveController {
  readonly #host: Host;
  readonly #sessions: SessionController;
  readonly #focus: FocusController;
  #view: ConversationView | undefined;

  constructor(host: Host, sessions: SessionController, focus: FocusController) {
    this.#host = host;
    this.#sessions = sessions;
    this.#focus = focus;
    host.addController(this);
  }

  /** What the next render has to wait for; undefined: nothing. */
  get pause(): Promise<void> | undefined {
    return this.#view?.pause;
  }

  hostUpdated(): void {
    this.#view?.updated(this.#host.renderRoot);
  }

  /** Renders the view's parts for the shell; reads signals. @param questions those to begin with */
  render(locale: Locale, questions: unknown): Pick<ShellView, "foreground" | "panel" | "running" | "message"> {
    const sessions = this.#sessions;
    const view = this.#ensure();
    const session = sessions.session.get();
    const message = this.#message(view, locale);
    if (view && session && sessions.live) return { ...view.render(session, locale, questions), message };
    // What was said stays readable until the next conversation begins.
    const panel = view?.renderPast(locale, sessions.state !== "connecting");
    return { foreground: undefined, panel, running: undefined, message };
  }

  /** The visitor was active. */
  handleActivity(): void {
    this.#view?.handleActivity();
  }

  #message(view: ConversationView | undefined, locale: Locale): ShellView["message"] {
    const { state, error } = this.#sessions;
    if (state === "connecting") return view?.connectingNote(locale);
    const reason = this.#sessions.endReason.get();
    if (state === "error" && error) return view?.errorNote(error, locale) ?? locale.texts(shellTexts).loadFailed;
    if (state !== "idle" || !view) return "";
    if (this.#sessions.forgotten.get()) return view.forgottenText(locale);
    return reason ? view.endedText(reason, locale) : "";
  }

  #ensure(): ConversationView | undefined {
    const parts = this.#sessions.parts.get();
    if (!parts) return undefined;
    renderWith(parts.render);
    adopt(this.#host.renderRoot, parts.ConversationView.styles);
    return (this.#view ??= new parts.ConversationView(parts.viewHostOf(this.#host, this.#sessions, this.#focus)));
  }
}
