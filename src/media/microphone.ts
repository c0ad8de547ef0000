import { systemClock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { MicrophoneRunner, type MicrophoneRunnerOptions } from "../core/microphone-runner.js";
import type { MicrophoneMode } from "../core/microphone-types.js";
import type { Logger } from "../core/ports/logger.js";
import type { MicState } from "../core/vocabulary.js";
import { attempt as tryTo, type Timers } from "../core/wait.js";
import {
  acquireMicrophone,
  micDenial,
  micFailure,
  micInterruption,
  microphoneConstraints,
  micObstacle,
  microphoneEnvironment,
  type GetUserMedia,
  type MicrophoneEnvironment,
} from "./microphone-access.js";
import { type DeviceNames, MicrophoneWatch, type MicrophoneSigns } from "./microphone-watch.js";

/** Longer than LiveKit's own limit, which does not count while a connection is being renewed. */
const PUBLISH_TIMEOUT_MS = 30_000;

/** The sound of a device on its way to whoever hears it: a room, or a reader of frames. */
export interface MicrophoneTrack {
  /** Lets sound or silence through, in this task. It begins silent. */
  setAudible(audible: boolean): void;
  /** Stops the device for good. */
  stop(): void;
}

export interface MicrophoneOptions<Track extends MicrophoneTrack> {
  readonly logger: Logger;
  readonly report: (mic: MicState, error?: LiveAvatarError) => void;
  /** Makes the track of a device that was granted. It may be stopped at once: the request may have been withdrawn. */
  readonly makeTrack: (media: MediaStreamTrack, constraints: MediaTrackConstraints) => Track;
  /** Brings the track to whoever hears it; until this resolves the microphone is being opened. */
  readonly publish: (track: Track) => Promise<unknown>;
  /** Takes the track away from there. */
  readonly unpublish: (track: Track) => Promise<unknown>;
  /**
   * Whether no device is heard for now, as by a suspended AudioContext; a change is told by
   * {@link Microphone.handleSuspension}. Default: never.
   */
  readonly isSuspended?: (() => boolean) | undefined;
  /**
   * Asks the service to open or to close the window of push-to-talk. Resolves when it does; rejects with
   * `push-to-talk-refused` or another error. Default: every window is refused.
   */
  readonly askWindow?: ((edge: "start" | "stop") => Promise<void>) | undefined;
  /** The mode until {@link Microphone.setMode} is called. Default `open`. */
  readonly mode?: MicrophoneMode | undefined;
  /** The clock of every wait. Default: the platform's. */
  readonly clock?: Timers | undefined;
  /** The function that asks for a device. Default: the browser's. */
  readonly getUserMedia?: GetUserMedia | undefined;
  /** Reads what the page allows. Default: from the browser. */
  readonly environment?: (() => MicrophoneEnvironment) | undefined;
  /** Tells of permissions and devices. Default: the browser. */
  readonly signs?: (() => MicrophoneSigns) | undefined;
}

/** A device that was acquired and not yet stopped. */
interface Acquired<Track> {
  readonly media: MediaStreamTrack;
  readonly track: Track;
  /** Aborted when the device is released: it tells nothing any more. */
  readonly life: AbortController;
  /** Whether the system gives silence in its place, as during a phone call. */
  isSilenced: boolean;
}

/**
 * The visitor's microphone: runs the microphone machine's effects with the browser and with whoever hears it. In push-to-talk it
 * is heard in granted windows only. A device that cannot be had is reported and never thrown.
 */
export class Microphone<Track extends MicrophoneTrack> {
  readonly #options: MicrophoneOptions<Track>;
  /** By attempt. */
  readonly #acquired = new Map<number, Acquired<Track>>();
  readonly #runner: MicrophoneRunner;
  readonly #watch: MicrophoneWatch;
  /** The tracks that are heard, or on their way there, by attempt. */
  readonly #published = new Map<number, Track>();
  /** The device that was acquired last, as the browser names it. */
  #device: DeviceNames = {};

  constructor(options: MicrophoneOptions<Track>) {
    this.#options = options;
    this.#runner = new MicrophoneRunner({
      mode: options.mode ?? "open",
      run: (effect) => this.#run(effect),
      handleError: (error, { type }) => options.logger.error(`the microphone's ${type} failed`, error),
    });
    this.#watch = new MicrophoneWatch(
      {
        handleAvailable: () => this.#runner.handle({ type: "device-available" }),
        handleDenied: () => this.#runner.handle({ type: "denied", failure: micDenial() }),
      },
      options.signs,
    );
  }

  /** Whether there is a device that is published or being published. */
  get open(): boolean {
    const { name } = this.#runner.state.device;
    return name === "publishing" || name === "on";
  }

  get muted(): boolean {
    return this.#runner.state.mute !== "none";
  }

  /**
   * Opens the microphone; resolves when it is live or muted, or when it is known that it cannot be had.
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
    const start = { type: "start", deviceId: idOf(deviceId), muted } as const;
    return this.#runner.request("start", start, signal, { type: "stop" });
  }

  /**
   * Changes the device: now if the microphone is open, else for the next start. The present one is kept until the new one works;
   * one that cannot be had is reported. Of several calls the newest counts.
   * @param deviceId "": the browser's choice
   */
  setDevice(deviceId: string): Promise<void> {
    return this.#runner.request("start", { type: "set-device", deviceId: idOf(deviceId) });
  }

  /** Mutes or unmutes in this task; while the microphone is off, the choice is kept until the next start. */
  setMuted(muted: boolean): void {
    this.#runner.handle({ type: "set-muted", muted });
  }

  setMode(mode: MicrophoneMode): void {
    this.#runner.handle({ type: "set-mode", mode });
  }

  stop(): void {
    this.#runner.handle({ type: "stop" });
  }

  /**
   * Opens a window of push-to-talk, and the microphone if necessary; resolves when the service has granted it.
   * @throws `push-to-talk-refused`, `command-timeout`, `wrong-state` while muted, the microphone's own error; an AbortError
   * when the window is given up before the service has answered, or when `signal` is aborted
   */
  press(signal?: AbortSignal): Promise<void> {
    return this.#runner.request("press", { type: "press" }, signal, { type: "release" });
  }

  /** Closes the window in this task; resolves when the service knows. @throws as the service answers */
  release(signal?: AbortSignal): Promise<void> {
    return this.#runner.request("release", { type: "release" }, signal);
  }

  /** Handles an acknowledgement that answers no request of ours. */
  handleWindowChange(open: boolean): void {
    this.#runner.handle({ type: "window-changed", open });
  }

  /** Closes the window of push-to-talk, because the connection or the agent is away. */
  handleRoomLost(): void {
    const error = new LiveAvatarError("command-timeout", "The connection was lost in push-to-talk.");
    this.#runner.handle({ type: "room-lost", error });
  }

  /** Handles the loss of a device: it gives no sound any more. */
  handleLoss(lost: Track): void {
    for (const [attempt, { track }] of this.#acquired) {
      if (track === lost) this.#runner.handle({ type: "device-failed", attempt, failure: micInterruption() });
    }
  }

  /** Handles a change of what silences the device, see {@link MicrophoneOptions.isSuspended}. */
  handleSuspension(): void {
    for (const [attempt, acquired] of this.#acquired) {
      this.#runner.handle({ type: "device-silenced", attempt, isSilenced: this.#isSilenced(acquired) });
    }
  }

  /** Closes the microphone for good. @param error the rejection of every request that still waits for the service */
  dispose(error: Error): void {
    this.#watch.end();
    this.#runner.handle({ type: "room-closed", error });
  }

  #run(effect: Parameters<MicrophoneRunnerOptions["run"]>[0]): void {
    switch (effect.type) {
      case "set-audible":
        this.#setAudible(effect.audible);
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
        this.#unpublish(effect.attempt);
        return;
      case "ask-window":
        this.#askWindow(effect.edge, effect.request);
        return;
      case "report":
        if (effect.mic === "off") this.#watch.end();
        else this.#watch.follow(effect.mic, this.#device);
        this.#options.report(effect.mic, effect.error);
        return;
    }
  }

  /** Sound leaves by the current device alone; silence is for all. */
  #setAudible(audible: boolean): void {
    const { device } = this.#runner.state;
    for (const [attempt, { track }] of this.#acquired) {
      track.setAudible(audible && device.name !== "off" && device.attempt === attempt);
    }
  }

  #acquire(attempt: number, deviceId: string | undefined): void {
    const { getUserMedia, environment = microphoneEnvironment } = this.#options;
    const obstacle = micObstacle(environment());
    if (obstacle !== undefined) {
      this.#runner.handle({ type: "device-failed", attempt, failure: obstacle });
      return;
    }
    this.#watch.begin();
    this.#runner.handle({ type: "prompted", attempt });
    const constraints = microphoneConstraints(deviceId);
    // No time limit: a visitor may leave the browser's question open. The next request or `dispose` ends this wait.
    tryTo(() => acquireMicrophone(constraints, getUserMedia)).then(
      (media) => this.#adopt(attempt, media, constraints),
      (error: unknown) => {
        this.#runner.handle({ type: "device-failed", attempt, failure: micFailure(error) });
      },
    );
  }

  #adopt(attempt: number, media: MediaStreamTrack, constraints: MediaTrackConstraints): void {
    const life = new AbortController();
    const { signal } = life;
    const track = this.#options.makeTrack(media, constraints);
    const acquired = { media, track, life, isSilenced: media.muted };
    media.addEventListener("ended", () => this.handleLoss(track), { signal });
    for (const type of ["mute", "unmute"] as const) {
      // The system takes the device away for a while, for example for a phone call. It is not our own mute.
      const handleSilence = (): void => {
        acquired.isSilenced = type === "mute";
        this.handleSuspension();
      };
      media.addEventListener(type, handleSilence, { signal });
    }
    this.#device = media.getSettings();
    this.#acquired.set(attempt, acquired);
    this.#runner.handle({ type: "acquired", attempt });
  }

  #isSilenced({ isSilenced }: Acquired<Track>): boolean {
    return isSilenced || this.#options.isSuspended?.() === true;
  }

  #release(attempt: number): void {
    const acquired = this.#acquired.get(attempt);
    this.#acquired.delete(attempt);
    acquired?.life.abort();
    acquired?.track.stop();
  }

  #publish(attempt: number): void {
    const { publish, clock = systemClock, logger } = this.#options;
    const acquired = this.#acquired.get(attempt);
    if (acquired === undefined) return;
    const { track } = acquired;
    this.#published.set(attempt, track);
    tryTo(() => publish(track), { clock, ms: PUBLISH_TIMEOUT_MS, late: () => this.#takeOut(track) }).then(
      () => this.#runner.handle({ type: "published", attempt, isSilenced: this.#isSilenced(acquired) }),
      (error: unknown) => {
        logger.debug("the microphone could not be published", error);
        this.#runner.handle({ type: "device-failed", attempt, failure: micFailure(error) });
      },
    );
  }

  #unpublish(attempt: number): void {
    const track = this.#published.get(attempt);
    this.#published.delete(attempt);
    if (track) this.#takeOut(track);
  }

  #takeOut(track: Track): void {
    const { unpublish, logger } = this.#options;
    tryTo(() => unpublish(track)).catch((error: unknown) => logger.debug("unpublishing failed", error));
  }

  #askWindow(edge: "start" | "stop", request: number): void {
    const { askWindow = refuseWindow } = this.#options;
    tryTo(() => askWindow(edge)).then(
      () => this.#runner.handle({ type: "window-granted", request }),
      (reason: unknown) => {
        const error = reason instanceof Error ? reason : new Error(String(reason));
        const isRefused = LiveAvatarError.is(error) && error.code === "push-to-talk-refused";
        this.#runner.handle({ type: isRefused ? "window-refused" : "window-unanswered", request, error });
      },
    );
  }
}

/** A page may pass on what it has stored: `null` where there is nothing yet, "" as browsers name devices before a permission. */
const idOf = (deviceId: string | null | undefined): string | undefined => deviceId || undefined;
const refuseWindow = (): Promise<void> =>
  Promise.reject(new LiveAvatarError("push-to-talk-refused", "Push-to-talk is not available here."));
