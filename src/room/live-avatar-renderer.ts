import { abortError } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarControlPatch } from "../core/ports/avatar-control.js";
import type {
  AvatarRenderer,
  RendererPicture,
  RendererReport,
  RendererSound,
  RendererVoice,
} from "../core/ports/avatar-renderer.js";
import type { PictureWish } from "../core/vocabulary.js";
import { silentLogger } from "../core/ports/logger.js";
import type { Logger } from "../core/ports/logger.js";
import type { LiveAvatarRendererOptions } from "./call-options.js";
import { DEFAULT_EVENT_SENDERS } from "./event-senders.js";
import { LiveCall } from "./live-call.js";
import { PUSH_TO_TALK_TIMEOUT_MS } from "./push-to-talk.js";

/**
 * The renderer of LiveAvatar's FULL mode: an avatar that hears, thinks and speaks on its own, in a LiveKit room. It holds
 * one conversation at a time; `mount` may follow `unmount` any number of times.
 */
export class LiveAvatarRenderer implements AvatarRenderer {
  readonly id = "liveavatar";
  readonly type = "remote";
  readonly voice: RendererVoice;
  readonly sound: RendererSound;
  readonly picture: RendererPicture;
  readonly #options: LiveAvatarRendererOptions;
  readonly #logger: Logger;
  readonly #listeners = new Set<(report: RendererReport) => void>();
  #call: LiveCall | undefined;
  #sessionId: string | undefined;
  #unmounting: Promise<void> = Promise.resolve();
  #muted = false;
  #volume = 1;
  #wish: PictureWish = "auto";

  constructor(options: LiveAvatarRendererOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.voice = this.#makeVoice();
    this.sound = this.#makeSound();
    this.picture = {
      setWish: (wish) => {
        this.#wish = wish;
        this.#call?.setPicture(wish);
      },
    };
  }

  get maxDurationSeconds(): number | undefined {
    return this.#call?.maxDurationSeconds;
  }

  /** The service's id of the present session, also after its end, until the next `mount`. */
  get sessionId(): string | undefined {
    return this.#call?.sessionId ?? this.#sessionId;
  }

  async mount(
    container: HTMLElement | undefined,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    if (options.signal?.aborted) throw abortError(options.signal);
    if (this.#call !== undefined)
      throw new LiveAvatarError("wrong-state", "The renderer is mounted already.", { fatal: false });
    this.#sessionId = undefined;
    const call = (this.#call = this.#makeCall(container));
    const { microphone = "off" } = this.#options;
    try {
      await call.open(options.signal);
      // `unmount` was called in the task in which the call opened.
      if (this.#call !== call) throw abortError();
    } catch (error) {
      if (this.#call === call) this.#forget(call.dispose());
      throw error;
    }
    if (microphone !== "off") void call.microphone.start({ muted: microphone === "muted" });
  }

  relocate(container: HTMLElement): void {
    this.#call?.tracks.output.relocate(container);
  }

  /**
   * Passes on the pose of the body that the service knows: the preset `listening`, and any other, which ends it. Face, emotion
   * and scene are ignored, since the service animates its avatar by itself. Nothing happens while no conversation is ready.
   */
  update({ avatar }: AvatarControlPatch = {}): void {
    const pose = avatar?.body?.preset;
    if (pose !== undefined) this.#call?.setListening(pose === "listening");
  }

  /** Rejects: FULL mode speaks text only (protocol §2.4: `avatar.speak_audio` belongs to LITE). */
  async speak(): Promise<void> {
    throw new LiveAvatarError("wrong-state", "An avatar in FULL mode speaks text, not sound: use speakText.");
  }

  async speakText(text: string, signal?: AbortSignal): Promise<void> {
    const call = this.#ready();
    call.handleActivity();
    await call.conversation.speakText(text, signal);
  }

  async respond(text: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    const call = this.#ready();
    call.handleActivity();
    await call.conversation.respond(text, options.signal);
  }

  interrupt(): void {
    this.#call?.interrupt();
  }

  unmount(options: { readonly leaving?: boolean } = {}): Promise<void> {
    const call = this.#call;
    if (call !== undefined) this.#forget(call.dispose(options.leaving));
    return this.#unmounting;
  }

  subscribe(listener: (report: RendererReport) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  keepAlive(): void {
    this.#call?.handleActivity();
  }

  #makeCall(container: HTMLElement | undefined): LiveCall {
    const options = this.#options;
    const call: LiveCall = new LiveCall({
      token: options.token,
      apiUrl: options.apiUrl,
      logger: this.#logger,
      clock: options.clock ?? systemClock,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      fetchOptions: options.fetchOptions,
      siteOrigins: [...(options.siteOrigins ?? []), ...(options.token.origin ? [options.token.origin] : [])],
      interaction: options.interaction ?? "conversational",
      requiredParticipantTimeoutMs: options.requiredParticipantTimeoutMs ?? 30_000,
      absenceTimeoutMs: options.absenceTimeoutMs ?? 15_000,
      eventSenders: options.eventSenders ?? DEFAULT_EVENT_SENDERS,
      interruptQuietMs: options.interruptQuietMs ?? 1500,
      pushToTalkTimeoutMs: options.pushToTalkTimeoutMs ?? PUSH_TO_TALK_TIMEOUT_MS,
      keepAlive: options.keepAlive ?? true,
      container,
      muted: this.#muted,
      volume: this.#volume,
      picture: this.#wish,
      report: (report) => {
        if ((report.type === "failed" || report.type === "ended") && this.#call === call) this.#forget(call.dispose());
        this.#report(report);
      },
    });
    return call;
  }

  #forget(closed: Promise<void>): void {
    this.#sessionId = this.#call?.sessionId;
    this.#call = undefined;
    this.#unmounting = Promise.all([this.#unmounting, closed]).then(() => undefined);
  }

  #ready(): LiveCall {
    if (this.#call === undefined) throw new LiveAvatarError("wrong-state", "The avatar is not mounted.");
    return this.#call;
  }

  #report(report: RendererReport): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(report);
      } catch (error) {
        this.#logger.error("a listener of the renderer threw", error);
      }
    }
  }

  #makeVoice(): RendererVoice {
    const interaction = () => this.#call?.interaction;
    const level = () => this.#call?.microphone.level;
    return {
      get level() {
        return level();
      },
      get interaction() {
        return interaction();
      },
      start: async (options) => this.#ready().microphone.start(options),
      setMuted: (muted) => this.#call?.microphone.setMuted(muted),
      setDevice: async (deviceId) => this.#ready().microphone.setDevice(deviceId),
      stop: () => this.#call?.microphone.stop(),
      startPushToTalk: async ({ signal } = {}) => this.#ready().startPushToTalk(signal),
      stopPushToTalk: async ({ signal } = {}) => this.#ready().microphone.release(signal),
    };
  }

  #makeSound(): RendererSound {
    const level = () => this.#call?.tracks.level;
    return {
      get level() {
        return level();
      },
      setMuted: (muted) => {
        this.#muted = muted;
        this.#call?.tracks.output.setMuted(muted);
      },
      setVolume: (volume) => {
        this.#volume = volume;
        this.#call?.tracks.output.setVolume(volume);
      },
      ...(typeof HTMLMediaElement === "function" &&
        "setSinkId" in HTMLMediaElement.prototype && {
          setSpeaker: async (deviceId: string) => this.#ready().tracks.output.setSpeaker(deviceId),
        }),
      unlock: async () => this.#call?.tracks.output.unlock(),
    };
  }
}
