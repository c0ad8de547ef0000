import type { Clock } from "../../core/clock.js";
import { abortError } from "../../core/abort.js";
import { LiveAvatarError } from "../../core/errors.js";
import { guard } from "../../core/guard.js";
import type { Logger } from "../../core/ports/logger.js";
import type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTProvider,
} from "../../core/ports/realtime-stt.js";
import type { TranscriptionTextOptions } from "../../core/session-events.js";
import type { MicState } from "../../core/vocabulary.js";
import { attempt } from "../../core/wait.js";
import type { OwnWords } from "./own-words.js";

/** Milliseconds for a connection; one that opens a microphone itself waits for the visitor's permission. */
const CONNECT_TIMEOUT_MS = 30_000;

export interface RecogniserContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly stt: RealtimeSTTProvider;
  readonly language: string | undefined;
  readonly words: OwnWords;
  /** What it tells is of interest. */
  readonly isAlive: () => boolean;
  readonly handleWords: (text: string, options: TranscriptionTextOptions) => void;
  readonly handleMic: (mic: MicState, error: LiveAvatarError | undefined) => void;
  readonly handleProblem: (error: LiveAvatarError) => void;
  /** It has given up. */
  readonly handleClose: (error: LiveAvatarError | undefined) => void;
}

/** A recogniser of the page, which may throw, never answer, or tell on after it was closed: none of that gets through. */
export class Recogniser implements RealtimeSTTConnection {
  readonly #context: RecogniserContext;
  readonly #life = new AbortController();
  #connection: RealtimeSTTConnection | undefined;

  constructor(context: RecogniserContext) {
    this.#context = context;
  }

  /** @throws LiveAvatarError; AbortError when it is closed before */
  async connect(): Promise<void> {
    const { clock, language, stt } = this.#context;
    const given = await attempt(
      async (signal) => {
        const connection: unknown = await stt.connect(this.#callbacks(), { signal, language });
        if (typeof (connection as Partial<RealtimeSTTConnection> | undefined)?.close === "function") {
          return connection as RealtimeSTTConnection;
        }
        throw new LiveAvatarError("stt-failed", `The recogniser "${stt.id}" gave no connection.`);
      },
      {
        ...{ signal: this.#life.signal, clock, ms: stt.capture === "own" ? undefined : CONNECT_TIMEOUT_MS },
        timeout: () => {
          const message = `The recogniser "${stt.id}" was not there within ${CONNECT_TIMEOUT_MS / 1000} s.`;
          return new LiveAvatarError("stt-timeout", message);
        },
        late: (connection) => this.#discard(connection),
      },
    );
    if (!this.#life.signal.aborted) this.#connection = given;
    else {
      // It was closed in the meantime.
      this.#discard(given);
      throw abortError();
    }
  }

  send(frame: Float32Array): void {
    this.#call("take a frame", () => this.#connection?.send(frame));
  }

  finalize(): void {
    this.#call("finalize", () => this.#connection?.finalize());
  }

  setMuted(muted: boolean): void {
    this.#call("be muted", () => this.#connection?.setMuted?.(muted));
  }

  close(): void {
    this.#life.abort();
    this.#call("close", () => this.#connection?.close());
  }

  #discard(connection: RealtimeSTTConnection): void {
    this.#call("close", () => {
      connection.close();
    });
  }

  #callbacks(): RealtimeSTTCallbacks {
    const { isAlive, handleWords, handleMic, handleProblem, handleClose, words, logger } = this.#context;
    const alive =
      <Args extends readonly unknown[]>(handle: (...args: Args) => void) =>
      (...args: Args): void => {
        if (isAlive() && !this.#life.signal.aborted) handle(...args);
      };
    return {
      onTranscript: alive((text: unknown, options: Partial<TranscriptionTextOptions> | undefined) => {
        if (typeof text === "string") handleWords(text, { ...options, isFinal: options?.isFinal === true });
        else logger.warn("A recogniser told something that is no text.", text);
      }),
      onSpeechStart: alive(() => words.handleSpeechStart()),
      onSpeechEnd: alive(() => words.handleSpeechEnd()),
      onMic: alive(handleMic),
      onError: alive((error: unknown) => handleProblem(failure(error))),
      onClose: alive((error: unknown) => handleClose(error === undefined ? undefined : failure(error))),
    };
  }

  #call(what: string, act: () => void): void {
    guard(act, (error) => {
      this.#context.logger.error(`The recogniser could not ${what}.`, error);
    });
  }
}

const failure = (cause: unknown): LiveAvatarError =>
  LiveAvatarError.is(cause) ? cause : new LiveAvatarError("stt-failed", "The speech recognition failed.", { cause });
