/** Push-to-talk: its button and its key, each to be held, or to be pressed and pressed again. */
import { html, nothing, type TemplateResult } from "lit";
import { state } from "../../core/signals.js";
import type { AvatarSession } from "../../session/index.js";
import { micIcon } from "./icons.js";
import { TalkKey } from "./talk-key.js";
import type { ViewContext } from "./view-context.js";

/**
 * @csspart talk-hint - The line over the toolbar that says how to talk: hold, or press and press again.
 * @csspart key - The name of the key, in that line.
 */

/** A press that lasts. */
interface Press {
  /** A button that is removed while held gets no release event, and must not stay down for the next session. */
  readonly session: AvatarSession;
  /** Whether only another press ends it. */
  readonly isLatched: boolean;
  /** The visitor is heard, or was. */
  isHeard: boolean;
}

export class TalkButton {
  readonly #press = state<Press | undefined>(undefined);
  readonly #key = new TalkKey({
    handleDown: () => this.#down(this.#isToggle),
    handleUp: () => this.#up(),
  });
  #context: ViewContext | undefined;

  render(context: ViewContext): TemplateResult {
    this.#context = context;
    const { texts } = context;
    const isToggle = this.#isToggle;
    const label = isToggle ? texts.talk.toggle : texts.holdToTalk;
    const hold = (event: Event): void => {
      if (isToggle) return;
      // A held key would scroll, and a page's shortcuts would hear a key of the element, and not of a button.
      event.preventDefault();
      event.stopPropagation();
      if (!(event as KeyboardEvent).repeat) this.#down(false);
    };
    const release = (): void => {
      this.#up();
    };
    return html`<button
      class="round mic talk ${this.#isDown ? "down" : ""}"
      part="mic-button"
      type="button"
      aria-label=${label}
      title=${label}
      aria-pressed=${this.#isDown ? "true" : "false"}
      aria-keyshortcuts=${keyOf(context) ?? nothing}
      @pointerdown=${(event: PointerEvent) => {
        if (isToggle || event.button !== 0) return;
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        this.#down(false);
      }}
      @pointerup=${release}
      @pointercancel=${release}
      @lostpointercapture=${release}
      @keydown=${(event: KeyboardEvent) => {
        if (isTalkKey(event)) hold(event);
      }}
      @keyup=${(event: KeyboardEvent) => {
        if (isToggle || !isTalkKey(event)) return;
        // Firefox would click.
        event.preventDefault();
        event.stopPropagation();
        release();
      }}
      @click=${(event: MouseEvent) => {
        // A screen reader, a switch or a spoken command cannot hold: it clicks, without a pointer or a key.
        if (isToggle || event.detail === 0) this.#down(true);
      }}
      @blur=${release}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${micIcon}
    </button>`;
  }

  /** The hint that says what to do, for the eye: the button says it to a screen reader. */
  hint(context: ViewContext): TemplateResult {
    const { texts } = context;
    const { talk } = texts;
    const isLatched = this.#press.get()?.isLatched ?? this.#isToggle;
    const [up, down] = this.#isToggle
      ? [talk.toggle, talk.again]
      : [texts.holdToTalk, isLatched ? talk.again : talk.letGo];
    const key = keyOf(context);
    return html`<p class="talk-hint" part="talk-hint" aria-hidden="true">
      ${this.#isDown ? down : up}${key && !this.#isDown ? html` <kbd part="key">${key}</kbd>` : nothing}
    </p>`;
  }

  /** To be called after each render. @param context undefined: nobody can talk by a button */
  updated(root: Node, context: ViewContext | undefined): void {
    this.#context = context;
    this.#key.update(root, context && keyOf(context));
    const press = this.#press.get();
    if (!press) return;
    if (press.session !== context?.session) this.#press.set(undefined);
    else if (press.session.signals.listening.get()) press.isHeard = true;
    // The window was closed elsewhere: a button that nobody holds does not stay down.
    else if (press.isHeard && press.isLatched) this.#end();
  }

  get #isToggle(): boolean {
    return this.#context?.host.talkMode === "toggle";
  }

  get #isDown(): boolean {
    return this.#press.get() !== undefined;
  }

  #down(isLatched: boolean): void {
    const context = this.#context;
    const before = this.#press.get();
    if (!context) return;
    const { host, session } = context;
    if (before?.session === session) {
      if (isLatched || before.isLatched) this.#end();
      return;
    }
    const press = { session, isLatched, isHeard: false };
    this.#press.set(press);
    // A refusal is also an error event, and shows as a notice.
    host.startPushToTalk().catch(() => {
      if (this.#press.get() === press) this.#press.set(undefined);
    });
  }

  #up(): void {
    if (this.#press.get()?.isLatched === false) this.#end();
  }

  #end(): void {
    const session = this.#press.get()?.session;
    this.#press.set(undefined);
    const context = this.#context;
    if (context?.session === session) context?.host.stopPushToTalk().catch(() => undefined);
  }
}

/** The key that talks; undefined: none. */
const keyOf = ({ host }: ViewContext): string | undefined => (host.talkKeyOn && host.talkKey) || undefined;
const isTalkKey = ({ key }: KeyboardEvent): boolean => key === " " || key === "Enter";
