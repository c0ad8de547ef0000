export { FakeAudioSource, type FakeAudioSourceOptions, FakeMicSource } from "./fake-audio-source.js";
export { FakeClock } from "./fake-clock.js";
export { FakeEmbedder } from "./fake-embedder.js";
export { FakeFace, type FakeFaceOptions, type FakeSpeech } from "./fake-face.js";
export { FakeLLM, type FakeLLMOptions, type FakeLLMRequest, type FakeLLMStep, type FakeToolCall } from "./fake-llm.js";
export { FakeMicrophone, type FakeMicrophoneOptions } from "./fake-microphone.js";
export {
  type FakeConnectPlan,
  FakeRealtimeConnection,
  FakeRealtimeSTT,
  type FakeRealtimeSTTOptions,
  type FakeWordsDetails,
} from "./fake-realtime-stt.js";
export { FakeRenderer, type FakeRendererOptions } from "./fake-renderer.js";
export type { FakePlan, FakeRequest, FakeRequestOptions, FakeRequestState } from "./fake-request.js";
export { FakeSTT, type FakeSTTInput } from "./fake-stt.js";
export { FakeTTS, type FakeTTSInput } from "./fake-tts.js";
export { type Fault, type Faults, withFaults } from "./faults.js";
export { FakeVAD, type FakeVADOptions } from "./fake-vad.js";
export { FakeVoice, type FakeSaying } from "./fake-voice.js";
export type { SpeakingOptions, SpokenPlace } from "../core/ports/speaking-voice.js";
export { type EventRecorder, type EventSource, type RecordedEvent, recordEvents } from "./record-events.js";
