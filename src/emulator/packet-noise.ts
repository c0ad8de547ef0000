/** The malformed and foreign packets on the right topic, which a client must ignore. */
import type { Behaviour } from "./behaviour.js";

export function packetNoise(kinds: Behaviour["noise"], sessionId: string): (object | string)[] {
  return kinds.flatMap((kind) => NOISE[kind](sessionId));
}

const NOISE: Readonly<Record<Behaviour["noise"][number], (sessionId: string) => (object | string)[]>> = {
  malformed: () => [
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "42",
    "\u0000\u0001",
    '{"event_type":7}',
    '{"event_type":"avatar.transcription"}',
    '{"event_type":"user.transcription","text":{"a":1}}',
    `{"event_type":"__proto__"}`,
  ],
  foreign: () => [
    {
      event_id: crypto.randomUUID(),
      event_type: "avatar.transcription",
      session_id: crypto.randomUUID(),
      text: "From another session.",
    },
    {
      event_id: crypto.randomUUID(),
      event_type: "session.stopped",
      session_id: crypto.randomUUID(),
      end_reason: "NO_CREDITS",
    },
  ],
  unknown: (sessionId) => [
    { event_id: crypto.randomUUID(), event_type: "session.updated", session_id: sessionId },
    { event_id: crypto.randomUUID(), event_type: "avatar.sneezed", session_id: sessionId, text: "?" },
  ],
  duplicate: (sessionId) => {
    const event = {
      event_id: crypto.randomUUID(),
      event_type: "user.transcription",
      session_id: sessionId,
      source_event_id: null,
      text: "said once",
    };
    return [event, event];
  },
};
