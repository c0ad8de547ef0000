export interface STTOptions {
  /** BCP 47; helps the recogniser. */
  readonly language?: string | undefined;
  /** Ends the request on the wire. */
  readonly signal?: AbortSignal | undefined;
}

/** Speech recognition for a whole recording; voice input in real time does not use it. */
export interface STTProvider {
  readonly id: string;
  /**
   * The words of one complete recording; empty when nothing was said. An abort rejects with an AbortError, every
   * other failure with a `LiveAvatarError` of stage `stt`.
   */
  transcribe(audio: Blob, options?: STTOptions): Promise<string>;
}
