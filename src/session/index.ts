export { ERROR_CODES, ERROR_STAGES, LiveAvatarError } from "../core/errors.js";
export type { ErrorCode, ErrorStage, LiveAvatarErrorOptions } from "../core/errors.js";
export { type Clock, systemClock } from "../core/clock.js";
export { createMarkerParser, type MarkerParser, type MarkerPart } from "../core/marker-parser.js";
export type { AvatarRenderer, RendererReport, RendererSound, RendererVoice } from "../core/ports/avatar-renderer.js";
export type { ChatMessage, ContentPart } from "../core/ports/chat-message.js";
export type { Logger } from "../core/ports/logger.js";
export {
  SESSION_EVENTS,
  type SessionEventMap,
  type SessionEventName,
  type TranscriptionTextOptions,
} from "../core/session-events.js";
export * from "../core/vocabulary.js";
export type { ReadonlySignal } from "../core/signals.js";
export { AvatarSession } from "./avatar-session.js";
export type { AvatarSessionConfig } from "./session-config.js";
export type { SessionSignals } from "./session-signals.js";
