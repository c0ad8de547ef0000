import { abortError } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTOptions,
  RealtimeSTTProvider,
} from "../core/ports/realtime-stt.js";
import type { TranscriptionTextOptions } from "../core/session-events.js";
import type { MicState } from "../core/vocabulary.js";
import { type Deferred, deferred } from "../core/wait.js";

export interface FakeRealtimeSTTOptions {
  readonly id?: string | undefined;
  /** Samples per second. Default 16,000. */
  readonly sampleRate?: number | undefined;
  /** Default `frames`. */
  readonly capture?: "frames" | "own" | undefined;
  /** A connection that was closed tells on, against the contract. Default false. */
  readonly tellsAfterClose?: boolean | undefined;
}

/**
 * How a connect goes. `hold`: when the test calls `answer()` or `fail()`. `deaf`: likewise, and an abort does not end it. An error:
 * it fails so.
 */
export type FakeConnectPlan = "hold" | "deaf" | Error;

/** What a connection says of words, besides whether they are final. */
export type FakeWordsDetails = Omit<TranscriptionTextOptions, "isFinal">;

/**
 * A recogniser that a test conducts: it hears nothing by itself, and says what it is told to, in whatever order.
 *
 * ```js
 * const stt = new FakeRealtimeSTT();
 * await session.startListening(source);
 * stt.connection.partial("good mor");
 * stt.connection.final("Good morning.");
 * ```
 */
export class FakeRealtimeSTT implements RealtimeSTTProvider {
  readonly id: string;
  readonly sampleRate: number | undefined;
  readonly capture: "frames" | "own" | undefined;
  /** Every connection that was asked for, in order. */
  readonly connections: FakeRealtimeConnection[] = [];
  readonly #plans: FakeConnectPlan[] = [];
  readonly #tellsAfterClose: boolean;

  constructor(options: FakeRealtimeSTTOptions = {}) {
    this.id = options.id ?? "fake-realtime-stt";
    this.sampleRate = options.sampleRate;
    this.capture = options.capture;
    this.#tellsAfterClose = options.tellsAfterClose ?? false;
  }

  /** The newest one. @throws Error when nobody has connected */
  get connection(): FakeRealtimeConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error("Nobody has connected to the recogniser.");
    return connection;
  }

  /** Connections that are not closed: 0 after a clean end. */
  get open(): number {
    return this.connections.filter(({ state }) => state === "connecting" || state === "open").length;
  }

  /** How the next connects go, one plan each; without one they succeed at once. */
  plan(...plans: readonly FakeConnectPlan[]): void {
    this.#plans.push(...plans);
  }

  connect(callbacks: RealtimeSTTCallbacks, options: RealtimeSTTOptions = {}): Promise<RealtimeSTTConnection> {
    if (options.signal?.aborted) return Promise.reject(abortError(options.signal));
    const connection = new FakeRealtimeConnection(callbacks, options, this.#tellsAfterClose);
    this.connections.push(connection);
    const plan = this.#plans.shift();
    if (plan === undefined) connection.answer();
    else if (plan instanceof Error) connection.fail(plan);
    else if (plan === "hold") connection.listenToAbort();
    return connection.connected;
  }
}

/** One connection of a {@link FakeRealtimeSTT}: what it was given, and what it is to tell. */
export class FakeRealtimeConnection implements RealtimeSTTConnection {
  readonly options: RealtimeSTTOptions;
  /** The frames that it was sent, in order. */
  readonly frames: Float32Array[] = [];
  /** How often it was told that what is being said is over. */
  finalized = 0;
  isMuted = false;
  state: "connecting" | "open" | "failed" | "closed" = "connecting";
  readonly #callbacks: RealtimeSTTCallbacks;
  readonly #tellsAfterClose: boolean;
  #forgetSignal: () => void = noop;
  readonly #connected: Deferred<RealtimeSTTConnection> = deferred<RealtimeSTTConnection>();

  constructor(callbacks: RealtimeSTTCallbacks, options: RealtimeSTTOptions, tellsAfterClose: boolean) {
    this.#callbacks = callbacks;
    this.options = options;
    this.#tellsAfterClose = tellsAfterClose;
  }

  get connected(): Promise<RealtimeSTTConnection> {
    return this.#connected.promise;
  }

  /** Samples that it was sent. */
  get samples(): number {
    return this.frames.reduce((sum, { length }) => sum + length, 0);
  }

  send(frame: Float32Array): void {
    if (this.state === "open") this.frames.push(frame);
  }

  finalize(): void {
    if (this.state === "open") this.finalized += 1;
  }

  close(): void {
    this.state = "closed";
  }

  setMuted(muted: boolean): void {
    this.isMuted = muted;
  }

  /** A connect that was held succeeds. */
  answer(): void {
    this.#forgetSignal();
    if (this.state === "connecting") this.state = "open";
    this.#connected.resolve(this);
  }

  /** A connect that was held fails. */
  fail(error: Error = new LiveAvatarError("stt-failed", "The fake was told to fail.")): void {
    this.#forgetSignal();
    if (this.state === "connecting") this.state = "failed";
    this.#connected.reject(error);
  }

  /** An abort of the connect ends it, as the port demands. */
  listenToAbort(): void {
    const { signal } = this.options;
    const handleAbort = (): void => {
      this.fail(abortError(signal));
    };
    signal?.addEventListener("abort", handleAbort);
    this.#forgetSignal = () => signal?.removeEventListener("abort", handleAbort);
  }

  partial(text: string, details?: FakeWordsDetails): void {
    this.#tell(() => this.#callbacks.onTranscript(text, { ...details, isFinal: false }));
  }

  final(text: string, details?: FakeWordsDetails): void {
    this.#tell(() => this.#callbacks.onTranscript(text, { ...details, isFinal: true }));
  }

  speechStart(): void {
    this.#tell(() => this.#callbacks.onSpeechStart?.());
  }

  speechEnd(): void {
    this.#tell(() => this.#callbacks.onSpeechEnd?.());
  }

  /** The microphone of one that captures itself. */
  mic(mic: MicState, error?: LiveAvatarError): void {
    this.#tell(() => this.#callbacks.onMic?.(mic, error));
  }

  /** Something goes wrong, and it goes on. */
  problem(error: LiveAvatarError = new LiveAvatarError("stt-failed", "An utterance was lost.")): void {
    this.#tell(() => this.#callbacks.onError(error));
  }

  /** It gives up for good. */
  drop(error?: LiveAvatarError): void {
    this.#tell(() => {
      this.state = "closed";
      this.#callbacks.onClose?.(error);
    });
  }

  #tell(act: () => void): void {
    if (this.#tellsAfterClose || this.state === "connecting" || this.state === "open") act();
  }
}

const noop = (): void => undefined;
