/** A recogniser and a microphone under command, in the places where an element takes its own from. */
import { LiveAvatarError, type ErrorCode } from "../../src/core/errors.js";
import type { MicControls, MicReport } from "../../src/core/ports/audio-source.js";
import type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTOptions,
  RealtimeSTTProvider,
} from "../../src/core/ports/realtime-stt.js";
import { systemClock } from "../../src/core/clock.js";
import { deferred } from "../../src/core/wait.js";
import type { MicState } from "../../src/core/vocabulary.js";
import { CHUNKS } from "../../src/element/assembly/part.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { event, find, place, settled } from "./support.js";

/** A recogniser that hears what a test says. */
export class Recogniser implements RealtimeSTTProvider {
  readonly id = "recogniser";
  readonly sampleRate = 24_000;
  readonly capture: "frames" | "own";
  /** What the next connection fails with. */
  failure: LiveAvatarError | undefined;
  readonly connections: {
    callbacks: RealtimeSTTCallbacks;
    options: RealtimeSTTOptions | undefined;
    isOpen: boolean;
  }[] = [];
  frames = 0;
  readonly mutes: boolean[] = [];

  constructor(capture: "frames" | "own" = "frames") {
    this.capture = capture;
  }

  get open(): number {
    return this.connections.filter(({ isOpen }) => isOpen).length;
  }

  get callbacks(): RealtimeSTTCallbacks {
    const newest = this.connections.at(-1);
    if (!newest?.isOpen) throw new Error("nobody listens");
    return newest.callbacks;
  }

  say(text: string): void {
    this.callbacks.onTranscript(text, { isFinal: true });
  }

  connect(callbacks: RealtimeSTTCallbacks, options?: RealtimeSTTOptions): Promise<RealtimeSTTConnection> {
    if (this.failure) return Promise.reject(this.failure);
    const connection = { callbacks, options, isOpen: true };
    this.connections.push(connection);
    if (this.capture === "own") callbacks.onMic?.("live");
    return Promise.resolve({
      send: () => void (this.frames += 1),
      finalize: () => undefined,
      close: () => void (connection.isOpen = false),
      setMuted: (muted) => {
        this.mutes.push(muted);
        callbacks.onMic?.(muted ? "muted" : "live");
      },
    });
  }
}

const STATE_OF: Partial<Record<ErrorCode, MicState>> = {
  "load-failed": "unsupported",
  "mic-denied": "blocked",
  "mic-missing": "missing",
  "mic-busy": "busy",
  "mic-insecure": "insecure",
  "mic-policy": "policy",
  "mic-unsupported": "unsupported",
};

/** A device that a test gives, refuses and takes away. */
export class Mic implements MicControls {
  static readonly made: Mic[] = [];
  /** Why the next microphones cannot be had. */
  static failure: LiveAvatarError | undefined;
  /** Holds the next answer back, like a visitor who has not decided yet. */
  static question: Promise<void> | undefined;

  static get newest(): Mic {
    const mic = Mic.made.at(-1);
    if (!mic) throw new Error("no microphone was opened");
    return mic;
  }

  /** How many of them still hold a device. */
  static get held(): number {
    return Mic.made.filter(({ isOpen }) => isOpen).length;
  }

  readonly sampleRate: number;
  level = 0;
  isOpen = false;
  deviceId: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly #listeners = new Set<(report: MicReport) => void>();
  readonly #isHeldToTalk: boolean;
  #isMuted = false;
  #isPressed = false;
  #ended = deferred();

  constructor(options: { readonly sampleRate?: number; readonly interaction?: string } = {}) {
    this.options = options;
    this.sampleRate = options.sampleRate ?? 16_000;
    this.#isHeldToTalk = options.interaction === "push-to-talk";
    Mic.made.push(this);
  }

  get isHeard(): boolean {
    return this.isOpen && (this.#isHeldToTalk ? this.#isPressed : !this.#isMuted);
  }

  subscribe(listener: (report: MicReport) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  report(mic: MicState, code?: ErrorCode): void {
    const error = code && new LiveAvatarError(code, "for the console");
    for (const listener of [...this.#listeners]) listener({ type: "mic", mic, ...(error && { error }) });
  }

  async start(options: Parameters<MicControls["start"]>[0] = {}): Promise<void> {
    this.report("asking");
    await Mic.question;
    if (options.signal?.aborted) throw new DOMException("", "AbortError");
    const { failure } = Mic;
    if (failure) {
      const mic = STATE_OF[failure.code];
      if (mic) for (const listener of [...this.#listeners]) listener({ type: "mic", mic, error: failure });
      else this.report("off");
      throw failure;
    }
    this.isOpen = true;
    this.deviceId = options.deviceId;
    this.#isMuted = options.muted ?? false;
    this.#ended = deferred();
    this.#tell();
  }

  setMuted(muted: boolean): void {
    this.#isMuted = muted;
    if (this.isOpen) this.#tell();
  }

  setDevice(deviceId: string): Promise<void> {
    this.deviceId = deviceId;
    return Promise.resolve();
  }

  stop(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.report("off");
    this.#ended.resolve();
  }

  startPushToTalk(): Promise<void> {
    this.#isPressed = true;
    this.#tell();
    return Promise.resolve();
  }

  stopPushToTalk(): Promise<void> {
    this.#isPressed = false;
    if (this.isOpen) this.#tell();
    return Promise.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array, undefined> {
    yield new Float32Array(512);
    await this.#ended.promise;
    return undefined;
  }

  #tell(): void {
    this.report(this.isHeard ? "live" : "muted");
  }
}

const original = { ...CHUNKS };

/** Chunks in place of the real ones; what is left out is the real one, but the microphone is {@link Mic}. */
export function giveChunks(chunks: Readonly<Record<string, object>> = {}): void {
  const given = { microphone: { MicCapture: Mic }, ...chunks };
  for (const [name, chunk] of Object.entries(given)) Object.assign(CHUNKS, { [name]: () => Promise.resolve(chunk) });
}

export function takeChunksBack(): void {
  Object.assign(CHUNKS, original);
  Mic.made.length = 0;
  Mic.failure = Mic.question = undefined;
}

/** A conversation with a face that only speaks, and with a recogniser of the page. */
export async function converse(attributes: Readonly<Record<string, string>> = {}, recogniser = new Recogniser()) {
  const llm = new FakeLLM({ clock: systemClock });
  const element = await place(attributes);
  element.renderer = new FakeFace({ clock: systemClock, kind: "voice", speechMs: 5 });
  element.llm = llm;
  element.realtimeSTT = recogniser;
  // Not a number of tasks: the first one loads what listens.
  const told = Promise.race([event(element, "avatar-mic-change"), event(element, "avatar-error")]);
  await element.start();
  if (attributes.microphone !== "off") await told;
  await settled(element);
  return { element, recogniser, llm };
}

export const micButton = (element: LiveAvatarElement) => find<HTMLButtonElement>(element, "[part=mic-button]");
export const micState = (element: LiveAvatarElement): string | null => element.getAttribute("mic-state");
