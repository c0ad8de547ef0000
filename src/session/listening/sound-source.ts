import { throwIfAborted } from "../../core/abort.js";
import { LiveAvatarError } from "../../core/errors.js";
import { guard } from "../../core/guard.js";
import type { AudioSource, MicControls } from "../../core/ports/audio-source.js";
import type { Logger } from "../../core/ports/logger.js";
import type { MicState } from "../../core/vocabulary.js";
import { attempt } from "../../core/wait.js";

const DEFAULT_RATE = 16_000;

export interface SoundSourceContext {
  readonly logger: Logger;
  readonly handleFrame: (frame: unknown) => void;
  readonly handleMic: (mic: MicState, error: LiveAvatarError | undefined) => void;
  /** It has ended by itself. */
  readonly handleEnd: (error?: LiveAvatarError) => void;
}

export interface SoundOptions {
  readonly deviceId?: string | undefined;
  readonly muted?: boolean | undefined;
}

/** A source of sound that is being read: code of the page, which may throw, never answer or answer late. */
export class SoundSource {
  readonly #source: AudioSource;
  readonly #context: SoundSourceContext;
  /** Aborted when nothing more is wanted of it. */
  readonly #life = new AbortController();
  #iterator: AsyncIterator<unknown> | undefined;
  #unsubscribe: () => void = noop;

  constructor(source: AudioSource, context: SoundSourceContext) {
    this.#source = source;
    this.#context = context;
  }

  /** What it can be told, if it is a microphone. */
  get controls(): MicControls | undefined {
    const { start, subscribe, stop } = this.#source;
    return start && subscribe && stop ? (this.#source as AudioSource & MicControls) : undefined;
  }

  /** Samples per second. */
  get rate(): number {
    const { sampleRate = DEFAULT_RATE } = this.#source;
    return sampleRate > 0 && sampleRate < Infinity ? sampleRate : DEFAULT_RATE;
  }

  /**
   * Opens it. A microphone that cannot be had is still subscribed to: it may come back, until this is closed.
   * @throws LiveAvatarError why it cannot be had; AbortError
   */
  async open(options: SoundOptions): Promise<void> {
    const { controls } = this;
    if (controls) {
      this.#unsubscribe = controls.subscribe(({ mic, error }) => {
        if (!this.#life.signal.aborted) this.#context.handleMic(mic, error);
      });
      const late = (): void => {
        this.#guard("closed", () => {
          controls.stop();
        });
      };
      await attempt((signal) => controls.start({ ...options, signal }), { signal: this.#life.signal, late });
      // It may have been closed in the meantime.
      throwIfAborted(this.#life.signal);
    }
    this.read();
  }

  /** Reads what is open, once. @throws what the source throws */
  read(): void {
    if (this.#iterator) return;
    const iterator = this.#source[Symbol.asyncIterator]();
    this.#iterator = iterator;
    void this.#read(iterator);
  }

  /** Asks something of the microphone. @throws what it throws; AbortError when it is closed */
  request(act: (controls: MicControls, signal: AbortSignal) => Promise<void>): Promise<void> {
    const { controls } = this;
    if (!controls) return Promise.resolve();
    return attempt((signal) => act(controls, signal), { signal: this.#life.signal });
  }

  /** Calls the microphone; what it throws is logged. */
  call(what: string, act: (controls: MicControls) => void): void {
    const { controls } = this;
    if (!controls) return;
    this.#guard(what, () => {
      act(controls);
    });
  }

  /** Gives it back, in this task. */
  close(): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    this.#guard("unsubscribed from", this.#unsubscribe);
    this.call("closed", (controls) => {
      controls.stop();
    });
    attempt(() => this.#iterator?.return?.()).catch((error: unknown) => {
      this.#context.logger.error("The source of sound could not be released.", error);
    });
  }

  async #read(iterator: AsyncIterator<unknown>): Promise<void> {
    const { signal } = this.#life;
    try {
      for (;;) {
        const next = await attempt(() => iterator.next(), { signal });
        if (signal.aborted) return;
        if (next.done) break;
        this.#context.handleFrame(next.value);
      }
      this.#context.handleEnd();
    } catch (cause) {
      if (signal.aborted) return;
      const message = "The source of sound failed.";
      this.#context.handleEnd(
        LiveAvatarError.is(cause) ? cause : new LiveAvatarError("mic-interrupted", message, { cause }),
      );
    }
  }

  #guard(what: string, act: () => void): void {
    guard(act, (error) => {
      this.#context.logger.error(`The source of sound could not be ${what}.`, error);
    });
  }
}

const noop = (): void => undefined;
