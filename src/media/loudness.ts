import type { AudioState } from "../core/vocabulary.js";

export interface LoudnessOptions {
  readonly muted: boolean;
  /** The volume from 0 to 1; values outside are clamped. */
  readonly volume: number;
  readonly report: (audio: AudioState) => void;
}

/** The wanted loudness of an output, and the reports of its audio state: each change once. */
export class Loudness {
  muted: boolean;
  readonly #report: (audio: AudioState) => void;
  #volume: number;
  #reported: AudioState = "off";

  constructor({ muted, volume, report }: LoudnessOptions) {
    this.muted = muted;
    this.#volume = clamp(volume);
    this.#report = report;
  }

  get volume(): number {
    return this.#volume;
  }

  set volume(volume: number) {
    this.#volume = clamp(volume);
  }

  /**
   * Reports the audio state if it has changed. A block by the browser counts before a mute: only a press lifts it.
   * @param output undefined: there is no output
   */
  report(output: { readonly isBlocked: boolean } | undefined): void {
    const audio = !output ? "off" : output.isBlocked ? "blocked" : this.muted ? "muted" : "playing";
    if (audio === this.#reported) return;
    this.#reported = audio;
    this.#report(audio);
  }
}

const clamp = (volume: number): number => Math.min(1, Math.max(0, volume));
