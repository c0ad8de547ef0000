/** The browser's own speech recognition: it hears by itself, without a server of ours and without a key. */
import { isAbortError, throwIfAborted } from "../core/abort.js";
import { type Clock, systemClock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTOptions,
  RealtimeSTTProvider,
} from "../core/ports/realtime-stt.js";
import { attempt } from "../core/wait.js";
import { type BrowserRecogniser, platformRecogniser, type RecogniserConstructor } from "./recognition-api.js";
import { RecognitionConnection } from "./recognition-connection.js";
import { type RecognitionFailure, recognitionMissing, recognitionObstacle } from "./recognition-failure.js";

export interface SpeechRecognitionSTTOptions {
  /** BCP 47. Default: the language that the session gives, then that of the document, then of the browser. */
  readonly language?: string | undefined;
  /**
   * Whether the sound stays on the visitor's machine. `prefer`: where the browser has the language installed; else it may send the
   * sound to its maker's service. `require`: only there, the language is installed if need be, and `stt-refused` where that cannot
   * be. `off`: as the browser likes. Read at each `connect`. Default `prefer`.
   */
  readonly onDevice?: "prefer" | "require" | "off" | undefined;
  /** Default: the browser's. */
  readonly recogniser?: RecogniserConstructor | undefined;
  readonly clock?: Clock | undefined;
}

/** A browser that has not said by then what it can do on this machine will not. */
const AVAILABLE_MS = 2000;
/** The models of a language have some ten megabytes. */
const INSTALL_MS = 180_000;

/**
 * The recogniser of Chrome, Edge and Safari. Call `connect` in a press: Safari hears only then. Chrome and Safari may send what
 * they hear to their maker; see `onDevice`.
 */
export class SpeechRecognitionSTT implements RealtimeSTTProvider {
  readonly id = "browser";
  readonly capture = "own";
  readonly #options: SpeechRecognitionSTTOptions;
  readonly #clock: Clock;

  /** Whether this browser has the interface. Some that have it have no service behind it; that shows at `connect` or soon after. */
  static isAvailable({
    recogniser = platformRecogniser(),
  }: Pick<SpeechRecognitionSTTOptions, "recogniser"> = {}): boolean {
    return recogniser !== undefined;
  }

  /** Asks nothing of the browser before `connect`, so that it can be made anywhere. */
  constructor(options: SpeechRecognitionSTTOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * Resolves when the browser hears, which the visitor may have to allow first.
   * @throws LiveAvatarError `mic-denied`, `mic-missing`, `mic-insecure`, `mic-policy`; `mic-unsupported` without recognition, or
   * where the system does not allow it; `stt-refused` for a language; `stt-failed`; `stt-timeout` for a browser that does nothing
   * for a minute; AbortError
   */
  async connect(callbacks: RealtimeSTTCallbacks, options: RealtimeSTTOptions = {}): Promise<RealtimeSTTConnection> {
    const { signal } = options;
    throwIfAborted(signal);
    const fail = ({ mic, error }: RecognitionFailure): never => {
      callbacks.onMic?.(mic);
      throw error;
    };
    const { recogniser: Recogniser = platformRecogniser() } = this.#options;
    if (!Recogniser) return fail(recognitionMissing("This browser has no speech recognition of its own."));
    const obstacle = recognitionObstacle();
    if (obstacle) return fail(obstacle);
    const language = this.#options.language ?? options.language ?? pageLanguage();
    const isLocal = await this.#isLocal(Recogniser, language, signal);
    throwIfAborted(signal);
    const make = (): BrowserRecogniser => {
      const recogniser = new Recogniser();
      recogniser.lang = language;
      recogniser.continuous = true;
      recogniser.interimResults = true;
      recogniser.maxAlternatives = 1;
      if (isLocal) recogniser.processLocally = true;
      return recogniser;
    };
    const isAndroid = /android/i.test(navigator.userAgent);
    const connection = new RecognitionConnection({ make, callbacks, language, isAndroid, clock: this.#clock });
    try {
      await attempt(() => connection.started, { signal });
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Whether the sound is to stay on this machine. @throws `stt-refused` where it must and cannot */
  async #isLocal(
    recogniser: RecogniserConstructor,
    language: string,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { onDevice = "prefer" } = this.#options;
    if (onDevice === "off") return false;
    const wanted = { langs: [language], processLocally: true };
    const asked = async <T>(act: () => Promise<T> | undefined, ms: number): Promise<T | undefined> => {
      try {
        return await attempt(act, { signal, ms, clock: this.#clock });
      } catch (error) {
        if (isAbortError(error)) throw error;
        return undefined; // the policy on-device-speech-recognition forbids the question, or nobody answers it
      }
    };
    const found = await asked(() => recogniser.available?.(wanted), AVAILABLE_MS);
    if (found === "available") return true;
    if (onDevice === "prefer") return false;
    const canInstall = found === "downloadable" || found === "downloading";
    if (canInstall && (await asked(() => recogniser.install?.(wanted), INSTALL_MS))) return true;
    throw new LiveAvatarError("stt-refused", "The browser cannot recognise this language on this machine alone.");
  }
}

function pageLanguage(): string {
  return document.documentElement.lang || navigator.language;
}
