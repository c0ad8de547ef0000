/** `live-avatar/browser`: what the visitor's browser itself can lend to a conversation. */
export { BrowserVoice } from "./browser-voice.js";
export type { BrowserVoiceOptions } from "./browser-voice.js";
export type { SpeakingOptions, SpeakingVoice, SpokenPlace } from "../core/ports/speaking-voice.js";
