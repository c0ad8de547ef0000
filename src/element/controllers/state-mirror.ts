/**
 * Shows the state of the conversation on the host: as attributes for style sheets and servers, as `:state()` for
 * everybody else. Written only; whoever removes an attribute changes nothing. Written with each update, so that the page
 * never sees a state without its picture.
 */
import type { WrittenAttribute } from "../attributes.js";
import type { SessionController } from "./session-controller.js";

/** An attribute with its text, which is not shown while it is the first one, and the name of the custom state. */
type Row = readonly [
  attribute: WrittenAttribute,
  text: string | undefined,
  first: string | undefined,
  customState: string | undefined,
];

/**
 * What there is to show; reads signals.
 * @param incomplete nobody could answer, so that a start would fail
 */
export function mirrorOf(sessions: SessionController, incomplete: boolean): readonly Row[] {
  const signals = sessions.session.get()?.signals;
  const { state } = sessions;
  const mic = signals?.mic.get() ?? "off";
  const audio = signals?.audio.get() ?? "off";
  const connection = signals?.connection.get() ?? "unknown";
  const errorCode = sessions.error?.code ?? (incomplete && !signals ? "config-missing" : undefined);
  return [
    ["state", state, undefined, state],
    ["listening", signals?.listening.get() ? "" : undefined, undefined, "listening"],
    ["user-speaking", signals?.userSpeaking.get() ? "" : undefined, undefined, "user-speaking"],
    ["mic-state", mic, "off", `mic-${mic}`],
    ["audio-state", audio, "off", `audio-${audio}`],
    ["connection", connection, "unknown", `connection-${connection}`],
    ["error-code", errorCode, undefined, errorCode],
  ];
}

export class StateMirror {
  readonly #host: HTMLElement;
  readonly #states: CustomStateSet | undefined;
  #shown = new Set<string>();

  constructor(host: HTMLElement, internals: ElementInternals) {
    this.#host = host;
    this.#states = (internals as Partial<ElementInternals>).states;
  }

  /** Writes what is not there yet and takes away what no longer holds. */
  show(rows: readonly Row[]): void {
    const shown = new Set<string>();
    for (const [attribute, text, first, customState] of rows) {
      if (text === undefined || text === first) {
        this.#host.removeAttribute(attribute);
        continue;
      }
      if (this.#host.getAttribute(attribute) !== text) this.#host.setAttribute(attribute, text);
      if (customState !== undefined) shown.add(customState);
    }
    for (const state of this.#shown) if (!shown.has(state)) this.#states?.delete(state);
    for (const state of shown) this.#addState(state);
    this.#shown = shown;
  }

  #addState(state: string): void {
    try {
      this.#states?.add(state);
    } catch {
      // Chromium before 125 wants dashes; the attribute says the same there.
    }
  }
}
