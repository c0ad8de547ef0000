import { TrackEvent } from "livekit-client";
import type { LocalAudioTrack } from "livekit-client";
import { systemClock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { MicrophoneRunner, type MicrophoneRunnerOptions } from "../core/microphone-runner.js";
import type { MicrophoneMode } from "../core/microphone-types.js";
import type { Logger } from "../core/ports/logger.js";
import type { MicState } from "../core/vocabulary.js";
import { attempt as tryTo, type Timers } from "../core/wait.js";
import {
  acquireMicrophone,
  micFailure,
  micInterruption,
  microphoneConstraints,
  micObstacle,
  micSurroundings,
  type GetUserMedia,
  type MicSurroundings,
} from "../media/microphone-access.js";
import { MicrophoneTrack } from "./microphone-track.js";

/** LiveKit gives up sooner by itself, but for a connection that is being renewed. */
const PUBLISH_TIMEOUT_MS = 30_000;

export interface MicrophoneOptions {
  readonly logger: Logger;
  readonly report: (mic: MicState, error?: LiveAvatarError) => void;
  /** Puts the track into the room, as soon as there is one. */
  readonly publish: (track: LocalAudioTrack) => Promise<unknown>;
  /** Takes it out again. */
  readonly unpublish: (track: LocalAudioTrack) => Promise<unknown>;
  /**
   * Asks the service to open or to close the window of push-to-talk; resolves when it does, rejects
   * `push-to-talk-refused`, or with whatever else keeps it from doing so. Default: nobody grants windows.
   */
  readonly askWindow?: ((edge: "start" | "stop") => Promise<void>) | undefined;
  /** How turns are taken until {@link Microphone.setMode} says otherwise. Default `open`. */
  readonly mode?: MicrophoneMode | undefined;
  /** Default: the platform's. */
  readonly clock?: Timers | undefined;
  /** Default: the browser's. */
  readonly getUserMedia?: GetUserMedia | undefined;
  readonly surroundings?: (() => MicSurroundings) | undefined;
}

/**
 * Runs the microphone's machine with a browser and a room: asked for, published, muted, changed, given back, and in
 * push-to-talk heard in granted windows alone. A device that cannot be had is reported and never thrown.
 */
export class Microphone {
  readonly #options: MicrophoneOptions;
  /** Tracks that were acquired and not yet given back, by attempt. */
  readonly #tracks = new Map<number, MicrophoneTrack>();
  readonly #runner: MicrophoneRunner;
  #published: MicrophoneTrack | undefined;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
    this.#runner = new MicrophoneRunner({
      mode: options.mode ?? "open",
      run: (effect) => this.#run(effect),
      handleError: (error, { type }) => options.logger.error(`the microphone's ${type} failed`, error),
    });
  }

  /** There is a device, in the room or on its way into it. */
  get open(): boolean {
    const { name } = this.#runner.state.device;
    return name === "publishing" || name === "on";
  }

  get muted(): boolean {
    return this.#runner.state.mute !== "none";
  }

  /**
   * Resolves when the microphone is live or muted, or when it is known that it cannot be had.
   * @throws an AbortError when `signal` is aborted; the microphone is closed then
   */
  start(
    options: {
      readonly deviceId?: string | undefined;
      readonly muted?: boolean | undefined;
      readonly signal?: AbortSignal | undefined;
    } = {},
  ): Promise<void> {
    const { deviceId, muted = false, signal } = options;
    return this.#runner.wish("start", { type: "start", deviceId, muted }, signal, { type: "stop" });
  }

  /** Changes the device, now if open, else for the next start. */
  setDevice(deviceId: string): Promise<void> {
    return this.#runner.wish("start", { type: "set-device", deviceId });
  }

  /** In this task; remembered while the microphone is off, until the next start. */
  setMuted(muted: boolean): void {
    this.#runner.take({ type: "set-muted", muted });
  }

  setMode(mode: MicrophoneMode): void {
    this.#runner.take({ type: "set-mode", mode });
  }

  stop(): void {
    this.#runner.take({ type: "stop" });
  }

  /**
   * Opens a window of push-to-talk, and the microphone if need be; resolves when the service has granted it.
   * @throws `push-to-talk-refused`, `command-timeout`, `wrong-state` while muted, the microphone's own error; an AbortError
   * when it is not wanted any more before the service has answered, or when `signal` says so
   */
  press(signal?: AbortSignal): Promise<void> {
    return this.#runner.wish("press", { type: "press" }, signal, { type: "release" });
  }

  /** Closes the window in this task; resolves when the service knows. @throws as the service answers */
  release(signal?: AbortSignal): Promise<void> {
    return this.#runner.wish("release", { type: "release" }, signal);
  }

  /** An acknowledgement that answers no question of ours. */
  handleWindowChange(open: boolean): void {
    this.#runner.take({ type: "window-changed", open });
  }

  /** The connection, or the agent, is away: a window does not outlive it. */
  handleRoomLost(): void {
    const error = new LiveAvatarError("command-timeout", "The connection was lost in push-to-talk.");
    this.#runner.take({ type: "room-lost", error });
  }

  /** Closes for good. @param error what whoever waits for the service is told */
  dispose(error: Error): void {
    this.#runner.take({ type: "room-closed", error });
  }

  #run(effect: Parameters<MicrophoneRunnerOptions["run"]>[0]): void {
    switch (effect.type) {
      case "set-audible":
        this.#currentTrack()?.setAudible(effect.audible);
        return;
      case "acquire":
        this.#acquire(effect.attempt, effect.deviceId);
        return;
      case "release":
        this.#release(effect.attempt);
        return;
      case "publish":
        this.#publish(effect.attempt);
        return;
      case "unpublish":
        this.#unpublish();
        return;
      case "ask-window":
        this.#askWindow(effect.edge, effect.request);
        return;
      case "report":
        this.#options.report(effect.mic, effect.error);
        return;
    }
  }

  #currentTrack(): MicrophoneTrack | undefined {
    const { device } = this.#runner.state;
    return (device.name === "off" ? undefined : this.#tracks.get(device.attempt)) ?? this.#published;
  }

  #acquire(attempt: number, deviceId: string | undefined): void {
    const { getUserMedia, surroundings = micSurroundings } = this.#options;
    const obstacle = micObstacle(surroundings());
    if (obstacle !== undefined) {
      this.#runner.take({ type: "device-failed", attempt, failure: obstacle });
      return;
    }
    this.#runner.take({ type: "prompted", attempt });
    const constraints = microphoneConstraints(deviceId);
    // The visitor may think it over: what bounds this wait is the next wish.
    tryTo(() => acquireMicrophone(constraints, getUserMedia)).then(
      (media) => {
        const track = new MicrophoneTrack(media, constraints);
        track.once(TrackEvent.Ended, () => {
          this.#runner.take({ type: "device-failed", attempt, failure: micInterruption() });
        });
        this.#tracks.set(attempt, track);
        this.#runner.take({ type: "acquired", attempt });
      },
      (error: unknown) => {
        this.#runner.take({ type: "device-failed", attempt, failure: micFailure(error) });
      },
    );
  }

  #release(attempt: number): void {
    const track = this.#tracks.get(attempt);
    this.#tracks.delete(attempt);
    track?.removeAllListeners(TrackEvent.Ended);
    track?.stop();
  }

  #publish(attempt: number): void {
    const { publish, clock = systemClock, logger } = this.#options;
    const track = this.#tracks.get(attempt);
    if (track === undefined) return;
    this.#published = track;
    const wasMuted = track.isMuted;
    tryTo(() => publish(track), { clock, ms: PUBLISH_TIMEOUT_MS, late: () => this.#takeOut(track) }).then(
      () => {
        if (track.isMuted !== wasMuted) track.tellAgain();
        this.#runner.take({ type: "published", attempt });
      },
      (error: unknown) => {
        logger.debug("the microphone could not be published", error);
        this.#runner.take({ type: "device-failed", attempt, failure: micFailure(error) });
      },
    );
  }

  #unpublish(): void {
    const track = this.#published;
    this.#published = undefined;
    if (track) this.#takeOut(track);
  }

  #takeOut(track: MicrophoneTrack): void {
    const { unpublish, logger } = this.#options;
    tryTo(() => unpublish(track)).catch((error: unknown) => logger.debug("unpublishing failed", error));
  }

  #askWindow(edge: "start" | "stop", request: number): void {
    const { askWindow = nobodyGrants } = this.#options;
    tryTo(() => askWindow(edge)).then(
      () => this.#runner.take({ type: "window-granted", request }),
      (reason: unknown) => {
        const error = reason instanceof Error ? reason : new Error(String(reason));
        const isRefused = LiveAvatarError.is(error) && error.code === "push-to-talk-refused";
        this.#runner.take({ type: isRefused ? "window-refused" : "window-unanswered", request, error });
      },
    );
  }
}

const nobodyGrants = (): Promise<void> =>
  Promise.reject(new LiveAvatarError("push-to-talk-refused", "There is nobody to ask for a window."));
