/**
 * The reflection of the conversation's state on the element: as attributes and as `:state()`. It is never read back, so
 * removing an attribute changes nothing. It is written with each update, so that the page never sees a state before its
 * picture.
 */
import type { WrittenAttribute } from "../attributes.js";
import type { SessionController } from "./session-controller.js";

/** An attribute, its text, the default text with which it is absent, and the name of the custom state. */
type Row = readonly [
  attribute: WrittenAttribute,
  text: string | undefined,
  first: string | undefined,
  customState: string | undefined,
];

/**
 * The state to reflect; reads signals.
 * @param incomplete whether the configuration has no way to answer, so that a start would fail
 */
export function reflectedState(sessions: SessionController, incomplete: boolean): readonly Row[] {
  const signals = sessions.session.get()?.signals;
  const { state } = sessions;
  const mic = signals?.mic.get() ?? "off";
  const audio = signals?.audio.get() ?? "off";
  const picture = signals?.picture.get() ?? "unknown";
  const connection = signals?.connection.get() ?? "unknown";
  const errorCode = sessions.error?.code ?? (incomplete && !signals ? "config-missing" : undefined);
  return [
    ["state", state, undefined, state],
    ["listening", signals?.listening.get() ? "" : undefined, undefined, "listening"],
    ["user-speaking", signals?.userSpeaking.get() ? "" : undefined, undefined, "user-speaking"],
    ["video-active", signals?.videoActive.get() ? "" : undefined, undefined, "video-active"],
    ["vision-active", signals?.visionActive.get() ? "" : undefined, undefined, "vision-active"],
    ["mic-state", mic, "off", `mic-${mic}`],
    ["audio-state", audio, "off", `audio-${audio}`],
    ["picture-state", picture, "unknown", `picture-${picture}`],
    ["connection", connection, "unknown", `connection-${connection}`],
    ["error-code", errorCode, undefined, errorCode],
  ];
}

export class StateReflector {
  readonly #host: HTMLElement;
  readonly #states: CustomStateSet | undefined;
  #reflected = new Set<string>();

  constructor(host: HTMLElement, internals: ElementInternals) {
    this.#host = host;
    this.#states = (internals as Partial<ElementInternals>).states;
  }

  /** Writes the attributes and states that are new, and removes those that no longer hold. */
  reflect(rows: readonly Row[]): void {
    const current = new Set<string>();
    for (const [attribute, text, first, customState] of rows) {
      if (text === undefined || text === first) {
        this.#host.removeAttribute(attribute);
        continue;
      }
      if (this.#host.getAttribute(attribute) !== text) this.#host.setAttribute(attribute, text);
      if (customState !== undefined) current.add(customState);
    }
    for (const state of this.#reflected) if (!current.has(state)) this.#states?.delete(state);
    for (const state of current) this.#addState(state);
    this.#reflected = current;
  }

  #addState(state: string): void {
    try {
      this.#states?.add(state);
    } catch {
      // Work-around: Chromium before 125 throws for a state without dashes (https://developer.mozilla.org/docs/Web/API/CustomStateSet);
      // the attribute says the same there. It can go when such versions are no longer supported.
    }
  }
}
