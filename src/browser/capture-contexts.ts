import { attempt, type Timers } from "../core/wait.js";

/** A context that wants a press first does not begin by itself: the microphone shows as interrupted until it does. */
const START_TIMEOUT_MS = 1_000;
/** In each of them browsers let sound begin. */
const PRESSES = ["pointerdown", "pointerup", "touchend", "click", "keydown"] as const;
/** Rates that microphones have, where the browser does not say which. */
const USUAL_RATES = [48_000, 44_100, 16_000, 96_000];

export interface CaptureContextsOptions {
  /** The page's own context: it is used, and never closed. Default: one is made, and closed with the microphone. */
  readonly given: AudioContext | undefined;
  readonly clock: Timers;
  /** {@link CaptureContexts.isSuspended} may have changed. */
  readonly handleChange: () => void;
}

/** The AudioContexts in which a microphone is heard: it makes them, keeps them awake, and closes them. */
export class CaptureContexts {
  readonly #options: CaptureContextsOptions;
  readonly #own = new Set<AudioContext>();
  /** The one in use. */
  #current: AudioContext | undefined;
  /** Aborted when {@link close} is called. */
  #life = new AbortController();

  constructor(options: CaptureContextsOptions) {
    this.#options = options;
  }

  /** Whether the one in use hears nothing: it waits for a press, or the system has taken the sound away. */
  get isSuspended(): boolean {
    return this.#current !== undefined && this.#current.state !== "running";
  }

  /** Makes a context and lets it begin; to be called in a press. Never throws: what fails here fails again in {@link connect}. */
  prepare(): void {
    attempt(() => this.#use().resume()).catch(noop);
  }

  /**
   * The sound of a microphone in a context that takes it.
   * @throws what the browser throws where there are no contexts
   */
  connect(media: MediaStreamTrack): MediaStreamAudioSourceNode {
    const stream = new MediaStream([media]);
    try {
      return this.#use().createMediaStreamSource(stream);
    } catch (error) {
      // Firefox up to 150 at least, when the context has another rate than the microphone; 153 connects them
      // (https://bugzilla.mozilla.org/show_bug.cgi?id=1725336). This can go when nobody uses such a version.
      if (!(error instanceof DOMException) || error.name !== "NotSupportedError") throw error;
      return this.#connectAtRate(stream, media.getSettings().sampleRate, error);
    }
  }

  /** Resolves when the context in use runs, or has not begun in a second. @throws an AbortError */
  async whenRunning(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (!this.isSuspended) return;
    await attempt(() => this.#current?.resume(), { signal, clock, ms: START_TIMEOUT_MS }).catch(noop);
  }

  /** Closes what was made here. */
  close(): void {
    this.#life.abort();
    this.#life = new AbortController();
    this.#current = undefined;
    for (const context of this.#own) attempt(() => context.close()).catch(noop);
    this.#own.clear();
  }

  #use(): AudioContext {
    return (this.#current ??= this.#follow(this.#options.given ?? this.#make()));
  }

  #make(options?: AudioContextOptions): AudioContext {
    const context = new AudioContext(options);
    this.#own.add(context);
    return context;
  }

  #connectAtRate(stream: MediaStream, rate: number | undefined, refusal: DOMException): MediaStreamAudioSourceNode {
    for (const sampleRate of rate === undefined ? USUAL_RATES : [rate]) {
      const context = this.#make({ sampleRate });
      try {
        const source = context.createMediaStreamSource(stream);
        this.#current = this.#follow(context);
        return source;
      } catch {
        // Not its rate either.
        this.#own.delete(context);
        attempt(() => context.close()).catch(noop);
      }
    }
    throw refusal;
  }

  /** Tells of the context's state, and wakes one of ours where the browser has put it to sleep. */
  #follow(context: AudioContext): AudioContext {
    const { signal } = this.#life;
    const wake = (): void => {
      const isOurs = this.#own.has(context);
      if (isOurs && context.state !== "running") attempt(() => context.resume()).catch(noop);
    };
    const handleState = (): void => {
      wake();
      this.#options.handleChange();
    };
    context.addEventListener("statechange", handleState, { signal });
    for (const press of PRESSES) document.addEventListener(press, wake, { signal, capture: true, passive: true });
    document.addEventListener("visibilitychange", wake, { signal });
    return context;
  }
}

const noop = (): void => undefined;
