/** `live-avatar/browser`: the adapters for the browser's own abilities. */
export { BrowserVoice } from "./browser-voice.js";
export type { BrowserVoiceOptions } from "./browser-voice.js";
export type { SpeakingOptions, SpeakingVoice, SpokenPlace } from "../core/ports/speaking-voice.js";
export { EnergyVAD } from "./energy-vad.js";
export type { EnergyVADOptions } from "./energy-vad.js";
export type { VADEvent, VADInitOptions, VADProvider } from "../core/ports/voice-activity.js";
