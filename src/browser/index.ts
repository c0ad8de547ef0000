/** `live-avatar/browser`: the adapters for the browser's own abilities. */
export { BrowserLLM } from "./browser-llm.js";
export type { BrowserLLMOptions } from "./browser-llm.js";
export type { BrowserLLMAvailability } from "./prompt-creation.js";
export type {
  PromptCallOptions,
  PromptCreateOptions,
  PromptDemands,
  PromptExpectation,
  PromptMessage,
  PromptModel,
  PromptPart,
  PromptSession,
} from "./prompt-api.js";
export { BrowserVoice } from "./browser-voice.js";
export type { BrowserVoiceOptions } from "./browser-voice.js";
export { MicCapture } from "./mic-capture.js";
export type { MicCaptureOptions } from "./mic-capture.js";
export type { GetUserMedia } from "../media/microphone-access.js";
export type { Timers } from "../core/wait.js";
export type { AudioSource, MicControls, MicReport } from "../core/ports/audio-source.js";
export { SpeechRecognitionSTT } from "./speech-recognition-stt.js";
export type { SpeechRecognitionSTTOptions } from "./speech-recognition-stt.js";
export type { BrowserRecogniser, RecogniserConstructor, RecognitionOptions } from "./recognition-api.js";
export type { SpeakingOptions, SpeakingVoice, SpokenPlace } from "../core/ports/speaking-voice.js";
export { EnergyVAD } from "./energy-vad.js";
export type { EnergyVADOptions } from "./energy-vad.js";
export type { VADEvent, VADInitOptions, VADProvider } from "../core/ports/voice-activity.js";
export { UtteranceSTT } from "./utterance-stt.js";
export type { UtteranceSTTOptions } from "./utterance-stt.js";
export type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTOptions,
  RealtimeSTTProvider,
} from "../core/ports/realtime-stt.js";
export type { STTOptions, STTProvider } from "../core/ports/speech-to-text.js";
export { EventRelay } from "../backend/event-relay.js";
export type { EventRelayOptions, RelayedSession } from "../backend/event-relay.js";
export { relayTokenOf } from "../backend/token-answer.js";
export { HttpThreadProvider } from "../backend/http-thread-provider.js";
export type { HttpThreadProviderOptions } from "../backend/http-thread-provider.js";
export { IndexedDBThreadProvider } from "./indexed-db-thread-provider.js";
export type { IndexedDBThreadProviderOptions } from "./indexed-db-thread-provider.js";
export { IndexedDBVectorStore } from "./indexed-db-vector-store.js";
export type { IndexedDBVectorStoreOptions } from "./indexed-db-vector-store.js";
export type { MessageVector, VectorHit, VectorQuery, VectorStore } from "../core/ports/vector-store.js";
export { LocalStorageThreadProvider } from "./local-storage-thread-provider.js";
export type { LocalStorageThreadProviderOptions } from "./local-storage-thread-provider.js";
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
export type { ChatMessage, ContentPart } from "../core/ports/chat-message.js";
export { SileroVAD } from "./silero-vad.js";
export type { SileroVADOptions } from "./silero-vad.js";
