export { FakeClock } from "./fake-clock.js";
export { FakeEmbedder } from "./fake-embedder.js";
export { FakeFace, type FakeFaceOptions, type FakeSpeech } from "./fake-face.js";
export { FakeLLM, type FakeLLMOptions, type FakeLLMRequest, type FakeLLMStep } from "./fake-llm.js";
export { FakeRenderer, type FakeRendererOptions } from "./fake-renderer.js";
export type { FakePlan, FakeRequest, FakeRequestOptions, FakeRequestState } from "./fake-request.js";
export { FakeSTT, type FakeSTTInput } from "./fake-stt.js";
export { FakeTTS, type FakeTTSInput } from "./fake-tts.js";
export { type EventRecorder, type EventSource, type RecordedEvent, recordEvents } from "./record-events.js";
