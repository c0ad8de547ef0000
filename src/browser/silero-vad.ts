/** Silero's voice activity model, by the package `@ricky0123/vad-web`, which a page brings along. */
import { Emitter } from "../core/emitter.js";
import { LiveAvatarError } from "../core/errors.js";
import { isRecord } from "../core/is-record.js";
import { type Logger, safeLogger, silentLogger } from "../core/ports/logger.js";
import type { VADEvent, VADInitOptions, VADProvider } from "../core/ports/voice-activity.js";
import { attempt } from "../core/wait.js";
import { SpeechSegments } from "./speech-segments.js";

export interface SileroVADOptions {
  /**
   * The folder of `bundle.min.js` and `silero_vad_v5.onnx` (from the package's `dist`), and of `ort-wasm-simd-threaded.mjs` and
   * `ort-wasm-simd-threaded.wasm` (from that of `onnxruntime-web`). Default: the page's own folder. Read by `init`.
   */
  readonly assetBase?: string | undefined;
  /**
   * Loads the package, where a bundler packs it: `() => import("@ricky0123/vad-web")`. Default: `bundle.min.js` of `assetBase`.
   * Called by `init`.
   */
  readonly load?: (() => Promise<unknown>) | undefined;
  /** Speech for fewer milliseconds is a `misfire`. Default 120. */
  readonly minSpeechMs?: number | undefined;
  /** Milliseconds without speech that end what is said. Default 600. */
  readonly silenceMs?: number | undefined;
  /** Ends speech that goes on without a pause for so many milliseconds. Default 120,000. */
  readonly maxSpeechMs?: number | undefined;
  /** The probability of speech, 0…1, at which it begins. Default 0.5; it goes on down to 0.15 less. */
  readonly threshold?: number | undefined;
  /** Told of a listener that throws. Default: nobody. */
  readonly logger?: Logger | undefined;
}

/** What this needs of the package: see `#open`. */
type Package = Pick<typeof import("@ricky0123/vad-web"), "MicVAD">;
interface Model {
  process(block: Float32Array): Promise<{ readonly isSpeech: number }>;
  release(): Promise<void>;
}

const SAMPLE_RATE = 16_000;
/** The model takes exactly so many samples. */
const BLOCK = 512;
const BLOCK_MS = 32;
/** How much less likely speech may become while it goes on; the model's authors use the same. */
const HYSTERESIS = 0.15;
/** Two blocks of the last five. */
const ENTER_MS = 64;
const WINDOW_MS = 160;

/**
 * Finds speech with a neural network (2.3 MB, and 11 MB of WebAssembly that runs it), which knows voices by more
 * than their loudness and pitch. Nothing is loaded before `init`.
 */
export class SileroVAD implements VADProvider {
  readonly id = "silero";
  readonly sampleRate = SAMPLE_RATE;
  readonly onsetMs = 300;
  readonly #options: SileroVADOptions;
  readonly #threshold: number;
  readonly #emitter: Emitter<Record<VADEvent, []>>;
  readonly #segments: SpeechSegments;
  #block = new Float32Array(BLOCK);
  #filled = 0;
  /** Settles when all that was given to the model has been taken. */
  #taken: Promise<void> = Promise.resolve();
  /** Counts the resets: what the model says of a sound from before one is not heard. */
  #epoch = 0;
  #loading: Promise<Model> | undefined;
  #model: Model | undefined;
  #isDisposed = false;

  constructor(options: SileroVADOptions = {}) {
    const { minSpeechMs = 120, silenceMs = 600, maxSpeechMs = 120_000, threshold = 0.5 } = options;
    const logger = safeLogger(options.logger ?? silentLogger);
    this.#options = options;
    this.#threshold = threshold;
    this.#emitter = new Emitter((error, name) => {
      logger.error(`A listener of the voice activity detector's "${name}" threw.`, error);
    });
    const times = { minSpeechMs, silenceMs, maxSpeechMs };
    this.#segments = new SpeechSegments(BLOCK_MS, { ...times, enterMs: ENTER_MS, windowMs: WINDOW_MS });
  }

  /** @throws LiveAvatarError `load-failed`, not fatal: it may be called again; AbortError */
  async init({ signal }: VADInitOptions = {}): Promise<void> {
    if (this.#model || this.#isDisposed) return;
    const loading = (this.#loading ??= this.#open());
    try {
      await attempt(() => loading, { signal });
    } finally {
      // A failure is not kept: the next call tries again.
      loading.catch(() => {
        if (this.#loading === loading) this.#loading = undefined;
      });
    }
  }

  /** Frames before `init` has ended are not heard. */
  process(frame: Float32Array): Promise<void> {
    const model = this.#model;
    if (!model) return Promise.resolve();
    const epoch = this.#epoch;
    const taken = this.#taken.then(() => this.#take(model, frame, epoch));
    // A failure is this call's, and not that of the next one.
    this.#taken = taken.catch(() => undefined);
    return taken;
  }

  reset(): void {
    this.#epoch += 1;
    this.#segments.reset();
    this.#filled = 0;
  }

  on(event: VADEvent, fn: () => void): () => void {
    return this.#emitter.on(event, fn);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.reset();
    this.#emitter.clear();
    const model = this.#model;
    this.#model = undefined;
    if (model) void this.#taken.then(() => release(model));
  }

  async #take(model: Model, frame: Float32Array, epoch: number): Promise<void> {
    for (let at = 0; at < frame.length && epoch === this.#epoch;) {
      const count = Math.min(BLOCK - this.#filled, frame.length - at);
      this.#block.set(frame.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < BLOCK) continue;
      const block = this.#block;
      this.#block = new Float32Array(BLOCK);
      this.#filled = 0;
      // What is no number would stay in the model's memory.
      const { isSpeech } = await model.process(block.map((sample) => (Number.isFinite(sample) ? sample : 0)));
      if (epoch !== this.#epoch) return;
      const least = this.#segments.isSpeaking ? this.#threshold - HYSTERESIS : this.#threshold;
      const event = this.#segments.push(isSpeech >= least);
      if (event) this.#emitter.emit(event);
    }
  }

  async #open(): Promise<Model> {
    const base = new URL(this.#options.assetBase ?? "./", document.baseURI).href.replace(/\/?$/, "/");
    try {
      const { MicVAD } = packageOf(await (this.#options.load ?? (() => loadBundle(base)))());
      const detector = await MicVAD.new({
        model: "v5",
        baseAssetPath: base,
        onnxWASMBasePath: base,
        startOnLoad: false,
        ortConfig: (ort) => {
          ort.env.logLevel = "error";
          // So small a model gains nothing by threads, which only isolated pages have.
          ort.env.wasm.numThreads = 1;
        },
      });
      // The public `processFrame` drops every frame until `start()` has opened a microphone, and `destroy()` throws without one:
      // https://github.com/ricky0123/vad, real-time-vad.ts and frame-processor.ts of 0.0.31. So its model is asked itself, which
      // is private by type only. This can go when the package offers its models.
      const model = modelOf(detector);
      if (this.#isDisposed) await release(model);
      else this.#model = model;
      return model;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `SileroVAD could not be loaded: four files have to be in ${base} (see docs/voice-input.md). ${reason}`;
      throw new LiveAvatarError("load-failed", message, { cause, fatal: false });
    }
  }
}

/** The package's own bundle is a script that leaves a global; it brings the part of onnxruntime-web that is no WebAssembly. */
async function loadBundle(base: string): Promise<unknown> {
  const url = `${base}bundle.min.js`;
  await import(/* webpackIgnore: true */ /* @vite-ignore */ url);
  return (globalThis as { vad?: unknown }).vad;
}

/** A module of the package; bundlers put what is CommonJS into `default`. */
function packageOf(loaded: unknown): Package {
  for (const candidate of [loaded, isRecord(loaded) ? loaded.default : undefined]) {
    const MicVAD: unknown = isRecord(candidate) ? candidate.MicVAD : undefined;
    if (typeof MicVAD === "function") return { MicVAD: MicVAD as Package["MicVAD"] };
  }
  throw new Error("What was loaded is not @ricky0123/vad-web.");
}

function modelOf(detector: unknown): Model {
  const model: unknown = isRecord(detector) ? detector.model : undefined;
  if (isRecord(model) && typeof model.process === "function" && typeof model.release === "function") {
    return model as unknown as Model;
  }
  throw new Error("This version of @ricky0123/vad-web is not known; 0.0.31 is.");
}

/** A model that cannot be released is gone as well. */
const release = (model: Model): Promise<void> => model.release().catch(() => undefined);
