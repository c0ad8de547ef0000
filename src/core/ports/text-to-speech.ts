export interface TTSOptions {
  /** Overrides the adapter's own voice. */
  readonly voiceId?: string | undefined;
  /** Ends the request on the wire. */
  readonly signal?: AbortSignal | undefined;
}

/** Speech synthesis, sentence by sentence. */
export interface TTSProvider {
  readonly id: string;
  /**
   * The sound of one sentence, in a format that browsers decode. An abort rejects with an AbortError, every other
   * failure with a `LiveAvatarError` of stage `tts`.
   */
  synthesize(text: string, options?: TTSOptions): Promise<Blob>;
}
