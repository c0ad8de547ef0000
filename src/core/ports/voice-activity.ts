/** `misfire`: what had begun was too short to be speech. */
export type VADEvent = "speech-start" | "speech-end" | "misfire";

export interface VADInitOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds speech in a stream of sound. Every `speech-start` is followed by one `speech-end` or one `misfire`, before the promise of
 * the `process` call whose frame decided it resolves.
 */
export interface VADProvider {
  readonly id: string;
  /** Samples per second of the frames. Default 16,000. */
  readonly sampleRate?: number | undefined;
  /** Milliseconds that a `speech-start` may come after the speech began: whoever records keeps as much. Default 300. */
  readonly onsetMs?: number | undefined;
  /** Loads what it needs; called before the first frame, and again without harm. @throws LiveAvatarError `load-failed`; AbortError */
  init?(options?: VADInitOptions): Promise<void>;
  /** Takes mono samples, −1…1, of any number. The next frame is given when this one has been taken. */
  process(frame: Float32Array): Promise<void> | void;
  /** Forgets what was said, without telling, and keeps what it has learnt of the noise. */
  reset(): void;
  /** Listens; returns the way out. */
  on(event: VADEvent, fn: () => void): () => void;
  /** Releases everything. Idempotent. */
  dispose(): void;
}
