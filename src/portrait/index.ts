/** `live-avatar/portrait`: a drawn avatar that needs no service, no key and no network. */
export { PortraitRenderer } from "./portrait-renderer.js";
export type { PortraitOptions } from "./options.js";
export type { CharacterName } from "./characters/index.js";
export type { RequestFrame } from "./frame-loop.js";
export type { SpeakingOptions, SpeakingVoice, SpokenPlace } from "../core/ports/speaking-voice.js";
