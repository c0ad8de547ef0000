/** How a session hears by itself: a source of sound, a recogniser, and what becomes of the words. Loaded with the first need. */
import { LiveAvatarError } from "../../core/errors.js";
import { guard } from "../../core/guard.js";
import type { AudioSource } from "../../core/ports/audio-source.js";
import type { Logger } from "../../core/ports/logger.js";
import type { RealtimeSTTProvider } from "../../core/ports/realtime-stt.js";
import type { VoiceConfig } from "../config.js";
import type { RendererSlot } from "../renderer-slot.js";
import { handleReport } from "../reports.js";
import { DELAY_SECONDS } from "./double-talk.js";
import type { AvatarSound } from "./frame-path.js";
import { Hearing } from "./hearing.js";
import { OwnWords, type OwnWordsContext } from "./own-words.js";
import type { SoundOptions } from "./sound-source.js";
import { followSpeech, type SpokenLogContext } from "./spoken-log.js";

export interface SessionListeningContext
  extends Omit<OwnWordsContext, "voice" | "handleEcho">, Omit<SpokenLogContext, "clock" | "handleSentenceEnd"> {
  readonly logger: Logger;
  readonly stt: RealtimeSTTProvider | undefined;
  readonly slot: RendererSlot;
  readonly voice: VoiceConfig | undefined;
}

export class SessionListening {
  readonly #context: SessionListeningContext;
  readonly #words: OwnWords;
  readonly #avatar: AvatarSound | undefined;
  #hearing: Hearing | undefined;
  #lastSource: AudioSource | undefined;

  constructor(context: SessionListeningContext) {
    const { bargeIn = true, bargeInMinLength = 2, waitForEndOfTurn = true, dropEcho = true } = context.voice ?? {};
    this.#context = context;
    const voice = { bargeIn, bargeInMinLength, waitForEndOfTurn, dropEcho };
    this.#words = new OwnWords({ ...context, voice, handleEcho: (from, to) => this.#hearing?.handleEcho(from, to) });
    this.#avatar = dropEcho ? this.#makeAvatarSound(bargeIn) : undefined;
    context.on("speech-end", () => this.#hearing?.handleAvatarEnd());
    followSpeech(this.#words.echo, {
      ...context,
      // An echo without a pause would keep what the visitor says meanwhile from ever being an utterance that is over.
      handleSentenceEnd: () => this.#hearing?.cut(),
    });
  }

  /** It listens, or waits for the last words. */
  get isOn(): boolean {
    return this.#hearing !== undefined;
  }

  /**
   * Listens; where it does so already with this source, it takes the options over. What was being said to another source counts
   * as far as it was understood.
   * @param source undefined: what the recogniser captures itself, else the source of last time
   * @throws LiveAvatarError `config-invalid`; AbortError when it is stopped before it hears
   */
  start(source: AudioSource | undefined, options: SoundOptions): Promise<void> {
    const { slot } = this.#context;
    const stt = this.#recogniserFor(source);
    const heard = (this.#lastSource = source ?? (stt.capture === "own" ? undefined : this.#lastSource));
    slot.call("could not close its microphone", ({ voice }) => voice?.stop());
    const running = this.#hearing;
    if (running && running.source === heard && !running.isDraining && !running.isDeaf) {
      if (options.muted !== undefined) running.setMuted(options.muted);
      const changed = options.deviceId === undefined ? undefined : running.setDevice(options.deviceId);
      return Promise.resolve(changed).then(() => running.stands);
    }
    running?.finish();
    // A listener that heard of it may have made a newer call.
    if (this.#hearing) return this.#hearing.stands;
    this.#words.isOver = false;
    const hearing = this.#makeHearing(heard, stt);
    this.#hearing = hearing;
    void hearing.open(options);
    return hearing.stands;
  }

  /** Ends at once, or lets the last words come first; resolves when it is over. */
  stop(isDrained: boolean): Promise<void> {
    if (isDrained) return this.#hearing?.drain() ?? Promise.resolve();
    this.#hearing?.stop();
    return Promise.resolve();
  }

  /** The session is over: nothing more is asked. */
  end(): void {
    this.#words.clear();
    this.#hearing?.stop();
  }

  setMuted(muted: boolean): void {
    this.#hearing?.setMuted(muted);
  }

  /** @throws what the microphone says */
  setDevice(deviceId: string): Promise<void> {
    return this.#hearing?.setDevice(deviceId) ?? Promise.resolve();
  }

  /** @throws what the microphone says; AbortError */
  startPushToTalk(): Promise<void> {
    return this.#hearing?.startPushToTalk() ?? Promise.resolve();
  }

  /** @throws what the microphone says; AbortError */
  stopPushToTalk(): Promise<void> {
    return this.#hearing?.stopPushToTalk() ?? Promise.resolve();
  }

  /** @throws LiveAvatarError `config-invalid`, with what to pass instead */
  #recogniserFor(source: AudioSource | undefined): RealtimeSTTProvider {
    const { slot, stt } = this.#context;
    const { id } = slot.renderer;
    if (source && typeof (source as Partial<AudioSource>)[Symbol.asyncIterator] !== "function") {
      throw invalid("startListening(source, options) takes an AsyncIterable<Float32Array>, such as a MicCapture.");
    }
    if (!stt)
      throw invalid(`The renderer "${id}" has no microphone; to hear a source (MicCapture) takes a realtimeSTT.`);
    if (source && stt.capture === "own")
      throw invalid(`The realtimeSTT "${stt.id}" hears by itself, and takes no source.`);
    if (source || stt.capture === "own" || this.#lastSource) return stt;
    throw invalid(`The renderer "${id}" has no microphone: give startListening() a source (MicCapture).`);
  }

  #makeAvatarSound(bargeIn: boolean): AvatarSound {
    const { clock, slot } = this.#context;
    return {
      isSounding: () => this.#words.echo.isSounding(clock.now()),
      level: () => this.#loudest(),
      duck: (factor) => {
        // Who cannot interrupt it is to hear it.
        if (bargeIn) slot.duck(factor);
      },
    };
  }

  #loudest(): number | undefined {
    const { logger, slot } = this.#context;
    return guard(
      () => slot.renderer.sound?.loudest?.(DELAY_SECONDS),
      (error) => {
        logger.error("The renderer could not tell how loud it is.", error);
      },
    );
  }

  #makeHearing(source: AudioSource | undefined, stt: RealtimeSTTProvider): Hearing {
    const { reports } = this.#context;
    const hearing: Hearing = new Hearing(source, {
      ...this.#context,
      stt,
      words: this.#words,
      avatar: this.#avatar,
      handleMic: (mic, error) => {
        // A listener of an end may have begun anew.
        if (this.#hearing && this.#hearing !== hearing) return;
        handleReport({ type: "mic", mic, ...(error && { error: mild(error) }) }, reports);
      },
      handleError: (error) => {
        reports.emit("error", mild(error));
      },
      handleOver: () => {
        if (this.#hearing === hearing) this.#hearing = undefined;
      },
    });
    return hearing;
  }
}

/** No failure of listening ends a session, whatever else its code is used for. */
function mild(error: LiveAvatarError): LiveAvatarError {
  if (!error.fatal) return error;
  const { code, message, status, retryAfter, retryable } = error;
  return new LiveAvatarError(code, message, { status, retryAfter, retryable, fatal: false, cause: error });
}

const invalid = (message: string): LiveAvatarError => new LiveAvatarError("config-invalid", message);
