import { throwIfAborted } from "../../core/abort.js";
import { isRecord } from "../../core/is-record.js";
import type { STTOptions, STTProvider } from "../../core/ports/speech-to-text.js";
import { misanswered } from "./failure.js";
import { type OpenAIOptions, type OpenAISettings, settingsOf } from "./options.js";
import { exchangeOnce } from "./retry.js";

/** Servers tell the format by the file's name, and browsers name the types in more than one way. */
const EXTENSIONS: readonly (readonly [type: RegExp, extension: string])[] = [
  [/webm/, "webm"],
  [/ogg|opus/, "ogg"],
  [/mp4|m4a|aac/, "m4a"],
  [/mpeg|mp3/, "mp3"],
  [/flac/, "flac"],
];

/**
 * Speech recognition by an OpenAI-compatible `/audio/transcriptions`. A request that fails is tried once more; an empty recording
 * sends no request.
 */
export class OpenAISTT implements STTProvider {
  readonly id = "openai";
  readonly #settings: OpenAISettings;

  /** Throws `config-missing` or `config-invalid`. */
  constructor(options: OpenAIOptions) {
    this.#settings = settingsOf("OpenAISTT", options);
  }

  async transcribe(audio: Blob, options: STTOptions = {}): Promise<string> {
    const settings = this.#settings;
    throwIfAborted(options.signal);
    if (audio.size === 0) return "";
    const body = new FormData();
    for (const [name, value] of Object.entries(settings.parameters)) {
      body.set(name, typeof value === "string" ? value : JSON.stringify(value));
    }
    body.set("model", settings.model);
    body.set("response_format", "json");
    // The service knows languages, not regions.
    const language = options.language?.split("-")[0]?.toLowerCase();
    if (language) body.set("language", language);
    body.set("file", audio, fileName(audio));
    const request = {
      stage: "stt",
      owner: "OpenAISTT",
      who: "The speech recognition",
      settings,
      signal: options.signal,
    } as const;
    return exchangeOnce(request, async (exchange) => {
      const { signal, context } = exchange;
      const answer: unknown = await exchange.client.post("/audio/transcriptions", { body, signal });
      if (!isRecord(answer) || typeof answer.text !== "string") throw misanswered(context, "without a text");
      return answer.text.trim();
    });
  }
}

function fileName(audio: Blob): string {
  const extension = EXTENSIONS.find(([type]) => type.test(audio.type.toLowerCase()))?.[1] ?? "wav";
  return `speech.${extension}`;
}
