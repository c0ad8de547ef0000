/** The visitor's microphone as frames of samples, for recognisers that are no part of a room. */
import { abortError, throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import { Emitter } from "../core/emitter.js";
import { LiveAvatarError } from "../core/errors.js";
import { guard } from "../core/guard.js";
import type { AudioSource, MicControls, MicReport } from "../core/ports/audio-source.js";
import { safeLogger, silentLogger, type Logger } from "../core/ports/logger.js";
import type { Timers } from "../core/wait.js";
import type { GetUserMedia } from "../media/microphone-access.js";
import { Microphone } from "../media/microphone.js";
import { CaptureContexts } from "./capture-contexts.js";
import { CaptureTrack } from "./capture-track.js";
import { FrameQueue } from "./frame-queue.js";
import { FrameReader } from "./frame-reader.js";
import type { CapturedFrame } from "./worklet/frame-maker.js";

const DEFAULT_SAMPLE_RATE = 16_000;
const SAMPLE_RATES = [8_000, 48_000] as const;
/** The default length of a frame: 512 samples at 16,000, as voice activity detectors want it. */
const FRAME_MS = 32;
const SMALLEST_FRAME = 64;
/** The seconds of sound that wait for a slow reader, at most. */
const QUEUE_SECONDS = 2;

/** All options are read when the object is made. */
export interface MicCaptureOptions {
  /** Samples per second of the frames, an integer from 8,000 to 48,000, whatever the device has. Default 16,000. */
  readonly sampleRate?: number | undefined;
  /** Samples in a frame, an integer from 64 to a second's. Default: 32 ms, which is 512 at 16,000. */
  readonly bufferSize?: number | undefined;
  /** The device until another one is asked for. Default: the browser's choice. */
  readonly deviceId?: string | undefined;
  /** `push-to-talk`: silence, but between `startPushToTalk()` and `stopPushToTalk()`. Default `conversational`. */
  readonly interaction?: "conversational" | "push-to-talk" | undefined;
  /** The address of `worklets/capture.js`, for pages whose policy forbids Blob and `data:` scripts. Default: in `assetBase`. */
  readonly workletUrl?: string | undefined;
  /** The address of a folder of the site with what `dist/cdn/` has. Default: none; the worklet's text is in the bundle. */
  readonly assetBase?: string | undefined;
  /** A context of the page's; it is never closed. Default: one of its own while the microphone is open. */
  readonly audioContext?: AudioContext | undefined;
  /** Default: nothing is logged. */
  readonly logger?: Logger | undefined;
  /** The function that asks for a device. Default: the browser's. */
  readonly getUserMedia?: GetUserMedia | undefined;
  /** Default: the platform's. */
  readonly clock?: Timers | undefined;
}

/**
 * A microphone to be read with `for await`: mono frames of one length and rate. One that is muted gives silence, so that what
 * was said before comes to its end. One that is lost is waited for. One reader at a time; leaving the loop closes it.
 */
export class MicCapture implements AudioSource, MicControls {
  /** Samples per second of the frames. */
  readonly sampleRate: number;
  /** Samples in a frame. */
  readonly bufferSize: number;
  readonly #options: MicCaptureOptions;
  readonly #logger: Logger;
  readonly #microphone: Microphone<CaptureTrack>;
  readonly #contexts: CaptureContexts;
  readonly #emitter: Emitter<{ report: [report: MicReport] }>;
  #subscribers = 0;
  #report: MicReport = { type: "mic", mic: "off" };
  #frames: FrameQueue;
  #starting: Promise<void> | undefined;
  #level = 0;
  #droppedFrames = 0;

  /** @throws LiveAvatarError `config-invalid` for a rate or a size out of bounds */
  constructor(options: MicCaptureOptions = {}) {
    const { sampleRate = DEFAULT_SAMPLE_RATE, deviceId, interaction, clock = systemClock } = options;
    check("sampleRate", sampleRate, ...SAMPLE_RATES);
    const { bufferSize = Math.round((sampleRate * FRAME_MS) / 1000) } = options;
    check("bufferSize", bufferSize, SMALLEST_FRAME, sampleRate);
    this.sampleRate = sampleRate;
    this.bufferSize = bufferSize;
    this.#options = options;
    this.#logger = safeLogger(options.logger ?? silentLogger);
    this.#emitter = new Emitter(this.#handleListenerError);
    this.#frames = this.#makeQueue();
    this.#contexts = new CaptureContexts({
      ...{ given: options.audioContext, clock },
      handleChange: () => this.#microphone.handleSuspension(),
    });
    this.#microphone = new Microphone({
      ...{ logger: this.#logger, clock, getUserMedia: options.getUserMedia },
      mode: interaction === "push-to-talk" ? "push-to-talk" : "open",
      // Nobody else grants it.
      askWindow: () => Promise.resolve(),
      isSuspended: () => this.#contexts.isSuspended,
      report: (mic, error) => this.#handleReport({ type: "mic", mic, ...(error && { error }) }),
      makeTrack: (media) =>
        new CaptureTrack(media, {
          handleFrame: (frame) => this.#handleFrame(frame),
          handleLoss: (track) => this.#microphone.handleLoss(track),
        }),
      publish: (track) => this.#publish(track),
      // Its release has taken the graph down.
      unpublish: () => Promise.resolve(),
    });
    if (deviceId) void this.#microphone.setDevice(deviceId);
  }

  /** How loud the newest frame is (RMS), 0…1; 0 while nothing is heard. */
  get level(): number {
    return this.#level;
  }

  /** How many frames were lost so far because their reader was more than two seconds behind. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** Reports each state of the microphone, beginning with the present one where that is not `off`. */
  subscribe(listener: (report: MicReport) => void): () => void {
    // One and the same listener may subscribe twice.
    const own = (report: MicReport): void => listener(report);
    const remove = this.#emitter.on("report", own);
    this.#subscribers += 1;
    if (this.#report.mic !== "off") guard(() => own(this.#report), this.#handleListenerError);
    let isSubscribed = true;
    return () => {
      remove();
      if (isSubscribed) this.#subscribers -= 1;
      isSubscribed = false;
    };
  }

  /**
   * Opens the microphone; to be called in a press. Resolves when it is live or muted. One that cannot be had is opened later, when
   * the permission is given or the device is there, as long as somebody has subscribed or reads; until `stop()`.
   * @throws LiveAvatarError why it cannot be had; an AbortError when `signal` is aborted, or `stop()` called
   */
  start(options: Parameters<MicControls["start"]>[0] = {}): Promise<void> {
    const started = this.#start(options);
    this.#starting = started;
    const forget = (): void => {
      if (this.#starting === started) this.#starting = undefined;
    };
    started.then(forget, forget);
    return started;
  }

  /** Mutes or unmutes in this task; while the microphone is off, the choice is kept until the next start. */
  setMuted(muted: boolean): void {
    this.#microphone.setMuted(muted);
  }

  /** Changes the device, see `Microphone.setDevice`: the present one is heard until the new one works. */
  setDevice(deviceId: string): Promise<void> {
    return this.#microphone.setDevice(deviceId);
  }

  /** Closes device, graph and own context in this task. The reader gets what was heard before, and then the end. */
  stop(): void {
    this.#microphone.stop();
  }

  /**
   * Lets the microphone be heard, and opens it if necessary.
   * @throws `push-to-talk-refused` where the interaction is another one, `wrong-state` while muted, the microphone's own error; an
   * AbortError
   */
  async startPushToTalk({ signal }: Parameters<MicControls["startPushToTalk"]>[0] = {}): Promise<void> {
    throwIfAborted(signal);
    if (this.#options.interaction !== "push-to-talk")
      throw new LiveAvatarError("push-to-talk-refused", 'The microphone was made without interaction: "push-to-talk".');
    this.#contexts.prepare();
    try {
      await this.#microphone.press(signal);
    } finally {
      this.#releaseUnused();
    }
  }

  stopPushToTalk(): Promise<void> {
    return this.#microphone.release();
  }

  /** Reads the microphone, and opens it where it is not open. A second reader at the same time is refused with `wrong-state`. */
  [Symbol.asyncIterator](): AsyncIterator<Float32Array, undefined> {
    return new FrameReader({
      claim: () => this.#claim(),
      open: (frames) => this.#open(frames),
      close: (frames) => {
        if (frames === this.#frames) this.stop();
      },
    });
  }

  async #start({ deviceId, muted, signal }: NonNullable<Parameters<MicControls["start"]>[0]>): Promise<void> {
    throwIfAborted(signal);
    this.#contexts.prepare();
    await this.#microphone.start({ deviceId, muted, signal });
    if (this.#microphone.open) return;
    const { error } = this.#report;
    if (this.#subscribers === 0 && !this.#frames.isRead) this.stop();
    throw error ?? abortError();
  }

  async #open(frames: FrameQueue): Promise<void> {
    if (this.#microphone.open) return;
    try {
      await (this.#starting ?? this.start({ muted: this.#microphone.muted }));
    } catch (error) {
      // A stop ends the loop; it is no failure of it.
      if (frames.isEnded) return;
      frames.isRead = false;
      if (this.#subscribers === 0) this.stop();
      throw error;
    }
  }

  #claim(): FrameQueue {
    const frames = this.#frames;
    if (frames.isRead) {
      const message = "Somebody reads this microphone already: make another MicCapture, or end the other loop.";
      throw new LiveAvatarError("wrong-state", message, { fatal: false });
    }
    frames.isRead = true;
    return frames;
  }

  async #publish(track: CaptureTrack): Promise<void> {
    const { workletUrl, assetBase, clock } = this.#options;
    const { sampleRate, bufferSize: frameSize } = this;
    // A graph that is complete takes over before a frame can come from it, and the one before is taken down in the same step.
    await track.open(this.#contexts, { sampleRate, frameSize }, { workletUrl, assetBase, clock });
  }

  #handleFrame({ samples, level }: CapturedFrame): void {
    this.#level = level;
    const dropped = this.#frames.push(samples);
    if (dropped > 0 && this.#droppedFrames === 0)
      this.#logger.warn("The reader of the microphone is too slow: frames are lost from now on.");
    this.#droppedFrames += dropped;
  }

  #handleReport(report: MicReport): void {
    this.#report = report;
    if (report.mic !== "live") this.#level = 0;
    this.#releaseUnused();
    if (report.mic === "off") {
      const ended = this.#frames;
      this.#frames = this.#makeQueue();
      ended.end();
    }
    this.#emitter.emit("report", report);
  }

  /** Closes the context where there is no device, and none is asked for. */
  #releaseUnused(): void {
    if (!this.#microphone.open && this.#report.mic !== "asking") this.#contexts.close();
  }

  readonly #handleListenerError = (error: unknown): void =>
    this.#logger.error("a listener of the microphone failed", error);

  #makeQueue(): FrameQueue {
    return new FrameQueue(Math.ceil((QUEUE_SECONDS * this.sampleRate) / this.bufferSize));
  }
}

function check(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new LiveAvatarError("config-invalid", `${name} must be an integer from ${least} to ${most}; it is ${value}.`);
}
