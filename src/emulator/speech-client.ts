/** A client of an OpenAI-compatible speech service: it hears and speaks for the emulator, each answer within a limit of time. */
import { systemClock } from "../core/clock.js";
import { isRecord } from "../core/is-record.js";
import { attempt } from "../core/wait.js";
import { decodeWav, encodeWav, type WavSound } from "../core/wav.js";
import { EmulatorError } from "./emulator-error.js";

const PATIENCE_MS = 20_000;

/** A speech service that hears visitors and speaks for the avatar. */
export interface EmulatorSpeechOptions {
  /** The base URL of an OpenAI-compatible service, such as `http://127.0.0.1:4200/v1`. */
  readonly url: string;
  /** The key of that service, where it needs one. Default: none. */
  readonly apiKey?: string | undefined;
  /** The model of `/audio/transcriptions`. Default: `whisper-tiny.en`, that of `npm run speech`. */
  readonly transcriptionModel?: string | undefined;
  /** The model of `/audio/speech`; null: espeak-ng speaks. Default: `piper-joe`, that of `npm run speech`. */
  readonly speechModel?: string | null | undefined;
  /** Default: `alloy`. */
  readonly voice?: string | undefined;
}

export class SpeechClient {
  readonly #options: EmulatorSpeechOptions;

  /** @throws EmulatorError where the URL is none */
  constructor(options: EmulatorSpeechOptions) {
    if (!/^https?:/.test(options.url) || !URL.canParse(options.url)) {
      throw new EmulatorError(`A speech service has an http URL, not ${JSON.stringify(options.url)}.`);
    }
    this.#options = options;
  }

  get canSpeak(): boolean {
    return this.#options.speechModel !== null;
  }

  /** @returns what was said; empty where nobody spoke */
  async hear(samples: Int16Array, sampleRate: number): Promise<string> {
    const body = new FormData();
    body.set("model", this.#options.transcriptionModel ?? "whisper-tiny.en");
    body.set("file", new Blob([encodeWav(samples, sampleRate)], { type: "audio/wav" }), "speech.wav");
    const response = await this.#post("/audio/transcriptions", { body });
    const answer: unknown = await response.json();
    if (!isRecord(answer) || typeof answer["text"] !== "string") throw new EmulatorError("It sent no transcription.");
    return answer["text"].trim();
  }

  async speak(text: string): Promise<WavSound> {
    const { speechModel: model = "piper-joe", voice = "alloy" } = this.#options;
    const response = await this.#post("/audio/speech", {
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ model, voice, input: text, response_format: "wav" }),
    });
    return decodeWav(new Uint8Array(await response.arrayBuffer()));
  }

  async #post(path: string, init: RequestInit): Promise<Response> {
    const { url, apiKey } = this.#options;
    const headers = new Headers(init.headers);
    if (apiKey !== undefined) headers.set("Authorization", `Bearer ${apiKey}`);
    return attempt(
      async (signal) => {
        const address = url.replace(/\/+$/, "") + path;
        const response = await fetch(address, { ...init, method: "POST", headers, signal });
        // The body is read in time, too.
        const body = await response.arrayBuffer();
        if (!response.ok) throw new EmulatorError(`The speech service answered ${String(response.status)} to ${path}.`);
        return new Response(body, { headers: response.headers });
      },
      { clock: systemClock, ms: PATIENCE_MS },
    );
  }
}
