/** The video that a session looks at: a picture for each question, and what the workloads have read in it. */
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { PageStream } from "../../core/ports/page-types.js";
import type { SessionEventName, VisionContextEntry } from "../../core/session-events.js";
import type { VisionContext } from "../vision-context.js";
import { VideoFrames } from "./video-frames.js";
import { visionText } from "./vision-text.js";
import { WorkloadTicker } from "./workload-ticker.js";
import { workloadsOf } from "./workloads.js";

/** What goes with a question. */
export interface Look {
  /** The picture, if there is one in time. It never rejects. */
  readonly picture: Promise<string | undefined> | undefined;
  /** What the workloads have seen. */
  readonly visionContext: string | undefined;
}

const INTERVAL_MS = 3000;
/** So many intervals, and so many milliseconds at least, an entry tells what is there now. */
const FRESH_INTERVALS = 5;
const FRESH_MS = 60_000;

export class Looking {
  readonly #context: VisionContext;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #frames: VideoFrames | undefined;
  #ticker: WorkloadTicker | undefined;

  constructor(context: VisionContext) {
    this.#context = context;
    this.#clock = context.clock;
    this.#intervalMs = context.config.visionWorkloads?.intervalMs ?? INTERVAL_MS;
  }

  /** @throws LiveAvatarError `config-invalid` */
  startVideo(stream: PageStream): void {
    if (this.#frames && this.#frames.stream === stream) return;
    const { clock, config, emit, logger, signals } = this.#context;
    const { imageFormat = "image/webp", imageQuality = 0.5, maxWidth = 512 } = config.vision ?? {};
    const before = this.#frames;
    const frames = (this.#frames = new VideoFrames(stream, {
      ...{ imageFormat, imageQuality, maxWidth, clock, logger },
      handleEnded: () => {
        if (this.#frames === frames) this.stopVideo();
      },
    }));
    before?.release();
    this.#forget();
    const isFirst = signals.write("videoActive", true);
    if (isFirst) emit("video-change", true);
    // A listener may have stopped it, or shown another stream.
    if (this.#frames !== frames) return;
    if (signals.signals.visionActive.get()) this.#restartTicker();
    else if (isFirst && config.visionWorkloads?.autoStart) this.startWorkloads();
  }

  stopVideo(): void {
    if (!this.#frames) return;
    this.#frames.release();
    this.#frames = undefined;
    this.#forget();
    this.stopWorkloads();
    this.#tell("videoActive", "video-change", false);
  }

  /** @throws LiveAvatarError `config-invalid` */
  startWorkloads(): void {
    if (!this.#context.config.visionWorkloads) {
      throw new LiveAvatarError("config-invalid", "startVisionWorkloads() needs the session's option visionWorkloads.");
    }
    this.#tell("visionActive", "vision-workloads-change", true);
    // A listener may have stopped them.
    if (this.#context.signals.signals.visionActive.get() && !this.#ticker) this.#restartTicker();
  }

  stopWorkloads(): void {
    this.#ticker?.stop();
    this.#ticker = undefined;
    this.#tell("visionActive", "vision-workloads-change", false);
  }

  look(takesPicture: boolean, signal: AbortSignal): Look {
    const maxAgeMs = Math.max(FRESH_MS, FRESH_INTERVALS * this.#intervalMs);
    const entries = this.#context.signals.signals.visionContext.get();
    return {
      picture: takesPicture ? this.#frames?.take(signal) : undefined,
      visionContext: visionText(entries, this.#clock.now(), maxAgeMs),
    };
  }

  /** The first tick comes at once. */
  #restartTicker(): void {
    const { config, emit, logger } = this.#context;
    this.#ticker?.stop();
    this.#ticker = undefined;
    if (!config.visionWorkloads) return;
    const ticker = (this.#ticker = new WorkloadTicker({
      llm: config.visionWorkloads.llm,
      workloads: workloadsOf(config.visionWorkloads.workloads, logger),
      intervalMs: this.#intervalMs,
      clock: this.#clock,
      take: async (signal) => this.#frames?.take(signal),
      handleEntry: (entry) => {
        this.#keep(entry);
      },
      handleError: (error) => {
        emit("vision-error", error);
      },
    }));
    ticker.start();
  }

  /** The newest entry of a workload takes the place of the one before. */
  #keep(entry: VisionContextEntry): void {
    const { emit, signals } = this.#context;
    const others = signals.signals.visionContext.get().filter(({ workload }) => workload !== entry.workload);
    signals.write("visionContext", Object.freeze([...others, entry]));
    emit("vision-context", entry);
  }

  #forget(): void {
    const { signals } = this.#context;
    if (signals.signals.visionContext.get().length > 0) signals.write("visionContext", Object.freeze([]));
  }

  #tell(
    signal: "videoActive" | "visionActive",
    event: Extract<SessionEventName, "video-change" | "vision-workloads-change">,
    active: boolean,
  ): void {
    if (this.#context.signals.write(signal, active)) this.#context.emit(event, active);
  }
}
