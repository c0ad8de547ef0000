/**
 * One time of listening, from the opening of a source to the last word: it owns the source and the recogniser's connection, and
 * releases both however it ends.
 */
import { abortError, isAbortError } from "../../core/abort.js";
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { AudioSource } from "../../core/ports/audio-source.js";
import type { Logger } from "../../core/ports/logger.js";
import type { RealtimeSTTProvider } from "../../core/ports/realtime-stt.js";
import type { MicState } from "../../core/vocabulary.js";
import { deferred } from "../../core/wait.js";
import { type AvatarSound, FramePath } from "./frame-path.js";
import type { OwnWords } from "./own-words.js";
import { Recogniser } from "./recogniser.js";
import { type SoundOptions, SoundSource } from "./sound-source.js";

/** Milliseconds that the last words may take after the end of the sound. */
const DRAIN_MS = 5000;
/** Milliseconds that somebody speaks before the words so far are asked for: a short sentence ends by itself. */
const LONG_SPEECH_MS = 1500;

export interface HearingContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly stt: RealtimeSTTProvider;
  readonly language: string | undefined;
  readonly words: OwnWords;
  /** Undefined: whatever a microphone hears is the visitor. */
  readonly avatar: AvatarSound | undefined;
  readonly handleMic: (mic: MicState, error: LiveAvatarError | undefined) => void;
  readonly handleError: (error: LiveAvatarError) => void;
  /** It is over, before anybody is told. */
  readonly handleOver: () => void;
}

/** `waiting`: for a microphone that may be given back. */
type Phase = "opening" | "hearing" | "waiting" | "draining" | "over";

/** The states in which a microphone is gone until the visitor gives it back, which it notices. */
const AWAITED: readonly MicState[] = ["blocked", "missing"];

export class Hearing {
  readonly source: AudioSource | undefined;
  readonly #context: HearingContext;
  readonly #sound: SoundSource | undefined;
  readonly #frames: FramePath | undefined;
  #recogniser: Recogniser;
  /** Settles when it hears, or cannot. */
  readonly #stands = deferred();
  readonly #over = deferred();
  #phase: Phase = "opening";
  #mic: MicState = "off";
  /** What the microphone is when nobody listens: a device that was lost stays lost. */
  #restState: MicState = "off";
  #isMuted = false;
  #isConnected = false;
  /** The button to talk is held. */
  #isHeld = false;
  #lastError: LiveAvatarError | undefined;
  #cancelDrain: () => void = noop;
  /** Cancels the wait after which a recogniser without a microphone is given back. */
  #cancelRest: () => void = noop;

  /** @param source undefined: the recogniser hears by itself */
  constructor(source: AudioSource | undefined, context: HearingContext) {
    const { logger, stt } = context;
    this.source = source;
    this.#context = context;
    this.#recogniser = this.#makeRecogniser();
    if (!source) return;
    const sound = new SoundSource(source, {
      logger,
      handleFrame: (frame) => this.#frames?.push(frame, this.#mic === "muted"),
      handleMic: (mic, error) => this.#handleMic(mic, error),
      handleEnd: (error) => {
        if (this.#mic !== "live" && this.#mic !== "muted") this.#restState = this.#mic;
        if (error) this.#tell(error);
        void this.drain();
      },
    });
    this.#sound = sound;
    const { avatar, clock, words } = context;
    this.#frames = new FramePath({
      ...{ clock, logger, avatar },
      from: sound.rate,
      to: stt.sampleRate ?? 16_000,
      isHearing: () => words.isHearing,
      handleCut: () => this.#handleCut(),
    });
  }

  get isDraining(): boolean {
    return this.#phase === "draining";
  }

  /** The microphone is not there, for now or for good: only to be opened anew. */
  get isDeaf(): boolean {
    return this.#mic !== "live" && this.#mic !== "muted" && this.#mic !== "asking" && this.#mic !== "off";
  }

  /**
   * Resolves when it hears, or when that cannot be had, which is told.
   * @throws AbortError when it ends before
   */
  get stands(): Promise<void> {
    return this.#stands.promise;
  }

  async open(options: SoundOptions): Promise<void> {
    this.#isMuted = options.muted ?? false;
    if (this.#frames && !this.#sound?.controls) this.#frames.isMuted = this.#isMuted;
    try {
      await this.#sound?.open(options);
      if (this.#phase !== "opening") return;
      // A microphone that has said nothing of itself, and a source that is none.
      if (this.#sound && this.#mic === "off") this.#report(this.#isMuted ? "muted" : "live");
      await this.#connect();
    } catch (cause) {
      if (this.#isOver) return;
      if (this.#phase !== "opening" || !AWAITED.includes(this.#mic)) this.#fail(cause);
      else {
        this.#phase = "waiting";
        this.#tell(this.#failure(cause));
        this.#stands.resolve();
      }
    }
  }

  setMuted(muted: boolean): void {
    this.#isMuted = muted;
    if (this.#sound?.controls) {
      this.#sound.call("muted", (controls) => {
        controls.setMuted(muted);
      });
      return;
    }
    if (this.#frames) this.#frames.isMuted = muted;
    else this.#recogniser.setMuted(muted);
    if (this.#mic === "live" || this.#mic === "muted") this.#report(muted ? "muted" : "live");
  }

  setDevice(deviceId: string): Promise<void> {
    return this.#sound?.request((controls) => controls.setDevice(deviceId)) ?? Promise.resolve();
  }

  async startPushToTalk(): Promise<void> {
    this.#context.words.isOver = false;
    this.#isHeld = true;
    if (this.#sound?.controls) await this.#sound.request((controls, signal) => controls.startPushToTalk({ signal }));
    else this.setMuted(false);
    if (this.#frames) this.#frames.isHeld = this.#isHeld;
  }

  async stopPushToTalk(): Promise<void> {
    const { words } = this.#context;
    words.isOver = true;
    this.#isHeld = false;
    if (this.#frames) this.#frames.isHeld = false;
    let shut: Promise<void> | undefined;
    if (this.#sound?.controls) shut = this.#sound.request((controls) => controls.stopPushToTalk());
    else if (this.#sound) this.setMuted(true);
    this.#frames?.flush();
    this.#recogniser.finalize();
    // A microphone that is muted first forgets what it has heard.
    if (!this.#sound) this.setMuted(true);
    if (!words.isPending) words.release();
    await shut;
  }

  /**
   * The words of what is being said so far are to come soon, from the next pause on; who speaks on goes on. A recogniser that
   * captures itself has its own ends.
   */
  cut(): void {
    const { clock, words } = this.#context;
    const isLong = clock.now() - (words.hearingSince ?? Infinity) >= LONG_SPEECH_MS;
    if (this.#phase === "hearing" && isLong) this.#frames?.cut();
  }

  /** The sound ends now, and the recogniser has its time for the last words. Resolves when that is over. */
  drain(): Promise<void> {
    if (this.#phase === "draining" || this.#phase === "over") return this.#over.promise;
    const isUnheard = this.#phase === "opening" && this.#mic === "off";
    if (this.#sound && (isUnheard || (this.#phase === "waiting" && !this.#isConnected))) {
      // Nothing has been heard.
      this.stop();
      return this.#over.promise;
    }
    this.#cancelRest();
    this.#phase = "draining";
    this.#context.words.isOver = true;
    this.#cancelDrain = this.#context.clock.setTimeout(() => {
      this.#context.words.promote();
      this.#finish();
    }, DRAIN_MS);
    this.#sound?.close();
    this.#frames?.reset();
    this.#stands.resolve();
    this.#report(this.#restState);
    // The last thing: a recogniser that has nothing to say may say so at once, and then it is over.
    this.#finalize();
    return this.#over.promise;
  }

  /** Ends at once; the last words are lost. */
  stop(): void {
    this.#restState = "off";
    this.#end("off");
  }

  /** Ends a drain now: what was heard so far counts. */
  finish(): void {
    this.#context.words.promote();
    this.#finish();
  }

  /** The avatar has fallen silent. */
  handleAvatarEnd(): void {
    this.#frames?.reset();
  }

  /** What was heard between these milliseconds before now was the avatar. */
  handleEcho(from: number, to: number): void {
    this.#frames?.handleEcho(from, to);
  }

  #handleCut(): void {
    const { words } = this.#context;
    if (this.#phase !== "hearing" || !words.isHearing) return;
    words.handleCut();
    this.#recogniser.finalize();
  }

  get #isOver(): boolean {
    return this.#phase === "over";
  }

  #makeRecogniser(): Recogniser {
    const { words } = this.#context;
    return new Recogniser({
      ...this.#context,
      isAlive: () => this.#phase !== "over",
      handleWords: (text, options) => {
        words.handleTranscript(text, options);
        if (this.#phase === "draining" && options.isFinal && !options.isLate && !words.isPending) this.#finish();
      },
      handleMic: (mic, error) => {
        if (this.#phase !== "draining") this.#report(mic, error);
      },
      handleProblem: (error) => this.#tell(error),
      handleClose: (error) => this.#handleClose(error),
    });
  }

  #handleClose(error: LiveAvatarError | undefined): void {
    const isDraining = this.#phase === "draining";
    if (this.#phase === "waiting") this.#rest();
    else {
      if (isDraining) this.#context.words.promote();
      if (error && !isDraining) this.#fail(error);
      else this.#end("off", error);
    }
  }

  /** What the microphone says. One that is lost is waited for, without a connection. */
  #handleMic(mic: MicState, error: LiveAvatarError | undefined): void {
    this.#report(mic, error);
    if (this.#phase === "waiting" && (mic === "live" || mic === "muted")) void this.#resume();
    else this.#waitIfLost();
  }

  #waitIfLost(): void {
    if (!this.#sound || this.#phase !== "hearing" || !AWAITED.includes(this.#mic)) return;
    const { clock, words } = this.#context;
    this.#phase = "waiting";
    words.isOver = true;
    this.#frames?.reset();
    this.#finalize();
    if (!words.isPending) words.release();
    this.#cancelRest = clock.setTimeout(() => this.#rest(), DRAIN_MS);
  }

  /** Its last words are told: the recogniser is given back. */
  #rest(): void {
    this.#cancelRest();
    this.#cancelRest = noop;
    this.#frames?.disconnect();
    this.#recogniser.close();
    this.#recogniser = this.#makeRecogniser();
    this.#isConnected = false;
    this.#context.words.promote();
  }

  /** The microphone is there again. */
  async #resume(): Promise<void> {
    this.#cancelRest();
    this.#context.words.isOver = false;
    this.#phase = this.#isConnected ? "hearing" : "opening";
    try {
      this.#sound?.read();
      if (!this.#isConnected) await this.#connect();
    } catch (cause) {
      if (!this.#isOver) this.#fail(cause);
    }
  }

  async #connect(): Promise<void> {
    await this.#recogniser.connect();
    this.#handleConnected();
  }

  #handleConnected(): void {
    if (this.#phase === "over") return;
    this.#isConnected = true;
    if (this.#frames) this.#frames.connect(this.#recogniser);
    else if (this.#isMuted) this.#recogniser.setMuted(true);
    if (this.#phase === "draining") {
      this.#finalize();
      return;
    }
    this.#phase = "hearing";
    if (!this.#sound && this.#mic === "off") this.#report(this.#isMuted ? "muted" : "live");
    this.#stands.resolve();
    this.#waitIfLost();
  }

  #finalize(): void {
    this.#frames?.flush();
    this.#recogniser.finalize();
    if (!this.#sound) this.#recogniser.setMuted(true);
  }

  #finish(): void {
    this.#context.words.release();
    this.#end("off");
  }

  #failure(cause: unknown): LiveAvatarError {
    if (LiveAvatarError.is(cause) && !isAbortError(cause)) return cause;
    const code = this.#mic === "off" && this.#sound ? "mic-interrupted" : "stt-failed";
    return new LiveAvatarError(code, "Listening could not begin.", { cause });
  }

  #fail(cause: unknown): void {
    const error = this.#failure(cause);
    const isHeard = this.#mic === "live" || this.#mic === "muted" || this.#mic === "asking";
    this.#end(isHeard || this.#mic === "off" ? (MIC_OF[error.code] ?? "off") : this.#mic, error);
  }

  /** Everything is released before anybody is told. */
  #end(mic: MicState, error?: LiveAvatarError): void {
    if (this.#phase === "over") return;
    this.#phase = "over";
    this.#cancelDrain();
    this.#cancelRest();
    this.#sound?.close();
    this.#frames?.reset();
    this.#recogniser.close();
    this.#context.handleOver();
    this.#context.words.reset();
    this.#report(mic === "off" ? this.#restState : mic);
    this.#context.words.release();
    if (error) this.#tell(error);
    if (error) this.#stands.resolve();
    else this.#stands.reject(abortError());
    this.#over.resolve();
  }

  #report(mic: MicState, error?: LiveAvatarError): void {
    this.#mic = mic;
    if (error) this.#lastError = error;
    this.#context.handleMic(mic, error);
  }

  /** What a report of the microphone has said already is not said again. */
  #tell(error: LiveAvatarError): void {
    if (error !== this.#lastError) this.#context.handleError(error);
    this.#lastError = error;
  }
}

/** The state of a microphone that cannot be had and has not said so. */
const MIC_OF: Readonly<Record<string, MicState>> = {
  "mic-denied": "blocked",
  "mic-missing": "missing",
  "mic-busy": "busy",
  "mic-insecure": "insecure",
  "mic-policy": "policy",
  "mic-unsupported": "unsupported",
  "mic-interrupted": "interrupted",
};

const noop = (): void => undefined;
