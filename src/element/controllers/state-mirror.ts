/**
 * Shows the state of the conversation on the host: as attributes for style sheets and servers, as `:state()` for
 * everybody else. Written only; whoever removes an attribute changes nothing. Written with each update, so that the page
 * never sees a state without its picture.
 */
import type { AudioState, ConnectionState, MicState, SessionState } from "../../core/vocabulary.js";
import type { WrittenAttribute } from "../attributes.js";
import type { SessionController } from "./session-controller.js";

interface MirroredState {
  readonly state: Exclude<SessionState, "destroyed">;
  readonly listening: boolean;
  readonly userSpeaking: boolean;
  readonly mic: MicState;
  readonly audio: AudioState;
  readonly connection: ConnectionState;
  readonly errorCode: string | undefined;
}

/**
 * Reads signals.
 * @param incomplete nobody could answer, so that a start would fail
 */
export function mirrorOf(sessions: SessionController, incomplete: boolean): MirroredState {
  const signals = sessions.session.get()?.signals;
  return {
    state: sessions.state,
    listening: signals?.listening.get() ?? false,
    userSpeaking: signals?.userSpeaking.get() ?? false,
    mic: signals?.mic.get() ?? "off",
    audio: signals?.audio.get() ?? "off",
    connection: signals?.connection.get() ?? "unknown",
    errorCode: sessions.error?.code ?? (incomplete && !signals ? "config-missing" : undefined),
  };
}

/** Attribute → its text and the name of the custom state; undefined while it is at its first value. */
type Row = readonly [attribute: WrittenAttribute, text: string | undefined, state: string | undefined];

function rows(now: MirroredState): Row[] {
  const flag = (name: "listening" | "user-speaking", on: boolean): Row => [
    name,
    on ? "" : undefined,
    on ? name : undefined,
  ];
  const word = (name: WrittenAttribute, prefix: string, value: string, first: string): Row =>
    value === first ? [name, undefined, undefined] : [name, value, `${prefix}-${value}`];
  return [
    ["state", now.state, now.state],
    flag("listening", now.listening),
    flag("user-speaking", now.userSpeaking),
    word("mic-state", "mic", now.mic, "off"),
    word("audio-state", "audio", now.audio, "off"),
    word("connection", "connection", now.connection, "unknown"),
    ["error-code", now.errorCode, now.errorCode],
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
  show(now: MirroredState): void {
    const shown = new Set<string>();
    for (const [attribute, text, state] of rows(now)) {
      if (text === undefined) this.#host.removeAttribute(attribute);
      else if (this.#host.getAttribute(attribute) !== text) this.#host.setAttribute(attribute, text);
      if (state !== undefined) shown.add(state);
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
