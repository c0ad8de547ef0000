/** `live-avatar`: registers `<live-avatar>` and names everything that a page's script may need. */
import { define } from "./element/define.js";

define();

export { LiveAvatarElement } from "./element/live-avatar.element.js";
export { addTranslation } from "./element/locales/languages.js";
export type { PartialTranslation, Translation } from "./element/locales/translation.js";
export type { LiveAvatarEventMap } from "./element/events.js";
export type { DiagnoseOptions, Diagnosis, DiagnosisCheck } from "./element/diagnosis/diagnosis.js";
export type { ErrorCode, ErrorStage, LiveAvatarError } from "./core/errors.js";
export type {
  AvatarRenderer,
  RendererReport,
  RendererSound,
  RendererVoice,
  SpeakOptions,
} from "./core/ports/avatar-renderer.js";
export type { ChatMessage, ContentPart } from "./core/ports/chat-message.js";
export type { SessionEventMap, SessionEventName, TranscriptionTextOptions } from "./core/session-events.js";
export type {
  AudioState,
  ConnectionState,
  EndReason,
  MicState,
  PictureState,
  SessionState,
} from "./core/vocabulary.js";
export type { AvatarControl, AvatarControlPatch } from "./core/ports/avatar-control.js";
export type { LLMChunk, LLMOptions, LLMProvider, ReasoningEffort } from "./core/ports/language-model.js";
export type { TTSOptions, TTSProvider } from "./core/ports/text-to-speech.js";
export type { SiteEndpoint, SiteFetchOptions } from "./backend/site-request.js";
export type { TokenSource } from "./backend/token-source.js";
export type { AvatarSession } from "./session/index.js";
