import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { LLMProvider, ReasoningEffort } from "../core/ports/language-model.js";
import type { Logger } from "../core/ports/logger.js";
import type { TTSProvider } from "../core/ports/text-to-speech.js";
import type { SiteFetchOptions } from "../backend/site-request.js";
import type { TokenSource } from "../backend/token-source.js";

/** What a start reads from the element. */
export interface Settings {
  readonly renderer: AvatarRenderer | "liveavatar" | "portrait" | undefined;
  readonly tokenProvider: TokenSource | undefined;
  readonly tokenEndpoint: string | undefined;
  readonly apiUrl: string | undefined;
  readonly fetchOptions: SiteFetchOptions | undefined;
  readonly interaction: "conversational" | "push-to-talk";
  readonly microphone: "ask" | "muted" | "off";
  readonly keepAlive: boolean;
  readonly idleTimeout: number | undefined;
  readonly maxDuration: number | undefined;
  readonly threadId: string | undefined;
  readonly userId: string | undefined;
  readonly llm: LLMProvider | undefined;
  readonly llmBaseUrl: string | undefined;
  readonly llmModel: string | undefined;
  readonly tts: TTSProvider | undefined;
  readonly ttsBaseUrl: string | undefined;
  readonly ttsModel: string | undefined;
  readonly ttsVoice: string | undefined;
  readonly systemPrompt: string | undefined;
  readonly characterCard: string | undefined;
  readonly greeting: string | undefined;
  readonly emotions: boolean;
  readonly reasoningEffort: ReasoningEffort | undefined;
  readonly autoSpeak: boolean;
  readonly language: string;
  readonly logger: Logger;
}

/** The properties of the element that a start reads. */
export type SettingsSource = Omit<Settings, "keepAlive" | "autoSpeak" | "language" | "logger"> & {
  readonly noKeepAlive: boolean;
  readonly noAutoSpeak: boolean;
};

export function settingsOf(element: SettingsSource, language: string, logger: Logger): Settings {
  const { renderer, tokenProvider, tokenEndpoint, apiUrl, fetchOptions, interaction, microphone } = element;
  const { noKeepAlive, idleTimeout, maxDuration, threadId, userId, llm, llmBaseUrl, llmModel } = element;
  const { tts, ttsBaseUrl, ttsModel, ttsVoice, systemPrompt, characterCard, greeting } = element;
  const { emotions, reasoningEffort, noAutoSpeak } = element;
  return {
    ...{ renderer, tokenProvider, tokenEndpoint, apiUrl, fetchOptions, interaction, microphone },
    ...{ keepAlive: !noKeepAlive, idleTimeout, maxDuration, threadId, userId, llm, llmBaseUrl, llmModel },
    ...{ tts, ttsBaseUrl, ttsModel, ttsVoice, systemPrompt, characterCard, greeting },
    ...{ emotions, reasoningEffort, autoSpeak: !noAutoSpeak, language, logger },
  };
}

type AvatarSource = Pick<Settings, "renderer" | "tokenProvider" | "tokenEndpoint">;

/** Who is shown: what was asked for, else the service where there is a token to be had, else the drawn one. */
export function avatarOf(source: AvatarSource): AvatarRenderer | "liveavatar" | "portrait" {
  return source.renderer ?? (hasTokenSource(source) ? "liveavatar" : "portrait");
}

export function hasTokenSource({ tokenProvider, tokenEndpoint }: AvatarSource): boolean {
  return tokenProvider != null || tokenEndpoint != null;
}

/** Whether there is all that a conversation needs; what is missing cannot be helped by a visitor. */
export function isComplete(source: AvatarSource & Pick<Settings, "llm" | "llmBaseUrl" | "llmModel">): boolean {
  const avatar = avatarOf(source);
  if (avatar === "liveavatar") return hasTokenSource(source);
  return Boolean(source.llm ?? (source.llmBaseUrl && source.llmModel)) || (avatar !== "portrait" && !!avatar.respond);
}
