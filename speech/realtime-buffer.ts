/** The input audio buffer of a realtime session: what has been said and not yet committed, with or without turn detection. */
import { VoiceActivityDetector } from "../src/emulator/voice-activity.js";
import { REALTIME_RATE, type ServerVad } from "./session-settings.js";

const MAX_SECONDS = 600;

export type BufferChange =
  | { readonly type: "started"; readonly atMs: number }
  /** `samples` are empty where it was too short for speech. */
  | { readonly type: "stopped"; readonly atMs: number; readonly samples: Int16Array }
  /** The client never commits: nothing more is taken. */
  | { readonly type: "full" };

export class RealtimeBuffer {
  #vad: ServerVad | null = null;
  #detector: VoiceActivityDetector | undefined;
  #pieces: Int16Array[] = [];
  #length = 0;
  /** Samples that ever came. */
  #total = 0;

  /** A change of the settings forgets what was in the buffer under the old ones. */
  detect(vad: ServerVad | null): void {
    if (JSON.stringify(vad) === JSON.stringify(this.#vad)) return;
    this.#vad = vad;
    this.clear();
    this.#detector =
      vad === null
        ? undefined
        : new VoiceActivityDetector({
            sampleRate: REALTIME_RATE,
            pauseMs: vad.silence_duration_ms,
            preRollMs: vad.prefix_padding_ms,
            // 3.5 times the noise floor at the usual threshold, 0.5.
            loudness: 1 + 5 * vad.threshold,
          });
  }

  append(samples: Int16Array): BufferChange[] {
    this.#total += samples.length;
    if (!this.#detector || !this.#vad) {
      if (this.#length + samples.length > MAX_SECONDS * REALTIME_RATE) return [{ type: "full" }];
      this.#pieces.push(samples);
      this.#length += samples.length;
      return [];
    }
    const nowMs = this.#ms(this.#total);
    const { prefix_padding_ms: padding } = this.#vad;
    return this.#detector
      .push(samples)
      .map((activity) =>
        activity.type === "start"
          ? { type: "started", atMs: Math.max(0, nowMs - padding) }
          : { type: "stopped", atMs: nowMs, samples: activity.samples },
      );
  }

  /** Takes everything out, as for a commit by hand. */
  take(): Int16Array {
    if (this.#detector) {
      const [ended] = this.#detector.flush();
      return ended?.type === "end" ? ended.samples : new Int16Array(0);
    }
    const all = new Int16Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.clear();
    return all;
  }

  clear(): void {
    this.#pieces = [];
    this.#length = 0;
    this.#detector?.reset();
  }

  #ms(samples: number): number {
    return Math.round((samples / REALTIME_RATE) * 1000);
  }
}
