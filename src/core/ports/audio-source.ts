import type { LiveAvatarError } from "../errors.js";
import type { MicState } from "../vocabulary.js";
import type { RendererVoice } from "./avatar-renderer.js";

/** What a microphone tells. */
export interface MicReport {
  readonly type: "mic";
  readonly mic: MicState;
  /** Says more where it cannot be had. */
  readonly error?: LiveAvatarError | undefined;
}

/** What a session may ask of a source that is a microphone. Unlike a renderer's, one that cannot be had rejects. */
export interface MicControls extends Pick<RendererVoice, "setMuted" | "setDevice" | "startPushToTalk"> {
  /** Reports the states of the device; returns the way out. */
  subscribe(listener: (report: MicReport) => void): () => void;
  /** Opens the device. Rejects with the reason where it cannot be had, and with an AbortError. */
  start(options?: {
    readonly deviceId?: string | undefined;
    readonly muted?: boolean | undefined;
    readonly signal?: AbortSignal | undefined;
  }): Promise<void>;
  /** Closes the device, in this task. Iterating ends. */
  stop(): void;
  stopPushToTalk(): Promise<void>;
  /** How loud it is right now, 0…1; 0 while nothing is heard. */
  readonly level: number;
}

/**
 * Sound for voice input: mono frames, −1…1, of any length. A reader that leaves its loop releases the source. `MicCapture` is one;
 * a plain async generator is one, too.
 */
export type AudioSource = AsyncIterable<Float32Array> & {
  /** Samples per second. Default 16,000. */
  readonly sampleRate?: number | undefined;
} & Partial<MicControls>;
