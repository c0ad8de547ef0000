import type { Emitter } from "../core/emitter.js";
import type { PageStream } from "../core/ports/page-types.js";
import type { SessionEventMap } from "../core/session-events.js";
import type { Memory } from "./memory.js";
import { SessionThreads } from "./session-threads.js";
import type { SessionSignals } from "./signals.js";
import type { Vision } from "./vision.js";

/** What a session sees with. */
export class SessionVision extends SessionThreads {
  readonly #vision: Vision;

  constructor(emitter: Emitter<SessionEventMap>, signals: SessionSignals, memory: Memory, vision: Vision) {
    super(emitter, signals, memory);
    this.#vision = vision;
  }

  /**
   * Shows the model this stream: a picture goes with each question, and is kept nowhere. The tracks stay the page's to stop.
   * @throws LiveAvatarError `wrong-state`, `load-failed`, `config-invalid` where the renderer converses, outside of a page and
   * for a stream without live video; AbortError when it was stopped before
   */
  startVideo(stream: PageStream): Promise<void> {
    return this.#vision.startVideo(stream);
  }

  /** Looks no more, and forgets what it saw; the workloads stop, too. */
  stopVideo(): void {
    this.#vision.stopVideo();
  }

  /** Asks `visionWorkloads.llm` about the video, at once and then again and again. @throws as {@link startVideo} */
  startVisionWorkloads(): Promise<void> {
    return this.#vision.startWorkloads();
  }

  stopVisionWorkloads(): void {
    this.#vision.stopWorkloads();
  }
}
