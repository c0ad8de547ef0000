import { LocalAudioTrack, Track, TrackEvent } from "livekit-client";
import type { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import type { MicState } from "../core/vocabulary.js";
import { micFailure, micInterruption, micObstacle, micSurroundings } from "../media/microphone-access.js";
import type { MicFailure, MicSurroundings } from "../media/microphone-access.js";

export interface MicrophoneOptions {
  readonly logger: Logger;
  readonly report: (mic: MicState, error?: LiveAvatarError) => void;
  /** Puts the track into the room, as soon as there is one. */
  readonly publish: (track: LocalAudioTrack) => Promise<unknown>;
  /** Takes it out again. */
  readonly unpublish: (track: LocalAudioTrack) => Promise<unknown>;
  /** Default: the browser's. */
  readonly getUserMedia?: ((constraints: MediaStreamConstraints) => Promise<MediaStream>) | undefined;
  readonly surroundings?: (() => MicSurroundings) | undefined;
}

/** What the official SDK asks for (0.0.18). */
const PROCESSING = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/**
 * One microphone: asked for, published, muted, changed, given back. Whatever goes wrong is reported and never
 * thrown. The newest `start`, `setDevice` or `stop` wins: a permission granted to an older one is given back.
 */
export class Microphone {
  readonly #options: MicrophoneOptions;
  #track: LocalAudioTrack | undefined;
  #asking: object | undefined;
  #muted = false;
  #deviceId: string | undefined;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
  }

  get open(): boolean {
    return this.#track !== undefined;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** Resolves when the microphone is live or muted, or when it is known that it cannot be had. */
  async start(
    options: { readonly deviceId?: string | undefined; readonly muted?: boolean | undefined } = {},
  ): Promise<void> {
    this.#muted = options.muted ?? false;
    if (options.deviceId !== undefined) this.#deviceId = options.deviceId;
    if (this.#track !== undefined) {
      this.setMuted(this.#muted);
      return;
    }
    const asking = (this.#asking = {});
    const obstacle = micObstacle((this.#options.surroundings ?? micSurroundings)());
    if (obstacle !== undefined) {
      this.#fail(obstacle);
      return;
    }
    this.#options.report("asking");
    const track = await this.#acquire(asking);
    if (track === undefined) return;
    this.#track = track;
    this.#asking = undefined;
    track.once(TrackEvent.Ended, () => this.#interrupted(track));
    if (this.#muted) await track.mute();
    try {
      await this.#options.publish(track);
    } catch (error) {
      if (this.#track !== track) return;
      this.#options.logger.debug("the microphone could not be published", error);
      this.#release();
      this.#fail(micFailure(error));
      return;
    }
    if (this.#track === track) this.#reportOpen();
  }

  /** Quietly does nothing while the microphone is off; while it is being opened, it opens like this. */
  setMuted(muted: boolean): void {
    this.#muted = muted;
    const track = this.#track;
    if (track === undefined) return;
    // Takes effect at once, whatever the signalling does: nothing more is sent.
    track.mediaStreamTrack.enabled = !muted;
    (muted ? track.mute() : track.unmute()).catch((error: unknown) => {
      this.#options.logger.debug("muting the microphone was not signalled", error);
    });
    this.#reportOpen();
  }

  /** Changes the device, now if open, else for the next start. */
  async setDevice(deviceId: string): Promise<void> {
    this.#deviceId = deviceId;
    if (this.#track === undefined && this.#asking === undefined) return;
    const muted = this.#muted;
    this.#release();
    await this.start({ muted });
  }

  stop(): void {
    const wasOn = this.#track !== undefined || this.#asking !== undefined;
    this.#release();
    if (wasOn) this.#options.report("off");
  }

  async #acquire(asking: object): Promise<LocalAudioTrack | undefined> {
    const getUserMedia =
      this.#options.getUserMedia ?? ((constraints) => navigator.mediaDevices.getUserMedia(constraints));
    const audio = { ...PROCESSING, ...(this.#deviceId !== undefined && { deviceId: { exact: this.#deviceId } }) };
    try {
      const stream = await getUserMedia({ audio });
      const [media] = stream.getAudioTracks();
      if (this.#asking !== asking || media === undefined) {
        for (const unwanted of stream.getTracks()) unwanted.stop();
        return undefined;
      }
      // "User provided", for otherwise LiveKit reopens a microphone that has ended, also one that nobody wants any more.
      const track = new LocalAudioTrack(media, audio, true);
      track.source = Track.Source.Microphone;
      return track;
    } catch (error) {
      if (this.#asking === asking) this.#fail(micFailure(error));
      return undefined;
    }
  }

  #interrupted(track: LocalAudioTrack): void {
    if (this.#track !== track) return;
    this.#release();
    this.#fail(micInterruption());
  }

  #fail(failure: MicFailure): void {
    this.#asking = undefined;
    this.#options.report(failure.mic, failure.error);
  }

  #reportOpen(): void {
    this.#options.report(this.#muted ? "muted" : "live");
  }

  #release(): void {
    this.#asking = undefined;
    const track = this.#track;
    this.#track = undefined;
    if (track === undefined) return;
    track.removeAllListeners(TrackEvent.Ended);
    // First the recording light, then the room.
    track.stop();
    this.#options.unpublish(track).catch((error: unknown) => this.#options.logger.debug("unpublishing failed", error));
  }
}
