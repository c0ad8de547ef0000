/** Microphones that a test builds of oscillators, with real tracks, and what is left of them. */
import type { GetUserMedia } from "../../src/media/microphone-access.js";

/** What is told of a tone: its pitch in hertz and its loudness, 0…1. */
export interface Tone {
  readonly frequency?: number;
  readonly amplitude?: number;
}

/** Stands where the browser's `getUserMedia` does: each device by its id is a tone of its own. */
export class SyntheticMicrophones {
  readonly #context: AudioContext;
  readonly #tones: Readonly<Record<string, Tone>>;
  /** Every track that was given. */
  readonly given: MediaStreamTrack[] = [];
  readonly #events = new Map<MediaStreamTrack, EventTarget>();
  /** What the next requests get instead of a device. */
  failure: Error | undefined;
  /** Awaited before an answer, like a visitor who has not decided yet. */
  question: Promise<unknown> | undefined;

  constructor(tones: Readonly<Record<string, Tone>> = {}, options: AudioContextOptions = {}) {
    this.#context = new AudioContext(options);
    this.#tones = tones;
  }

  readonly getUserMedia: GetUserMedia = async ({ audio }) => {
    await this.question;
    if (this.failure) throw this.failure;
    const { deviceId } = audio as { readonly deviceId?: { readonly exact: string } };
    const { frequency = 440, amplitude = 0.5 } = this.#tones[deviceId?.exact ?? ""] ?? {};
    await this.#context.resume();
    const oscillator = new OscillatorNode(this.#context, { frequency });
    const gain = new GainNode(this.#context, { gain: amplitude });
    const destination = new MediaStreamAudioDestinationNode(this.#context);
    oscillator.connect(gain).connect(destination);
    oscillator.start();
    for (const track of destination.stream.getTracks()) {
      // Firefox delivers no event of a script's to a track.
      const events = new EventTarget();
      Object.defineProperty(track, "addEventListener", { value: events.addEventListener.bind(events) });
      this.#events.set(track, events);
      this.given.push(track);
    }
    return destination.stream;
  };

  /** The system takes the newest device, or gives it back. */
  dispatch(type: "mute" | "unmute" | "ended"): void {
    const track = this.given.at(-1);
    if (type === "ended") track?.stop();
    if (track) this.#events.get(track)?.dispatchEvent(new Event(type));
  }

  get alive(): number {
    return this.given.filter(({ readyState }) => readyState === "live").length;
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}

/** Keeps every AudioContext that is made from now on. */
export function recordContexts(): { readonly made: AudioContext[]; readonly running: () => number; restore(): void } {
  const { AudioContext: Original } = globalThis;
  const made: AudioContext[] = [];
  globalThis.AudioContext = class extends Original {
    constructor(options?: AudioContextOptions) {
      super(options);
      made.push(this);
    }
  };
  return {
    made,
    running: () => made.filter(({ state }) => state !== "closed").length,
    restore: () => {
      globalThis.AudioContext = Original;
    },
  };
}

/**
 * The pitch of a pure tone in hertz, by the places where it crosses zero upwards. A gap, as browsers leave it now and then on the
 * way from one AudioContext to another, does not count.
 */
export function pitchOf(samples: Float32Array, sampleRate: number): number {
  const crossings: number[] = [];
  for (let place = 1; place < samples.length; place += 1) {
    const [before, after] = [samples[place - 1]!, samples[place]!];
    if (before < 0 && after >= 0) crossings.push(place - 1 + before / (before - after));
  }
  const periods = crossings.slice(1).map((crossing, index) => crossing - crossings[index]!);
  const median = periods.toSorted((one, other) => one - other)[Math.floor(periods.length / 2)] ?? Infinity;
  const usual = periods.filter((period) => Math.abs(period - median) < 0.1 * median);
  return (sampleRate * usual.length) / usual.reduce((sum, period) => sum + period, 0);
}

export const rmsOf = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
