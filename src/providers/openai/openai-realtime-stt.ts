import { throwIfAborted } from "../../core/abort.js";
import { type Clock, systemClock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { type Logger, safeLogger, silentLogger } from "../../core/ports/logger.js";
import type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTOptions,
  RealtimeSTTProvider,
} from "../../core/ports/realtime-stt.js";
import type { VADProvider } from "../../core/ports/voice-activity.js";
import { realtimeAddress, type RealtimeTokenProvider } from "./realtime-connect.js";
import { RealtimeRecogniser } from "./realtime-recogniser.js";
import type { RefusableField } from "./realtime-session.js";
import type { WebSocketClass } from "./realtime-socket.js";
import { SAMPLES_PER_SECOND } from "./realtime-wire.js";

const OPENAI_URL = "https://api.openai.com/v1";

/** The options of {@link OpenAIRealtimeSTT}. They are read once, when it is made. */
export interface OpenAIRealtimeSTTOptions {
  /** The name of the transcription model. There is no default, because models are retired. Missing: `config-missing`. */
  readonly model: string;
  /**
   * Gives a short-lived token: a text, or an answer of `createRealtimeTokenHandler` or of `POST /realtime/client_secrets`. It is
   * asked anew for each connection, and given up after 15 s. Missing: `config-missing`.
   */
  readonly token: RealtimeTokenProvider;
  /**
   * Where the server answers, without `/realtime`: https or wss, or http or ws for your own machine. Relative URLs are resolved
   * against the document. Default: OpenAI's own address.
   */
  readonly baseURL?: string | undefined;
  /** BCP 47; helps the recogniser. What `connect` is given wins. Default: the server finds out. */
  readonly language?: string | undefined;
  /** Words that help the model to understand. Default: none. */
  readonly prompt?: string | undefined;
  /**
   * Who finds the ends of utterances: the server, or nobody but `vad` and `finalize()`. A model that takes no turns makes
   * `"none"` of `"server"`, from the first connection on that says so. Default `"server"`.
   */
  readonly turnDetection?: "server" | "none" | undefined;
  /**
   * Finds the ends of utterances where the server does not; used for nothing else, by this recogniser alone, and not disposed of.
   * Without one an utterance ends with `finalize()`, and after 30 s at the latest.
   */
  readonly vad?: VADProvider | undefined;
  /** The class of WebSockets, for platforms that have none. Default: the platform's. */
  readonly webSocket?: WebSocketClass | undefined;
  /** For tests. Default: the platform's time. */
  readonly clock?: Clock | undefined;
  /** Told of what is ignored. Default: nobody. */
  readonly logger?: Logger | undefined;
}

/**
 * Speech recognition in real time by OpenAI's Realtime API, or by a server that has its protocol. A connection that breaks off is
 * renewed: up to five tries, 0.5 s to 8 s apart. What was said meanwhile, or was not told before, is heard then; a minute of sound
 * is kept for that.
 */
export class OpenAIRealtimeSTT implements RealtimeSTTProvider {
  readonly id = "openai-realtime";
  readonly sampleRate = SAMPLES_PER_SECOND;
  readonly #options: OpenAIRealtimeSTTOptions;
  readonly #refused = new Set<RefusableField>();

  /** @throws LiveAvatarError `config-missing`, `config-invalid` */
  constructor(options: OpenAIRealtimeSTTOptions) {
    const { model, token, baseURL = OPENAI_URL } = options;
    const turnDetection: string = options.turnDetection ?? "server";
    if (typeof model !== "string" || model.trim() === "") throw missing("model");
    if (typeof token !== "function") throw missing("token");
    if (turnDetection !== "server" && turnDetection !== "none") {
      throw new LiveAvatarError("config-invalid", 'OpenAIRealtimeSTT: turnDetection must be "server" or "none".');
    }
    this.#options = { ...options, model: model.trim(), baseURL };
    // A relative one is checked where there is a document.
    if (/^\w+:/.test(baseURL)) realtimeAddress(baseURL);
    if (turnDetection === "none") this.#refused.add("turnDetection");
  }

  async connect(callbacks: RealtimeSTTCallbacks, options: RealtimeSTTOptions = {}): Promise<RealtimeSTTConnection> {
    throwIfAborted(options.signal);
    const { model, token, baseURL = OPENAI_URL, prompt, vad, webSocket } = this.#options;
    // The service knows languages, not regions.
    const language = (options.language ?? this.#options.language)?.split("-")[0]?.toLowerCase();
    const recogniser = new RealtimeRecogniser(
      {
        ...{ model, token, baseURL, vad, webSocket },
        language: language || undefined,
        prompt: prompt || undefined,
        refused: this.#refused,
        clock: this.#options.clock ?? systemClock,
        logger: safeLogger(this.#options.logger ?? silentLogger),
      },
      callbacks,
    );
    return recogniser.connect(options.signal);
  }
}

const missing = (name: string): LiveAvatarError =>
  new LiveAvatarError("config-missing", `OpenAIRealtimeSTT needs a ${name}.`);
