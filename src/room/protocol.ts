/**
 * The protocol of a FULL-mode session in its LiveKit room, as types and tables; the HTTP half is backend/rest-protocol.ts.
 * Room and emulator both use it. Facts come from the official SDK 0.0.18 and the service's public documents; what could not
 * be verified is marked UNVERIFIED and treated tolerantly by the readers.
 */

/** The topic of commands to the agent (SDK 0.0.18). */
export const CONTROL_TOPIC = "agent-control";
/** The topic of events from the service (SDK 0.0.18). */
export const RESPONSE_TOPIC = "agent-response";
/** The identity of the participant whose tracks are the avatar (SDK 0.0.18). */
export const AVATAR_IDENTITY = "heygen";
/** The start of the agent's identity; the session id follows (SDK 0.0.18). */
export const AGENT_IDENTITY_PREFIX = "liveavatar-agent-";

/** The commands, on {@link CONTROL_TOPIC}; the value says whether a command carries a `text`. */
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

/** The events, on {@link RESPONSE_TOPIC}; the value names the one field that is read besides the common ones. */
export const EVENTS = {
  "user.speak_started": "none",
  "user.speak_ended": "none",
  /** The final words of the visitor. */
  "user.transcription": "text",
  /** The visitor's words so far: they replace the partial before (SDK demo; not in the docs). */
  "user.transcription.chunk": "text",
  "avatar.speak_started": "none",
  "avatar.speak_ended": "none",
  /** The whole reply. */
  "avatar.transcription": "text",
  /** The next piece of the reply: it is appended as is (SDK demo; not in the docs). */
  "avatar.transcription.chunk": "text",
  "user.push_to_talk_started": "none",
  "user.push_to_talk_start_failed": "none",
  "user.push_to_talk_stopped": "none",
  "user.push_to_talk_stop_failed": "none",
  /** Carries `end_reason` (docs) or `stop_reason` (SDK): read the first, else the second. */
  "session.stopped": "reason",
} as const satisfies Record<string, "text" | "none" | "reason">;
export type EventType = keyof typeof EVENTS;

/** What every event may carry. */
export interface EventCommon {
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
