import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { LLMProvider } from "../core/ports/language-model.js";
import type { TTSProvider } from "../core/ports/text-to-speech.js";
import type { SiteFetchOptions } from "../backend/site-request.js";
import type { TokenSource } from "../backend/token-source.js";
import { AttributeElement } from "./attribute-element.js";
import type { Word } from "./attributes.js";

/** What a page can set, in the types and words that its author reads. The accessors come from the table of attributes. */
export abstract class SettableElement extends AttributeElement {
  /** URL of the site's backend that mints session tokens; read at start. @attr token-endpoint */
  declare tokenEndpoint: string | undefined;
  /** The service; default `https://api.liveavatar.com`; read at start. @attr api-url */
  declare apiUrl: string | undefined;
  /** Who is shown: default `liveavatar` where there is a token source, else `portrait`. @attr renderer */
  declare renderer: Word<"renderer"> | AvatarRenderer;
  /** OpenAI-compatible base URL on the site's backend: the page's own language model answers. @attr llm-base-url */
  declare llmBaseUrl: string | undefined;
  /** Its model, as the server calls it. @attr llm-model */
  declare llmModel: string | undefined;
  /** Likewise for the portrait's voice; default the browser's own, where it has one. @attr tts-base-url */
  declare ttsBaseUrl: string | undefined;
  /** Its model. @attr tts-model */
  declare ttsModel: string | undefined;
  /** Its voice; default the server's. @attr tts-voice */
  declare ttsVoice: string | undefined;
  /** Who the page's own language model is. Public text: the server's prompt is what protects. @attr system-prompt */
  declare systemPrompt: string | undefined;
  /** URL of a character card (JSON or PNG), in place of the system prompt. @attr character-card */
  declare characterCard: string | undefined;
  /** Said as soon as the avatar is there. @attr greeting */
  declare greeting: string | undefined;
  /** The page's own language model shows emotions, and is told how. @attr emotions */
  declare emotions: boolean;
  /** How long it may think; default its own. @attr reasoning-effort */
  declare reasoningEffort: Word<"reasoningEffort">;
  /** Its answers are text only, until `say()`. @attr no-auto-speak */
  declare noAutoSpeak: boolean;
  /** How turns are taken; a hint for the token endpoint, the token decides. @attr interaction */
  declare interaction: Word<"interaction">;
  /** What a start does about the microphone. @attr microphone */
  declare microphone: Word<"microphone">;
  /** Hides the line to type in. @attr no-text-input */
  declare noTextInput: boolean;
  /** Hides captions while there is sound. @attr no-captions */
  declare noCaptions: boolean;
  /** Hides the transcript. @attr no-transcript */
  declare noTranscript: boolean;
  /** Does not keep the service's session alive while a person is active; read at start. @attr no-keep-alive */
  declare noKeepAlive: boolean;
  /** In the page's flow, in a corner, or over everything. @attr layout */
  declare layout: Word<"layout">;
  /** Corner of a floating avatar. @attr placement */
  declare placement: Word<"placement">;
  /** Whether a floating avatar is open. @attr open */
  declare open: boolean;
  /** When the heavy parts are fetched. @attr loading */
  declare loading: Word<"loading">;
  /** `token`: mint the token on hover and focus, for endpoints that answer a `session_token`. @attr prefetch */
  declare prefetch: Word<"prefetch">;
  /** Image for the stage. @attr poster */
  declare poster: string | undefined;
  /** Language of the words on screen and hint for the token endpoint; inherited. @attr lang */
  declare lang: string;
  /** Light, dark or as the visitor has it. @attr theme */
  declare theme: Word<"theme">;
  /** No sound; captions are on then. @attr muted */
  declare muted: boolean;
  /** Loudness, 0…1. @attr volume */
  declare volume: number;
  /** Seconds without activity until the end; default never; read at start. @attr idle-timeout */
  declare idleTimeout: number | undefined;
  /** Seconds until the end; default the service's limit; read at start. @attr max-duration */
  declare maxDuration: number | undefined;
  /** Seconds hidden and silent until the end; 0 never. @attr hidden-timeout */
  declare hiddenTimeout: number;
  /** Hint for the token endpoint; never authentication. @attr thread-id */
  declare threadId: string | undefined;
  /** Hint for the token endpoint; never authentication. @attr user-id */
  declare userId: string | undefined;

  /** Does in code what `token-endpoint` does by request; read at start. */
  declare tokenProvider: TokenSource | undefined;
  /** Answers, in place of the `llm-` attributes; read at start. */
  declare llm: LLMProvider | undefined;
  /** The portrait's voice, in place of the `tts-` attributes; read at start. */
  tts: TTSProvider | undefined;
  /** Headers and credentials for the site's own addresses, never for `api-url`; read at start. */
  fetchOptions: SiteFetchOptions | undefined;
}
