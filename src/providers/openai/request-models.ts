/** The adapters that the element makes of its attributes, and that ask by requests: no conversation loads the rest for them. */
export { OpenAILLM } from "./openai-llm.js";
export { OpenAISTT } from "./openai-stt.js";
export { OpenAITTS } from "./openai-tts.js";
