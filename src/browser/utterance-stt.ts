/** Speech recognition in real time by a recogniser of whole recordings: a detector of speech says when one is whole. */
import { throwIfAborted } from "../core/abort.js";
import { type Clock, systemClock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { guard } from "../core/guard.js";
import { type Logger, safeLogger, silentLogger } from "../core/ports/logger.js";
import type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTOptions,
  RealtimeSTTProvider,
} from "../core/ports/realtime-stt.js";
import type { STTProvider } from "../core/ports/speech-to-text.js";
import type { VADProvider } from "../core/ports/voice-activity.js";
import { attempt } from "../core/wait.js";
import { UtteranceConnection } from "./utterance-connection.js";

/** Every option is read by the constructor. */
export interface UtteranceSTTOptions {
  /** Gets each utterance as a WAV file: mono, 16 bits, in the sample rate of the detector. */
  readonly stt: STTProvider;
  /** Finds the utterances. It belongs to the caller, who disposes of it, and hears for one connection at a time. */
  readonly vad: VADProvider;
  /** BCP 47; a `language` given to `connect` goes before it. Default: the recogniser's own. */
  readonly language?: string | undefined;
  /** Default `utterance`. */
  readonly id?: string | undefined;
  /**
   * Answers of the recogniser that nobody said, which are dropped: phrases, compared as a whole, without case and without the
   * punctuation around them, or an expression that such a text matches. Descriptions of sounds, such as `[BLANK_AUDIO]` and
   * `(music)`, are no words in any case. Default: nothing more.
   */
  readonly ignore?: readonly string[] | RegExp | undefined;
  readonly clock?: Clock | undefined;
  /** Told of callbacks that throw. Default: nobody. */
  readonly logger?: Logger | undefined;
}

/**
 * Makes a recogniser in real time of any recogniser of recordings. It tells finals only, in the order in which they were said.
 *
 * Two recordings are recognised at a time, each for 30 s at most. One that fails is told, and the next ones go on; where the
 * recogniser limits requests and asks for at most 10 s, it is asked once more. An utterance of more than 28 s is recognised in
 * parts, cut where it is quiet, and told as one final.
 */
export class UtteranceSTT implements RealtimeSTTProvider {
  readonly id: string;
  readonly #options: UtteranceSTTOptions;
  readonly #logger: Logger;
  #hearing: UtteranceConnection | undefined;

  constructor(options: UtteranceSTTOptions) {
    this.id = options.id ?? "utterance";
    this.#options = options;
    this.#logger = safeLogger(options.logger ?? silentLogger);
  }

  get sampleRate(): number {
    return this.#options.vad.sampleRate ?? 16_000;
  }

  /**
   * Loads the detector. An earlier connection hears nothing more from then on, and still tells the words of what it has heard.
   * @throws LiveAvatarError `stt-failed` where the detector cannot be loaded, with its error as the cause; AbortError
   */
  async connect(callbacks: RealtimeSTTCallbacks, options: RealtimeSTTOptions = {}): Promise<RealtimeSTTConnection> {
    const { stt, vad, ignore = [], clock = systemClock } = this.#options;
    const { signal, language = this.#options.language } = options;
    throwIfAborted(signal);
    try {
      await attempt((given) => vad.init?.({ signal: given }), { signal });
    } catch (cause) {
      throwIfAborted(signal);
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new LiveAvatarError(
        "stt-failed",
        `The voice activity detector "${vad.id}" could not be loaded: ${reason}`,
        {
          cause,
        },
      );
    }
    throwIfAborted(signal);
    this.#hearing?.leave();
    const { sampleRate } = this;
    this.#hearing = new UtteranceConnection({
      ...{ stt, vad, ignore, clock, language, sampleRate },
      callbacks: this.#guarded(callbacks),
    });
    return this.#hearing;
  }

  /** Nobody's callback ends the bookkeeping by throwing. */
  #guarded(callbacks: RealtimeSTTCallbacks): RealtimeSTTCallbacks {
    const call = (name: string, act: () => void): void => {
      guard(act, (error) => {
        this.#logger.error(`${name} of the recogniser's callbacks threw.`, error);
      });
    };
    return {
      onTranscript: (text, details) => {
        call("onTranscript", () => {
          callbacks.onTranscript(text, details);
        });
      },
      onSpeechStart: () => {
        call("onSpeechStart", () => callbacks.onSpeechStart?.());
      },
      onSpeechEnd: () => {
        call("onSpeechEnd", () => callbacks.onSpeechEnd?.());
      },
      onError: (error) => {
        call("onError", () => {
          callbacks.onError(error);
        });
      },
      onClose: (error) => {
        call("onClose", () => callbacks.onClose?.(error));
      },
    };
  }
}
