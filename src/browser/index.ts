/** `live-avatar/browser`: the adapters for the browser's own abilities. */
export { BrowserLLM } from "./browser-llm.js";
export type { BrowserLLMOptions } from "./browser-llm.js";
export type { BrowserLLMAvailability } from "./prompt-creation.js";
export type { PromptModel } from "./prompt-api.js";
export { BrowserVoice } from "./browser-voice.js";
export type { BrowserVoiceOptions } from "./browser-voice.js";
export { SpeechRecognitionSTT } from "./speech-recognition-stt.js";
export type { SpeechRecognitionSTTOptions } from "./speech-recognition-stt.js";
export type { RecogniserConstructor } from "./recognition-api.js";
export type { SpeakingOptions, SpeakingVoice, SpokenPlace } from "../core/ports/speaking-voice.js";
