/** What a session sees with. It only passes calls on: the part that takes and reads pictures is loaded with the first of them. */
import { throwIfAborted } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import type { PageStream } from "../core/ports/page-types.js";
import { attempt } from "../core/wait.js";
import type { Look, Looking } from "./looking/looking.js";
import { wrongState } from "./turn-opener.js";
import type { VisionContext } from "./vision-context.js";

/** Milliseconds that the part may take to load. */
const LOAD_TIMEOUT_MS = 30_000;

export class Vision {
  readonly #context: VisionContext;
  #looking: Looking | undefined;
  /** Aborted by a stop, for the starts before it that still wait for the part. */
  #video = new AbortController();
  #workloads = new AbortController();

  constructor(context: VisionContext) {
    this.#context = context;
  }

  async startVideo(stream: PageStream): Promise<void> {
    await this.#do("startVideo", this.#video.signal, (looking) => {
      looking.startVideo(stream);
    });
  }

  stopVideo(): void {
    this.#video.abort();
    this.#video = new AbortController();
    this.stopWorkloads();
    this.#looking?.stopVideo();
  }

  async startWorkloads(): Promise<void> {
    await this.#do("startVisionWorkloads", this.#workloads.signal, (looking) => {
      looking.startWorkloads();
    });
  }

  stopWorkloads(): void {
    this.#workloads.abort();
    this.#workloads = new AbortController();
    this.#looking?.stopWorkloads();
  }

  /** What goes with a question that is asked now. @param takesPicture whether it wants a picture @param signal the question's */
  look(takesPicture: boolean, signal: AbortSignal): Look | undefined {
    return this.#looking?.look(takesPicture, signal);
  }

  /** The part does it in the moment in which it is there and no stop has come: whoever awaits the part is later than that. */
  async #do(call: string, signal: AbortSignal, act: (looking: Looking) => void): Promise<void> {
    const { clock, isLive, sees, state } = this.#context;
    if (!isLive()) throw wrongState(call, state());
    if (!sees()) {
      throw new LiveAvatarError(
        "config-invalid",
        `${call}() is for sessions with an llm; here the renderer converses.`,
      );
    }
    const load = () => import("./looking/looking.js");
    const { Looking } = await attempt(load, { signal, clock, ms: LOAD_TIMEOUT_MS }).catch((cause: unknown) => {
      throwIfAborted(signal);
      const message = "The part that looks at video could not be loaded.";
      throw new LiveAvatarError("load-failed", message, { cause, fatal: false });
    });
    throwIfAborted(signal);
    act((this.#looking ??= new Looking(this.#context)));
  }
}
