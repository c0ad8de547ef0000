export { FakeClock } from "./fake-clock.js";
export { FakeRenderer, type FakeRendererOptions } from "./fake-renderer.js";
export { type EventRecorder, type EventSource, type RecordedEvent, recordEvents } from "./record-events.js";
