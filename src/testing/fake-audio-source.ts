import { abortError } from "../core/abort.js";
import type { LiveAvatarError } from "../core/errors.js";
import type { MicControls, MicReport } from "../core/ports/audio-source.js";
import type { MicState } from "../core/vocabulary.js";
import { type Deferred, deferred } from "../core/wait.js";

export interface FakeAudioSourceOptions {
  /** Samples per second. Default: not said. */
  readonly sampleRate?: number | undefined;
}

type Result = IteratorResult<Float32Array, undefined>;

/** A source of sound that gives what a test pushes. */
export class FakeAudioSource implements AsyncIterable<Float32Array> {
  readonly sampleRate: number | undefined;
  /** How often somebody began to read, and how often a reader has left. */
  readers = 0;
  released = 0;
  #queue: (Result | Error)[] = [];
  #waiting: Deferred<Result> | undefined;

  constructor({ sampleRate }: FakeAudioSourceOptions = {}) {
    this.sampleRate = sampleRate;
  }

  [Symbol.asyncIterator](): AsyncIterator<Float32Array, undefined> {
    this.readers += 1;
    this.#queue = [];
    return {
      next: () => {
        const next = this.#queue.shift();
        if (next instanceof Error) return Promise.reject(next);
        if (next) return Promise.resolve(next);
        this.#waiting = deferred<Result>();
        return this.#waiting.promise;
      },
      return: () => {
        this.released += 1;
        this.end();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  /** @param frame samples, or how many samples of silence */
  push(frame: Float32Array | number): void {
    this.#give({ done: false, value: typeof frame === "number" ? new Float32Array(frame) : frame });
  }

  /** There is no more. */
  end(): void {
    this.#give({ done: true, value: undefined });
  }

  /** It breaks. */
  fail(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.reject(error);
    else this.#queue.push(error);
  }

  #give(result: Result): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.resolve(result);
    else this.#queue.push(result);
  }
}

/** The same as a microphone: the test is the browser and the visitor. */
export class FakeMicSource extends FakeAudioSource implements MicControls {
  /** What the browser says when it is asked: an error, or nothing yet (`hangs`). Default `granted`. */
  device: "granted" | "hangs" | LiveAvatarError = "granted";
  /** Every call, in order: `start`, `mute`, `unmute`, `device:usb`, `talk`, `release`, `stop`. */
  readonly calls: string[] = [];
  level = 0;
  isOpen = false;
  readonly #listeners = new Set<(report: MicReport) => void>();
  #isMuted = false;
  #asked: Deferred<void> | undefined;

  /** Listeners that are still registered: 0 after a clean end. */
  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: (report: MicReport) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async start(options: Parameters<MicControls["start"]>[0] = {}): Promise<void> {
    const { signal } = options;
    this.calls.push("start");
    if (signal?.aborted) throw abortError(signal);
    this.#isMuted = options.muted ?? this.#isMuted;
    this.report("asking");
    if (this.device === "hangs") {
      this.#asked = deferred({ signal });
      await this.#asked.promise;
    }
    const { device } = this;
    if (typeof device === "object") {
      this.report("blocked", device);
      throw device;
    }
    this.isOpen = true;
    this.#show();
  }

  /** The visitor allows it at last. */
  grant(): void {
    this.device = "granted";
    this.#asked?.resolve();
  }

  /** Something happens to it, such as a cable that is pulled. */
  report(mic: MicState, error?: LiveAvatarError): void {
    for (const listener of [...this.#listeners]) listener({ type: "mic", mic, error });
  }

  setMuted(muted: boolean): void {
    this.calls.push(muted ? "mute" : "unmute");
    this.#isMuted = muted;
    if (this.isOpen) this.#show();
  }

  setDevice(deviceId: string): Promise<void> {
    this.calls.push(`device:${deviceId}`);
    return Promise.resolve();
  }

  stop(): void {
    this.calls.push("stop");
    this.isOpen = false;
    this.report("off");
    this.end();
  }

  startPushToTalk(): Promise<void> {
    this.calls.push("talk");
    this.#isMuted = false;
    this.#show();
    return Promise.resolve();
  }

  stopPushToTalk(): Promise<void> {
    this.calls.push("release");
    this.#isMuted = true;
    this.#show();
    return Promise.resolve();
  }

  #show(): void {
    this.report(this.#isMuted ? "muted" : "live");
  }
}
