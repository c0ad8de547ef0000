import type { Emitter } from "../../core/emitter.js";
import { detailOf, SESSION_EVENTS, type SessionEventMap, type SessionEventName } from "../../core/session-events.js";
import { send } from "../events.js";

/** The forwarded events: all but the state's, which has a history that begins before there is a session. */
const NAMES = (Object.keys(SESSION_EVENTS) as SessionEventName[]).filter((name) => name !== "state-change");

/** Dispatches every event of a session on the element, from now until the returned function is called. */
export function forwardEvents(session: Pick<Emitter<SessionEventMap>, "on">, target: EventTarget): () => void {
  const offs = NAMES.map((name) =>
    session.on(name, (...args: readonly unknown[]) => {
      send(target, `avatar-${name}`, detailOf(name, args));
    }),
  );
  return () => {
    for (const off of offs) off();
  };
}
