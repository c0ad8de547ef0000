/** The transcription of a Realtime session, which a page and its backend both can ask for. */
export interface Transcription {
  readonly model: string;
  /** ISO 639-1. */
  readonly language?: string | undefined;
  readonly prompt?: string | undefined;
}

/**
 * OpenAI's newer models take a list of languages, and refuse the one `language` of the older ones
 * (https://github.com/openai/openai-agents-python/pull/4616).
 */
const TAKES_LANGUAGES = /^gpt-(?:live-)?transcribe\b/;

/** The `audio.input.transcription` of a session, as the API names its fields. */
export function transcriptionFields({ model, language, prompt }: Transcription): Readonly<Record<string, unknown>> {
  const spoken = TAKES_LANGUAGES.test(model) ? { languages: [language] } : { language };
  return { model, ...(language !== undefined && spoken), ...(prompt !== undefined && { prompt }) };
}

/** The one format that the API takes over a WebSocket. */
export const REALTIME_FORMAT = { type: "audio/pcm", rate: 24_000 } as const;
