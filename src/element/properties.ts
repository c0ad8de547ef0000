/** The properties of `<live-avatar>` that no attribute can give, and all that a page can set together with them. */
import type { LLMProvider } from "../core/ports/language-model.js";
import type { TTSProvider } from "../core/ports/text-to-speech.js";
import type { SiteFetchOptions } from "../backend/site-request.js";
import type { TokenSource } from "../backend/token-source.js";
import type { AttributeValues } from "./attributes.js";

/** What only a page's script can set; all of it is read at start. The comments are the descriptions everywhere. */
export interface ScriptProperties {
  /** Gives the session token in code, in place of the request to `token-endpoint`; read at start. */
  tokenProvider: TokenSource | undefined;
  /** The language model that answers, in place of the `llm-` attributes; read at start. */
  llm: LLMProvider | undefined;
  /** The portrait's voice, in place of the `tts-` attributes; read at start. */
  tts: TTSProvider | undefined;
  /** Headers and credentials for the site's own addresses, never for `api-url`; read at start. */
  fetchOptions: SiteFetchOptions | undefined;
}

/** Their names; a property without one does not compile. */
const NAMES = { tokenProvider: true, llm: true, tts: true, fetchOptions: true } satisfies Record<
  keyof ScriptProperties,
  true
>;
export const SCRIPT_PROPERTIES = Object.keys(NAMES) as readonly (keyof ScriptProperties)[];

/** Everything that a page can set. */
export type ElementProperties = AttributeValues & ScriptProperties;
