/** The properties of `<live-avatar>` that no attribute can give, and all that a page can set together with them. */
import type { RealtimeSTTProvider } from "../core/ports/realtime-stt.js";
import type { ThreadProvider } from "../core/ports/thread-provider.js";
import type { TTSProvider } from "../core/ports/text-to-speech.js";
import type { Tool } from "../core/ports/tool.js";
import type { VADProvider } from "../core/ports/voice-activity.js";
import type { SiteFetchOptions } from "../backend/site-request.js";
import type { TokenSource } from "../backend/token-source.js";
import type { VisionWorkloadsConfig } from "../session/index.js";
import type { AttributeValues } from "./attributes.js";
import type { PartialTranslation } from "./locales/translation.js";

/** The properties that only a page's script can set. Each comment is the description of its property everywhere. */
export interface ScriptProperties {
  /** A function that gives the session token, in place of the request to `token-endpoint`; read at the next start. */
  tokenProvider: TokenSource | undefined;
  /** The voice of the portrait, in place of the `tts-` attributes; read at the next start. */
  tts: TTSProvider | undefined;
  /** The speech recognition of an avatar without a microphone of its own, in place of the `stt-` attributes; read at the next start. */
  realtimeSTT: RealtimeSTTProvider | undefined;
  /** The voice activity detection that cuts what the visitor says into the recordings for `stt-base-url`; default one that loads nothing. Read at the next start. */
  vad: VADProvider | undefined;
  /** The tools of the page that the language model may ask for while it answers; read at the next start. */
  tools: readonly Tool[] | undefined;
  /** The questions that a model is asked about the visitor's video again and again; read at the next start. */
  visionWorkloads: VisionWorkloadsConfig | undefined;
  /** The threads that conversations are kept in, in place of `memory`; read at the next start. It stays the page's. */
  threadProvider: ThreadProvider | undefined;
  /** A function that gives headers and credentials for requests to the site's own addresses, never to `api-url`; read at the next start. */
  fetchOptions: SiteFetchOptions | undefined;
  /** The origins, besides those of the page and its endpoints, at which the site's backend may have its stop and keep-alive endpoints; read at the next start. */
  siteOrigins: readonly string[] | undefined;
  /** Words of the page's own in place of the element's, in whatever language it is; counts at once. */
  translations: PartialTranslation | undefined;
}

/** The names of these properties. A property that is missing here does not compile. */
const NAMES = {
  tokenProvider: true,
  tts: true,
  realtimeSTT: true,
  vad: true,
  tools: true,
  visionWorkloads: true,
  threadProvider: true,
  fetchOptions: true,
  siteOrigins: true,
  translations: true,
} satisfies Record<keyof ScriptProperties, true>;
export const SCRIPT_PROPERTIES = Object.keys(NAMES) as readonly (keyof ScriptProperties)[];

/** Everything that a page can set. */
export type ElementProperties = AttributeValues & ScriptProperties;
