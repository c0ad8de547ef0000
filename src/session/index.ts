export {
  buildCardMessages,
  type CardMessagesOptions,
  type CardTextOptions,
  getCharacterGreeting,
} from "../characters/card-messages.js";
export type { CharacterCard, CharacterCardData, Lorebook, LorebookEntry } from "../characters/character-card.js";
export { getEmotionSystemPromptSuffix } from "../core/emotion-prompt.js";
export { parseCharacterCard, type ParseCardOptions } from "../characters/parse-card.js";
export { ERROR_CODES, ERROR_STAGES, LiveAvatarError } from "../core/errors.js";
export type { ErrorCode, ErrorStage, LiveAvatarErrorOptions } from "../core/errors.js";
export { type Clock, systemClock } from "../core/clock.js";
export { createMarkerParser, type MarkerParser, type MarkerPart } from "../core/marker-parser.js";
export {
  createSentenceSplitter,
  type SentenceSplitter,
  type SentenceSplitterOptions,
  splitSentences,
} from "../core/sentence-splitter/sentence-splitter.js";
export { speechText } from "../core/speech-text/speech-text.js";
export type {
  AvatarBody,
  AvatarControl,
  AvatarControlPatch,
  AvatarEmotion,
  AvatarFace,
  AvatarScene,
  FacePose,
  Vector3,
} from "../core/ports/avatar-control.js";
export type { AudioSource, MicControls, MicReport } from "../core/ports/audio-source.js";
export type {
  AvatarRenderer,
  RendererPicture,
  RendererReport,
  RendererSound,
  RendererVoice,
  SpeakOptions,
} from "../core/ports/avatar-renderer.js";
export type { ChatMessage, ContentPart } from "../core/ports/chat-message.js";
export type { Embedder } from "../core/ports/embedder.js";
export type { LLMChunk, LLMOptions, LLMProvider, ReasoningEffort } from "../core/ports/language-model.js";
export type { Logger } from "../core/ports/logger.js";
export type { PageElement, PageStream } from "../core/ports/page-types.js";
export type { MessageVector, VectorHit, VectorQuery, VectorStore } from "../core/ports/vector-store.js";
export type { Tool, ToolCall, ToolDefinition } from "../core/ports/tool.js";
export type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTOptions,
  RealtimeSTTProvider,
} from "../core/ports/realtime-stt.js";
export type { STTOptions, STTProvider } from "../core/ports/speech-to-text.js";
export type { TTSOptions, TTSProvider } from "../core/ports/text-to-speech.js";
export type {
  DeleteThreadOptions,
  MessageQuery,
  MessagesAround,
  Thread,
  ThreadCallOptions,
  ThreadChange,
  ThreadProvider,
  ThreadQuery,
} from "../core/ports/thread-provider.js";
export type { VADEvent, VADInitOptions, VADProvider } from "../core/ports/voice-activity.js";
export { InMemoryVectorStore } from "../core/recall/in-memory-vector-store.js";
export { LocalEmbedder, type LocalEmbedderOptions } from "../core/recall/local-embedder.js";
export {
  type EmotionPayload,
  type Segment,
  SESSION_EVENTS,
  type SessionEventMap,
  type SessionEventName,
  type ToolCallPayload,
  type ToolResultPayload,
  type TranscriptionTextOptions,
  type VisionContextEntry,
} from "../core/session-events.js";
export * from "../core/vocabulary.js";
export type { ReadonlySignal } from "../core/signals.js";
export { deleteThreads, type DeleteThreadsOptions } from "./remembering/delete-threads.js";
export { InMemoryThreadProvider, type InMemoryThreadProviderOptions } from "./remembering/in-memory-thread-provider.js";
export { exportThread, importThread, type ImportThreadOptions, type ThreadFile } from "./remembering/thread-file.js";
export { AvatarSession } from "./avatar-session.js";
export type { AvatarSessionConfig, VisionConfig, VisionWorkloadsConfig, VoiceConfig } from "./config.js";
export type { MemoryConfig } from "./memory-config.js";
export type { NewThreadOptions } from "./memory-context.js";
export type { MessageRange, SemanticRecallConfig } from "./remembering/recall-options.js";
export type { Loudness } from "./renderer-slot.js";
export type { ListeningOptions } from "./voice-input.js";
export type { SessionSignals } from "./signals.js";
