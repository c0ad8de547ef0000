/**
 * The public vocabularies: each closed list of words for pages, listeners and style sheets. Types, attribute values, custom
 * states and docs follow from these tables; a new word is a minor release.
 */

/** States of a session, in the order a conversation walks through them. */
export const SESSION_STATES = ["idle", "connecting", "ready", "thinking", "speaking", "error", "destroyed"] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** The reasons why a session ended. `unknown` also stands for words of the service that are not in our table. */
export const END_REASONS = [
  "stopped",
  "idle-timeout",
  "max-duration",
  "no-credits",
  "agent-hang-up",
  "server-ended",
  "page-left",
  "hidden-timeout",
  "unknown",
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** The states of the microphone. Only in `live` it is heard. */
export const MIC_STATES = [
  "off",
  "asking",
  "live",
  "muted",
  "blocked",
  "missing",
  "busy",
  "insecure",
  "policy",
  "interrupted",
  "unsupported",
] as const;
export type MicState = (typeof MIC_STATES)[number];

/** The states of the avatar's sound. `blocked`: the browser asks for a press first (`startAudio()`). */
export const AUDIO_STATES = ["off", "playing", "muted", "blocked"] as const;
export type AudioState = (typeof AUDIO_STATES)[number];

/**
 * The states of the avatar's picture, where the renderer tells. `unknown`: it does not, and sees to its picture itself; `live`:
 * it moves; `missing`: none comes for now; `off`: it is left away to spare the network, and the voice goes on.
 */
export const PICTURE_STATES = ["unknown", "live", "missing", "off"] as const;
export type PictureState = (typeof PICTURE_STATES)[number];

/** The wishes for the avatar's picture. `auto`: it is left away where the network cannot carry it, or the visitor's browser saves data. */
export type PictureWish = "auto" | "on" | "off";

/** The states of the connection. */
export const CONNECTION_STATES = ["unknown", "good", "poor", "reconnecting", "lost"] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** The emotions that a language model may show by a marker in its reply; `neutral` is the face without one. */
export const EMOTIONS = ["neutral", "happy", "sad", "angry", "surprised", "relaxed"] as const;
export type Emotion = (typeof EMOTIONS)[number];
