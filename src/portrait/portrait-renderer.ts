/** The portrait, an avatar without a service: a drawn face on a canvas, moved by sound, by text and by the page. */
import { abortError, throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarControlPatch } from "../core/ports/avatar-control.js";
import type { AvatarRenderer, RendererReport, RendererSound, SpeakOptions } from "../core/ports/avatar-renderer.js";
import type { SpeakingVoice } from "../core/ports/speaking-voice.js";
import { CHARACTERS } from "./characters/index.js";
import { Appearance } from "./appearance.js";
import { SoundMouth } from "./mouth/sound-mouth.js";
import type { PortraitOptions } from "./options.js";
import type { Rig } from "./rig.js";
import { levelAt } from "./sound-level.js";
import { SoundPlayer } from "./sound-player.js";
import { VoiceMouth } from "./voice-mouth.js";

/**
 * Speaks `Blob`s by any text-to-speech; with a `voice`, and only then, it has `speakText` and needs none.
 *
 * The options are read when it is made, the palette's CSS variables at mount and whenever the colour scheme changes.
 */
export class PortraitRenderer implements AvatarRenderer {
  readonly id = "portrait";
  readonly type = "local";
  /** Only with a voice: its presence tells a session to leave text-to-speech out. */
  // Declared only: a class field would be there, undefined, without a voice too.
  declare readonly speakText?: (text: string, signal?: AbortSignal) => Promise<void>;
  readonly sound: RendererSound;
  readonly #options: PortraitOptions;
  readonly #clock: Clock;
  readonly #appearance: Appearance;
  readonly #listeners = new Set<(report: RendererReport) => void>();
  readonly #soundMouth = new SoundMouth();
  #player: SoundPlayer | undefined;
  #muted = false;
  #volume = 1;
  #voiceMouth: VoiceMouth | undefined;
  /** Ends the present speech of the voice. */
  #endSpeech: (() => void) | undefined;
  #pace = 1;

  /** @throws LiveAvatarError `config-invalid` for a character that does not exist */
  constructor(options: PortraitOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const name = options.character ?? "ada";
    if (!Object.hasOwn(CHARACTERS, name)) {
      throw new LiveAvatarError(
        "config-invalid",
        `There is no character "${name}": ${Object.keys(CHARACTERS).join(", ")}.`,
      );
    }
    this.#appearance = new Appearance(CHARACTERS[name], options, this.#clock, (now) => this.#mouthAt(now));
    this.sound = this.#makeSound();
    const { voice } = options;
    if (voice) this.speakText = (text, signal) => this.#speakBy(voice, text, signal);
  }

  /** Stops every motion, lips too, until {@link resume}; the sound goes on. */
  pause(): void {
    this.#appearance.paused = true;
  }

  resume(): void {
    this.#appearance.paused = false;
  }

  get paused(): boolean {
    return this.#appearance.paused;
  }

  /** Reads the palette's CSS variables again, after a page has changed them. */
  refreshPalette(): void {
    this.#appearance.readColours();
  }

  async mount(
    container: HTMLElement | undefined,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    throwIfAborted(options.signal);
    if (this.#player) throw new LiveAvatarError("wrong-state", "The portrait is mounted already.");
    const player = new SoundPlayer({
      clock: this.#clock,
      output: this.#options.output,
      report: (audio) => {
        this.#report({ type: "audio", audio });
      },
      handleProblem: (error) => {
        this.#report({ type: "problem", error });
      },
    });
    player.setMuted(this.#muted);
    player.setVolume(this.#volume);
    this.#player = player;
    this.#appearance.mount(container);
    await Promise.resolve();
    if (!options.signal?.aborted) return;
    if (this.#player === player) await this.unmount();
    throw abortError(options.signal);
  }

  relocate(container: HTMLElement): void {
    this.#appearance.relocate(container);
  }

  update(control: AvatarControlPatch): void {
    this.#appearance.update(control);
  }

  /**
   * The lips follow the sound alone, and with `text`, the words of it, much more closely.
   * @throws LiveAvatarError `tts-failed` for what the browser cannot decode, `wrong-state` before `mount`
   */
  speak(audio: Blob, options: SpeakOptions = {}): Promise<void> {
    return this.#player?.play(audio, options.text) ?? Promise.reject(notMounted());
  }

  interrupt(): void {
    this.#endSpeech?.();
    this.#player?.interrupt();
  }

  async unmount(): Promise<void> {
    const player = this.#player;
    this.#player = undefined;
    this.#endSpeech?.();
    this.#appearance.unmount();
    await player?.dispose();
  }

  subscribe(listener: (report: RendererReport) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async #speakBy(voice: SpeakingVoice, text: string, signal: AbortSignal | undefined): Promise<void> {
    throwIfAborted(signal);
    if (!this.#player) throw notMounted();
    this.#endSpeech?.();
    const mouth = new VoiceMouth(text, this.#pace);
    const controller = new AbortController();
    const handleAbort = (): void => {
      controller.abort();
    };
    signal?.addEventListener("abort", handleAbort, { once: true });
    this.#endSpeech = handleAbort;
    try {
      await voice.speak(text, {
        signal: controller.signal,
        volume: this.#player.volume,
        onStart: () => {
          if (controller.signal.aborted) return;
          this.#voiceMouth = mouth;
          mouth.start(this.#clock.now());
        },
        onPlace: (place) => {
          mouth.reach(place, this.#clock.now());
        },
      });
      this.#pace = mouth.end(this.#clock.now());
    } catch (error) {
      if (signal?.aborted) throw abortError(signal);
      if (!controller.signal.aborted) throw error; // else it was interrupted, which is an end like any other
    } finally {
      signal?.removeEventListener("abort", handleAbort);
      if (this.#endSpeech === handleAbort) this.#endSpeech = undefined;
      if (this.#voiceMouth === mouth) this.#voiceMouth = undefined;
    }
  }

  #mouthAt(now: number): Partial<Rig> | undefined {
    const sound = this.#player?.current;
    return sound ? this.#soundMouth.at(sound.buffer, sound.seconds, sound.text) : this.#voiceMouth?.at(now);
  }

  #makeSound(): RendererSound {
    const level = () => this.#level;
    return {
      get level() {
        return level();
      },
      setMuted: (muted) => {
        this.#muted = muted;
        this.#player?.setMuted(muted);
      },
      setVolume: (volume) => {
        this.#volume = volume;
        this.#player?.setVolume(volume);
      },
      loudest: (seconds) => (this.speakText ? undefined : (this.#player?.loudest(seconds) ?? 0)),
      // A browser's own voice has no way out but the system's.
      ...(!this.#options.voice &&
        typeof AudioContext === "function" &&
        "setSinkId" in AudioContext.prototype && {
          setSpeaker: (deviceId: string) => this.#player?.setSpeaker(deviceId) ?? Promise.reject(notMounted()),
        }),
      unlock: () => this.#player?.unlock() ?? Promise.resolve(),
    };
  }

  /** Nobody measures the browser's own voice. */
  get #level(): number | undefined {
    const sound = this.#player?.current;
    if (sound) return levelAt(sound.buffer, sound.seconds);
    return this.speakText ? undefined : 0;
  }

  #report(report: RendererReport): void {
    for (const listener of [...this.#listeners]) listener(report);
  }
}

const notMounted = (): LiveAvatarError => new LiveAvatarError("wrong-state", "The portrait is not mounted.");
