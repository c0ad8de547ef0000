/**
 * The wire of a FULL-mode session in its LiveKit room, as types and tables; the HTTP half is backend/rest-protocol.ts. Room
 * and emulator both speak from this one page. Facts come from the official SDK 0.0.18 and the service's public documents;
 * what nobody could verify is marked UNVERIFIED and treated tolerantly by the readers.
 */

/** Topic of commands to the agent (SDK 0.0.18). */
export const CONTROL_TOPIC = "agent-control";
/** Topic of events from the service (SDK 0.0.18). */
export const RESPONSE_TOPIC = "agent-response";
/** Identity of the participant whose tracks are the avatar (SDK 0.0.18). */
export const AVATAR_IDENTITY = "heygen";
/** The agent's identity is this and the session id (SDK 0.0.18). */
export const AGENT_IDENTITY_PREFIX = "liveavatar-agent-";

/** Commands, on {@link CONTROL_TOPIC}; the value says whether a `text` goes along. */
export const COMMANDS = {
  "avatar.speak_response": "text",
  "avatar.speak_text": "text",
  "avatar.interrupt": "none",
  "avatar.start_listening": "none",
  "avatar.stop_listening": "none",
  "user.start_push_to_talk": "none",
  "user.stop_push_to_talk": "none",
} as const satisfies Record<string, "text" | "none">;
export type CommandType = keyof typeof COMMANDS;
export type TextCommandType = { [K in CommandType]: (typeof COMMANDS)[K] extends "text" ? K : never }[CommandType];

export type AgentCommand = { readonly event_id: string } & (
  | { readonly event_type: TextCommandType; readonly text: string }
  | { readonly event_type: Exclude<CommandType, TextCommandType> }
);

/** Events, on {@link RESPONSE_TOPIC}; the value names the one field that is read beside the common ones. */
export const EVENTS = {
  "user.speak_started": "none",
  "user.speak_ended": "none",
  /** The final words of the visitor. */
  "user.transcription": "text",
  /** Cumulative: replaces the partial before it (SDK demo; not in the docs). */
  "user.transcription.chunk": "text",
  "avatar.speak_started": "none",
  "avatar.speak_ended": "none",
  /** The whole reply. */
  "avatar.transcription": "text",
  /** A delta: append as is (SDK demo; not in the docs). */
  "avatar.transcription.chunk": "text",
  "user.push_to_talk_started": "none",
  "user.push_to_talk_start_failed": "none",
  "user.push_to_talk_stopped": "none",
  "user.push_to_talk_stop_failed": "none",
  /** Carries `end_reason` (docs) or `stop_reason` (SDK): read the first, else the second. */
  "session.stopped": "reason",
} as const satisfies Record<string, "text" | "none" | "reason">;
export type EventType = keyof typeof EVENTS;

interface EventCommon {
  readonly event_id?: string;
  readonly session_id?: string;
  /** Presumably the `event_id` of the command that caused it: UNVERIFIED. */
  readonly source_event_id?: string | null;
}
type EventFields = {
  readonly text: { readonly text: string };
  readonly none: object;
  readonly reason: { readonly end_reason?: string; readonly stop_reason?: string };
};
export type AgentEvent = {
  [K in EventType]: EventCommon & { readonly event_type: K } & EventFields[(typeof EVENTS)[K]];
}[EventType];
