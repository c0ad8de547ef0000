export { OpenAIEmbedder, type OpenAIEmbedderOptions } from "./openai-embedder.js";
export { OpenAILLM, type OpenAILLMOptions } from "./openai-llm.js";
export { OpenAISTT } from "./openai-stt.js";
export { OpenAIRealtimeSTT, type OpenAIRealtimeSTTOptions } from "./openai-realtime-stt.js";
export type { RealtimeTokenProvider } from "./realtime-connect.js";
export type { WebSocketClass, WebSocketLike } from "./realtime-socket.js";
export { OpenAITTS, type OpenAITTSOptions } from "./openai-tts.js";
export type { OpenAIOptions } from "./options.js";
