/**
 * The service's HTTP protocol, as types and tables for page, emulator and server handlers. Facts come from the official SDK
 * 0.0.18 and the service's public documents; what could not be verified is marked UNVERIFIED and treated tolerantly by the
 * readers.
 */

/** `code` of a successful envelope (SDK 0.0.18; the OpenAPI's 100 is an artefact of its examples). */
export const SUCCESS_CODE = 1000;

/** Every JSON answer of the service. */
export interface Envelope<T> {
  readonly code: number;
  readonly data: T | null;
  readonly message: string | null;
}

/** `data` of POST /v1/sessions/token. */
export interface SessionTokenData {
  readonly session_id: string;
  readonly session_token: string;
}

/** `data` of POST /v1/sessions/start. */
export interface SessionStartData {
  readonly session_id: string;
  readonly livekit_url: string;
  readonly livekit_client_token: string;
  readonly livekit_agent_token?: string | null;
  /** Seconds. */
  readonly max_session_duration?: number | null;
  /** Only in LITE mode. */
  readonly ws_url?: string | null;
}

/** Body of POST /v1/sessions/token in FULL mode; the service ignores fields it does not know. */
export interface FullSessionConfig {
  readonly mode?: "FULL";
  readonly avatar_id: string;
  readonly avatar_persona?: Readonly<Record<string, unknown>>;
  readonly voice_agent?: Readonly<Record<string, unknown>>;
  readonly interactivity_type?: "CONVERSATIONAL" | "PUSH_TO_TALK";
  readonly is_sandbox?: boolean;
  readonly video_settings?: {
    readonly quality?: "very_high" | "high" | "medium" | "low";
    readonly encoding?: "VP8" | "H264";
  } | null;
  /** Seconds. */
  readonly max_session_duration?: number;
  readonly llm_configuration_id?: string;
  readonly dynamic_variables?: Readonly<Record<string, string>>;
  readonly memory?: { readonly prev_session_id?: string; readonly session_memory_id?: string } | null;
}

/** The service's reasons for the end of a session (`SessionEndReasonEnum` of its OpenAPI). */
export const SERVICE_END_REASONS = [
  "UNKNOWN",
  "USER_DISCONNECTED",
  "SERVER_ERROR",
  "IDLE_TIMEOUT",
  "NO_CREDITS",
  "USER_CLOSED",
  "AVATAR_DELETED",
  "MAX_DURATION_REACHED",
  "ZOMBIE_SESSION_REAP",
  "AGENT_HANG_UP",
] as const;
export type ServiceEndReason = (typeof SERVICE_END_REASONS)[number];
