/**
 * Shows the state of the conversation on the host: as attributes for style sheets and servers, as `:state()` for
 * everybody else. Written only; whoever removes an attribute changes nothing.
 */
import type { ReactiveController } from "lit";
import { effect } from "../../core/signals.js";
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

/** @param incomplete nobody could answer, so that a start would fail */
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

interface MirrorHost extends HTMLElement {
  addController(controller: ReactiveController): void;
}

export class StateMirror implements ReactiveController {
  readonly #host: MirrorHost;
  readonly #states: CustomStateSet | undefined;
  readonly #read: () => MirroredState;
  #shown = new Set<string>();
  #off: (() => void) | undefined;

  /** @param read reads signals; whenever one of them changes, the host is written anew */
  constructor(host: MirrorHost, internals: ElementInternals, read: () => MirroredState) {
    this.#host = host;
    this.#states = (internals as Partial<ElementInternals>).states;
    this.#read = read;
    host.addController(this);
  }

  hostConnected(): void {
    this.#off ??= effect(() => {
      this.#write(rows(this.#read()));
    });
  }

  hostDisconnected(): void {
    this.#off?.();
    this.#off = undefined;
  }

  #write(now: readonly Row[]): void {
    const shown = new Set<string>();
    for (const [attribute, text, state] of now) {
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
