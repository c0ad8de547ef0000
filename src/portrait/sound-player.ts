/** The player of sounds: plays one after another, and knows the position in the present one. */
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { AudioState } from "../core/vocabulary.js";
import { attempt, deferred } from "../core/wait.js";
import { Loudness } from "../media/loudness.js";
import { Speaker, type SpeakerTarget } from "../media/speaker.js";
import { loudestOf } from "./sound-level.js";

/** An interrupted sound falls silent in this time: too fast to be waited for, too slow to click. */
const FADE_SECONDS = 0.02;
/** A context that may play does so within this time of being asked. */
const RESUME_MS = 250;

export interface SoundPlayerOptions {
  readonly clock: Clock;
  /** Where the sound goes; undefined: a context and loudspeaker of our own, made at the first need and closed at the end. */
  readonly output: AudioNode | undefined;
  readonly report: (audio: AudioState) => void;
  /** Called when the chosen loudspeaker has gone away. */
  readonly handleProblem: (error: LiveAvatarError) => void;
}

/** A sound under way. */
interface Playing {
  readonly buffer: AudioBuffer;
  readonly text: string | undefined;
  readonly gain: GainNode;
  source: AudioBufferSourceNode | undefined;
  /** Time, by the context or by the clock while that is blocked, of the sound's beginning. */
  startedAt: number;
  readonly settle: () => void;
}

export class SoundPlayer {
  readonly #options: SoundPlayerOptions;
  readonly #loudness: Loudness;
  readonly #speaker: Speaker;
  #context: BaseAudioContext | undefined;
  #ownContext: AudioContext | undefined;
  #master: GainNode | undefined;
  #playing: Playing | undefined;
  /** Counts interruptions: a sound that was still being decoded then is not played. */
  #generation = 0;
  #disposed = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(options: SoundPlayerOptions) {
    this.#options = options;
    this.#loudness = new Loudness({ muted: false, volume: 1, report: options.report });
    this.#speaker = new Speaker({
      target: () => this.#context as (BaseAudioContext & SpeakerTarget) | undefined,
      handleProblem: options.handleProblem,
    });
  }

  /** The sound that is heard, how many seconds of it have been, and its words where they are known. */
  get current(): (Pick<Playing, "buffer" | "text"> & { readonly seconds: number }) | undefined {
    const playing = this.#playing;
    if (!playing) return undefined;
    return { buffer: playing.buffer, text: playing.text, seconds: this.#time(playing) - playing.startedAt };
  }

  /** How loud the present sound was at most in its last seconds, at its volume (RMS), 0…1. */
  loudest(seconds: number): number {
    const { current } = this;
    return current && this.#playing?.source ? this.volume * loudestOf(current.buffer, current.seconds, seconds) : 0;
  }

  get volume(): number {
    return this.#loudness.muted ? 0 : this.#loudness.volume;
  }

  /**
   * Resolves when the sound has ended or was interrupted; sounds wait for the ones before them.
   * @throws LiveAvatarError `tts-failed` for what the browser cannot decode
   */
  play(sound: Blob, text?: string): Promise<void> {
    const generation = this.#generation;
    // Decoded while the one before still plays.
    const decoded = this.#decode(sound);
    decoded.catch(() => undefined); // told below, in its turn
    const turn = this.#queue.then(async () => {
      const buffer = await decoded;
      if (generation === this.#generation && !this.#disposed) await this.#sound(buffer, text, generation);
    });
    this.#queue = turn.catch(() => undefined);
    // An interrupt settles those that wait as well, at once.
    return Promise.race([turn, this.#interrupted()]);
  }

  /** Silence within 30 ms; everything that plays or waits is settled in this task. */
  interrupt(): void {
    this.#generation += 1;
    for (const release of this.#waiting.splice(0)) release();
    this.#queue = Promise.resolve();
    const playing = this.#playing;
    if (!playing) return;
    const { gain, source } = playing;
    const now = gain.context.currentTime;
    gain.gain.setValueAtTime(gain.gain.value, now);
    gain.gain.linearRampToValueAtTime(0, now + FADE_SECONDS);
    source?.stop(now + FADE_SECONDS + 0.005);
    playing.settle();
  }

  setMuted(muted: boolean): void {
    this.#loudness.muted = muted;
    this.#applyVolume();
  }

  setVolume(volume: number): void {
    this.#loudness.volume = volume;
    this.#applyVolume();
  }

  /** Plays through this loudspeaker; "": the system's choice. @throws LiveAvatarError `speaker-…` */
  setSpeaker(deviceId: string): Promise<void> {
    return this.#speaker.choose(deviceId);
  }

  /** In a click. @throws LiveAvatarError `autoplay-blocked` */
  async unlock(): Promise<void> {
    const context = this.#open();
    if (!(await this.#resume(context))) {
      throw new LiveAvatarError("autoplay-blocked", "The browser does not let the sound start.");
    }
  }

  /** Resolves when the context is closed: at once, or after the fade of what was still heard. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    const fades = this.#playing?.source !== undefined;
    this.interrupt();
    this.#disposed = true;
    this.#loudness.report(undefined);
    this.#speaker.dispose();
    const [context, master] = [this.#ownContext, this.#master];
    this.#context?.removeEventListener("statechange", this.#handleContextState);
    this.#context = this.#ownContext = this.#master = undefined;
    if (fades) await this.#options.clock.sleep(FADE_SECONDS * 1000 + 10);
    master?.disconnect();
    await context?.close().catch(() => undefined); // closed by the browser meanwhile
  }

  readonly #waiting: (() => void)[] = [];

  #interrupted(): Promise<void> {
    const interruption = deferred();
    this.#waiting.push(interruption.resolve);
    return interruption.promise;
  }

  async #decode(sound: Blob): Promise<AudioBuffer> {
    try {
      return await this.#open().decodeAudioData(await sound.arrayBuffer());
    } catch (cause) {
      if (LiveAvatarError.is(cause)) throw cause;
      throw new LiveAvatarError("tts-failed", `The browser cannot play this sound (${sound.type || "no type"}).`, {
        cause,
      });
    }
  }

  async #sound(buffer: AudioBuffer, text: string | undefined, generation: number): Promise<void> {
    const context = this.#open();
    const runs = await this.#resume(context);
    if (generation !== this.#generation || this.#disposed || !this.#master) return;
    const gain = context.createGain();
    gain.connect(this.#master);
    const end = deferred();
    let cancelTimer = (): void => undefined;
    const playing: Playing = {
      ...{ buffer, text, gain, source: undefined, startedAt: 0 },
      settle: () => {
        cancelTimer();
        if (this.#playing === playing) this.#playing = undefined;
        end.resolve();
      },
    };
    this.#playing = playing;
    if (runs) this.#startSource(playing, 0);
    else {
      // Blocked: the mouth speaks, captions can be read, and a press lets the rest be heard.
      playing.startedAt = this.#options.clock.now() / 1000;
      cancelTimer = this.#options.clock.setTimeout(() => {
        if (!playing.source) playing.settle();
      }, buffer.duration * 1000);
    }
    await end.promise;
  }

  #startSource(playing: Playing, offset: number): void {
    const { context } = playing.gain;
    const source = context.createBufferSource();
    source.buffer = playing.buffer;
    source.connect(playing.gain);
    source.addEventListener("ended", () => {
      source.disconnect();
      playing.gain.disconnect();
      playing.settle();
    });
    playing.source = source;
    playing.startedAt = context.currentTime - offset;
    source.start(0, offset);
  }

  #time(playing: Playing): number {
    if (!playing.source) return this.#options.clock.now() / 1000;
    const { context } = playing.gain;
    // What is heard now left the context this much earlier.
    const latency = context instanceof AudioContext ? context.outputLatency || context.baseLatency || 0 : 0;
    return context.currentTime - Math.min(0.3, latency);
  }

  #open(): BaseAudioContext {
    if (this.#context) return this.#context;
    if (this.#disposed) throw new LiveAvatarError("tts-failed", "The portrait is unmounted.");
    const { output } = this.#options;
    const context = output?.context ?? (this.#ownContext = new AudioContext({ latencyHint: "interactive" }));
    this.#context = context;
    this.#master = context.createGain();
    this.#master.connect(output ?? context.destination);
    this.#applyVolume();
    context.addEventListener("statechange", this.#handleContextState);
    this.#speaker.handleTarget();
    return context;
  }

  /** Whether the context runs, after asking it to. */
  async #resume(context: BaseAudioContext): Promise<boolean> {
    if (context.state !== "running" && "resume" in context) {
      const resume = () => (context as AudioContext).resume();
      await attempt(resume, { clock: this.#options.clock, ms: RESUME_MS }).catch(() => undefined); // the state says it
    }
    this.#handleContextState();
    return this.#isRunning(context);
  }

  /** `state` changes during an await, which the compiler does not know. */
  #isRunning(context: BaseAudioContext): boolean {
    return context.state === "running";
  }

  readonly #handleContextState = (): void => {
    const context = this.#context;
    if (!context || this.#disposed) return;
    const runs = this.#isRunning(context);
    this.#loudness.report({ isBlocked: !runs });
    const playing = this.#playing;
    if (runs && playing && !playing.source) {
      this.#startSource(playing, this.#options.clock.now() / 1000 - playing.startedAt);
    }
  };

  #applyVolume(): void {
    const master = this.#master;
    if (!master) return;
    master.gain.setTargetAtTime(this.volume, master.context.currentTime, 0.008);
    this.#handleContextState();
  }
}
