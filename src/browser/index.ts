/** `live-avatar/browser`: the adapters for the browser's own abilities. */
export { BrowserVoice } from "./browser-voice.js";
export type { BrowserVoiceOptions } from "./browser-voice.js";
export { MicCapture } from "./mic-capture.js";
export type { MicCaptureOptions } from "./mic-capture.js";
export type { AudioSource, MicControls, MicReport } from "../core/ports/audio-source.js";
export type { SpeakingOptions, SpeakingVoice, SpokenPlace } from "../core/ports/speaking-voice.js";
