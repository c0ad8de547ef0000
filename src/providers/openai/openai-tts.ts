import { LiveAvatarError } from "../../core/errors.js";
import type { TTSOptions, TTSProvider } from "../../core/ports/text-to-speech.js";
import { mediaTypeOf } from "./body-watch.js";
import { misanswered } from "./failure.js";
import { type OpenAIOptions, type OpenAISettings, settingsOf } from "./options.js";
import { exchangeOnce } from "./retry.js";

/** The formats of `/audio/speech` that browsers decode. */
const MEDIA_TYPES = {
  mp3: "audio/mpeg",
  opus: "audio/ogg",
  aac: "audio/aac",
  flac: "audio/flac",
  wav: "audio/wav",
} as const;

export interface OpenAITTSOptions extends OpenAIOptions {
  /** The voice's name, as the server calls it. Default: left out, and the server's own, where it has one. */
  readonly voice?: string | undefined;
  /** Default: "mp3". */
  readonly format?: keyof typeof MEDIA_TYPES | undefined;
}

/** Speech synthesis by an OpenAI-compatible `/audio/speech`. A request that fails is tried once more. */
export class OpenAITTS implements TTSProvider {
  readonly id = "openai";
  readonly #settings: OpenAISettings;
  readonly #voice: string | undefined;
  readonly #format: keyof typeof MEDIA_TYPES;

  /** Throws `config-missing` or `config-invalid`. */
  constructor(options: OpenAITTSOptions) {
    this.#settings = settingsOf("OpenAITTS", options);
    this.#voice = options.voice;
    this.#format = options.format ?? "mp3";
    if (!Object.hasOwn(MEDIA_TYPES, this.#format)) {
      throw new LiveAvatarError(
        "config-invalid",
        `OpenAITTS: format must be one of ${Object.keys(MEDIA_TYPES).join(", ")}.`,
      );
    }
  }

  async synthesize(text: string, options: TTSOptions = {}): Promise<Blob> {
    const voice = options.voiceId || this.#voice;
    const settings = this.#settings;
    const body = {
      ...settings.parameters,
      model: settings.model,
      input: text,
      response_format: this.#format,
      ...(voice === undefined ? {} : { voice }),
    };
    const request = { stage: "tts", owner: "OpenAITTS", who: "The voice", settings, signal: options.signal } as const;
    return exchangeOnce(request, async (exchange) => {
      const { signal, context } = exchange;
      const response = await exchange.client.post("/audio/speech", { body, signal }).asResponse();
      const type = mediaTypeOf(response);
      if (type.startsWith("text/") || type.endsWith("json")) throw misanswered(context, "with text instead of sound");
      const sound = await response.blob();
      if (sound.size === 0) throw new LiveAvatarError("tts-failed", "The voice answered with no sound at all.");
      // Browsers decode by content, but files and media elements need the right type.
      return type.startsWith("audio/") ? sound : new Blob([sound], { type: MEDIA_TYPES[this.#format] });
    });
  }
}
