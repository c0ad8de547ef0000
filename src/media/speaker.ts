/** The loudspeaker of an output: the chosen one while it is there, else the system's choice. */
import { LiveAvatarError } from "../core/errors.js";
import type { ErrorCode } from "../core/errors.js";
import { attempt } from "../core/wait.js";

/** What plays through a loudspeaker: a media element or an AudioContext. Some browsers let it be chosen for neither. */
export interface SpeakerTarget {
  setSinkId?(deviceId: string): Promise<void>;
}

export interface SpeakerContext {
  /** The output as it is now; undefined while there is none. */
  readonly target: () => SpeakerTarget | undefined;
  /** Called when the chosen loudspeaker has gone away, or cannot be had by an output that has come later. */
  readonly handleProblem: (error: LiveAvatarError) => void;
  /** The devices of the browser; undefined in insecure pages. */
  readonly devices?: Pick<MediaDevices, "enumerateDevices" | keyof EventTarget> | undefined;
}

export class Speaker {
  readonly #context: SpeakerContext;
  readonly #devices: SpeakerContext["devices"];
  /** The device that was chosen; "": the system's choice. */
  #wanted = "";
  #isAway = false;
  /** Browsers run two calls at a time, and the one that ends last would win. */
  #queue: Promise<unknown> = Promise.resolve();
  #life: AbortController | undefined;

  constructor(context: SpeakerContext) {
    this.#context = context;
    this.#devices = context.devices ?? navigator.mediaDevices;
  }

  /** Plays through this device from now on; "": the system's choice. @throws LiveAvatarError `speaker-…`: the present one stays */
  async choose(deviceId: string): Promise<void> {
    const before = this.#wanted;
    this.#wanted = deviceId;
    this.#isAway = false;
    try {
      await this.#apply(deviceId);
    } catch (error) {
      if (this.#wanted === deviceId) this.#wanted = before;
      throw error;
    }
    this.#watch();
  }

  /** To be called when the output is another one, which begins with the system's choice. */
  handleTarget(): void {
    if (this.#wanted && !this.#isAway) this.#apply(this.#wanted).catch(this.#handleFailure);
  }

  /** Gives the output back as it was. */
  dispose(): void {
    this.#life?.abort();
    this.#life = undefined;
    if (this.#wanted) this.#apply("").catch(() => undefined); // an output that is closed has no loudspeaker
    this.#wanted = "";
  }

  #apply(deviceId: string): Promise<void> {
    const target = this.#context.target();
    const applied = this.#queue.then(() => {
      if (!target) return undefined;
      if (!target.setSinkId) throw new LiveAvatarError("speaker-unsupported", "The output has no setSinkId.");
      return attempt(() => target.setSinkId?.(deviceId));
    });
    const outcome = applied.catch((cause: unknown) => {
      throw speakerFailure(cause);
    });
    this.#queue = outcome.catch(() => undefined);
    return outcome;
  }

  #watch(): void {
    if (this.#life || !this.#wanted) return;
    this.#life = new AbortController();
    this.#devices?.addEventListener("devicechange", this.#look, { signal: this.#life.signal });
  }

  /** A browser plays nothing through a device that is gone, and does not choose another one by itself. */
  readonly #look = (): void => {
    const devices = this.#devices;
    const wanted = this.#wanted;
    if (!devices || !wanted) return;
    attempt(() => devices.enumerateDevices(), { signal: this.#life?.signal }).then(
      (found) => {
        const ids = found.flatMap(({ kind, deviceId }) => (kind === "audiooutput" && deviceId ? [deviceId] : []));
        const isAway = !ids.includes(wanted);
        // Without a permission the browser names none.
        if (ids.length === 0 || wanted !== this.#wanted || isAway === this.#isAway) return;
        this.#isAway = isAway;
        this.#apply(isAway ? "" : wanted).catch(this.#handleFailure);
        if (isAway) this.#handleFailure(new LiveAvatarError("speaker-missing", "The chosen speaker went away."));
      },
      () => undefined, // a list that cannot be had shows nothing
    );
  };

  readonly #handleFailure = (error: unknown): void => {
    if (LiveAvatarError.is(error)) this.#context.handleProblem(error);
  };
}

/** The error names are the specification's. */
function speakerFailure(cause: unknown): LiveAvatarError {
  if (LiveAvatarError.is(cause)) return cause;
  const name = cause instanceof DOMException ? cause.name : "";
  const code: ErrorCode = name === "NotAllowedError" ? "speaker-denied" : "speaker-missing";
  return new LiveAvatarError(code, `The speaker could not be used${name && `: ${name}`}.`, { cause });
}
