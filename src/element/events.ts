/** The DOM events of the element: every session event under `avatar-`, and some of the element's own. */
import type { SESSION_EVENTS, SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { EndReason, SessionState } from "../core/vocabulary.js";

/** The arguments of a session event under the names of its columns; `...` is the argument itself. */
type Columns<Names, Args> = Names extends readonly [infer Name extends string, ...infer MoreNames]
  ? Args extends readonly [infer Arg, ...infer MoreArgs]
    ? (Name extends "..." ? Arg : Record<Name, Arg>) & Columns<MoreNames, MoreArgs>
    : unknown
  : unknown;

/** The detail of a DOM event, in one piece: it is what editors show. */
type Detail<Names extends readonly string[], Args extends readonly unknown[]> = Names extends readonly []
  ? Record<string, never>
  : Names extends readonly ["..."]
    ? Args[0]
    : { readonly [Name in keyof Columns<Names, Args>]: Columns<Names, Args>[Name] };

type SessionDomEvents = {
  [N in SessionEventName as `avatar-${N}`]: CustomEvent<Detail<(typeof SESSION_EVENTS)[N], SessionEventMap[N]>>;
};

/** What a visitor thinks of an answer or of a conversation. */
export interface Rating {
  readonly target: "answer" | "conversation";
  /** The id of the answer's message; undefined for a conversation. */
  readonly messageId?: string | undefined;
  /** The thumb; null where it was taken back, or where a conversation got words alone. */
  readonly value: "up" | "down" | null;
  /** The visitor's words about a conversation, where there are any. */
  readonly text?: string | undefined;
}

/** The element's events by name, for typed listeners. */
export interface LiveAvatarEventMap extends Omit<SessionDomEvents, "avatar-state-change"> {
  /** The first `ready` of a conversation also tells the service's `id` of it; null where there is no service. */
  "avatar-state-change": CustomEvent<{
    readonly state: SessionState;
    readonly previous: SessionState;
    readonly id?: string | null;
  }>;
  /** Sent before a start. Cancelable: `preventDefault()` keeps the conversation from starting. */
  "avatar-before-start": CustomEvent<Record<string, never>>;
  /** Sent before an end, but not when the visitor presses End. Cancelable: `preventDefault()` keeps the conversation running. */
  "avatar-before-end": CustomEvent<{ readonly reason: EndReason }>;
  /** A floating or fullscreen avatar was opened. */
  "avatar-show": CustomEvent<Record<string, never>>;
  /** A floating or fullscreen avatar was closed. */
  "avatar-hide": CustomEvent<Record<string, never>>;
  /** The visitor has answered what the page asks in the `consent` slot, before anything that follows from it. */
  "avatar-consent": CustomEvent<{ readonly given: boolean }>;
  /** The visitor has rated an answer or the conversation. Nobody else is told. */
  "avatar-rating": CustomEvent<Rating>;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the table is the content
  interface HTMLElementEventMap extends LiveAvatarEventMap {}
}

/** Dispatches an event of the element; false when a listener cancelled it. */
export function send(target: EventTarget, name: keyof LiveAvatarEventMap, detail: object = {}): boolean {
  const cancelable = name.startsWith("avatar-before-");
  return target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
}
