import type { AudioState } from "../core/vocabulary.js";

export interface LoudnessOptions {
  readonly muted: boolean;
  /** From 0 to 1; what lies outside is cut. */
  readonly volume: number;
  readonly report: (audio: AudioState) => void;
}

/** How loud an output is to be, and what is told of it: each state once, whatever makes the sound. */
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
   * Tells what is heard. What the browser blocks counts before what the page has muted: only a press helps against it.
   * @param output undefined: there is none
   */
  report(output: { readonly isBlocked: boolean } | undefined): void {
    const audio = !output ? "off" : output.isBlocked ? "blocked" : this.muted ? "muted" : "playing";
    if (audio === this.#reported) return;
    this.#reported = audio;
    this.#report(audio);
  }
}

const clamp = (volume: number): number => Math.min(1, Math.max(0, volume));
