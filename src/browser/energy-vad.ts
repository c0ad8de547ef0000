/** A voice activity detector without a model: the energy of the voice's band over a noise floor, and a pitch. */
import { Emitter } from "../core/emitter.js";
import { LiveAvatarError } from "../core/errors.js";
import { type Logger, safeLogger, silentLogger } from "../core/ports/logger.js";
import type { VADEvent, VADProvider } from "../core/ports/voice-activity.js";
import { NoiseFloor } from "./noise-floor.js";
import { SpeechSegments } from "./speech-segments.js";
import { STEP_MS, VoiceMeter } from "./voice-measure.js";

/** Every option is read once, by the constructor. */
export interface EnergyVADOptions {
  /** Samples per second of the frames, 8,000…96,000. Default 16,000. */
  readonly sampleRate?: number | undefined;
  /** Speech that had a pitch for fewer milliseconds is a `misfire`. Default 120. */
  readonly minSpeechMs?: number | undefined;
  /** Milliseconds without a voice that end what is said. Default 600. */
  readonly silenceMs?: number | undefined;
  /** Ends speech that goes on without a pause for so many milliseconds. Default 120,000. */
  readonly maxSpeechMs?: number | undefined;
  /** Decibels over the noise floor at which speech begins. Default 9. */
  readonly enterDb?: number | undefined;
  /** Decibels over the noise floor at which speech goes on. Default 5; not above `enterDb`. */
  readonly exitDb?: number | undefined;
  /** Decibels below full scale: whatever is quieter is silence. Default −60. */
  readonly silenceDb?: number | undefined;
  /** Told of a listener that throws. Default: nobody. */
  readonly logger?: Logger | undefined;
}

const DEFAULTS = {
  sampleRate: 16_000,
  minSpeechMs: 120,
  silenceMs: 600,
  maxSpeechMs: 120_000,
  enterDb: 9,
  exitDb: 5,
  silenceDb: -60,
} as const;

type Settings = { readonly [Name in keyof typeof DEFAULTS]: number };

/** Speech begins when so many of the last 160 ms are loud and have a pitch. */
const ENTER_MS = 50;
const WINDOW_MS = 160;
/** Nothing is speech before so many milliseconds have been heard: the floor is not known. */
const LEARNING_MS = 100;

/**
 * Finds speech by its energy between 150 Hz and 4 kHz over a noise floor that follows the room in two seconds, and by its pitch:
 * what has none, such as typing, a slammed door or a fan that starts, is not speech, and a whisper is not found.
 */
export class EnergyVAD implements VADProvider {
  readonly id = "energy";
  readonly sampleRate: number;
  readonly onsetMs = 300;
  readonly #options: Settings;
  readonly #emitter: Emitter<Record<VADEvent, []>>;
  readonly #segments: SpeechSegments;
  readonly #floor: NoiseFloor;
  readonly #meter: VoiceMeter;
  readonly #step: Float32Array;
  #filled = 0;
  #heardMs = 0;
  #isDisposed = false;

  /** @throws LiveAvatarError `config-invalid` */
  constructor(options: EnergyVADOptions = {}) {
    const logger = safeLogger(options.logger ?? silentLogger);
    this.#options = read(options);
    const { sampleRate, minSpeechMs, silenceMs, maxSpeechMs, silenceDb } = this.#options;
    this.sampleRate = sampleRate;
    this.#emitter = new Emitter((error, name) => {
      logger.error(`A listener of the voice activity detector's "${name}" threw.`, error);
    });
    this.#segments = new SpeechSegments(STEP_MS, {
      minSpeechMs,
      silenceMs,
      maxSpeechMs,
      enterMs: ENTER_MS,
      windowMs: WINDOW_MS,
    });
    this.#floor = new NoiseFloor(silenceDb);
    this.#meter = new VoiceMeter(sampleRate);
    this.#step = new Float32Array(this.#meter.stepSize);
  }

  process(frame: Float32Array): void {
    for (let at = 0; at < frame.length && !this.#isDisposed;) {
      const count = Math.min(this.#step.length - this.#filled, frame.length - at);
      this.#step.set(frame.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < this.#step.length) continue;
      this.#filled = 0;
      this.#takeStep();
    }
  }

  reset(): void {
    this.#segments.reset();
    this.#filled = 0;
  }

  on(event: VADEvent, fn: () => void): () => void {
    return this.#emitter.on(event, fn);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#emitter.clear();
  }

  #takeStep(): void {
    const levelDb = this.#meter.push(this.#step);
    this.#floor.push(levelDb);
    if ((this.#heardMs += STEP_MS) < LEARNING_MS) return;
    const { enterDb, exitDb } = this.#options;
    const isLoud = levelDb - this.#floor.levelDb >= (this.#segments.isSpeaking ? exitDb : enterDb);
    const event = this.#segments.push(isLoud && this.#meter.isVoiced());
    if (event) this.#emitter.emit(event);
  }
}

function read(options: EnergyVADOptions): Settings {
  const given = Object.entries(options).filter(([name, value]) => name in DEFAULTS && value !== undefined);
  const settings: Settings = { ...DEFAULTS, ...Object.fromEntries(given) };
  for (const [name, value] of Object.entries(settings)) {
    if (!Number.isFinite(value)) throw invalid(`${name} must be a number`);
  }
  const { sampleRate, enterDb, exitDb, minSpeechMs, silenceMs, maxSpeechMs } = settings;
  if (sampleRate < 8000 || sampleRate > 96_000) throw invalid("sampleRate must be between 8,000 and 96,000");
  if (exitDb > enterDb) throw invalid("exitDb must not be above enterDb");
  if (Math.min(minSpeechMs, silenceMs, maxSpeechMs) < 0) throw invalid("times must not be below 0");
  return settings;
}

const invalid = (reason: string): LiveAvatarError => new LiveAvatarError("config-invalid", `EnergyVAD: ${reason}.`);
