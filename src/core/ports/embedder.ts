/** Turns texts into vectors whose angles tell how near their meanings are. */
export interface Embedder {
  /** Names provider and model: vectors of different ids are not comparable. */
  readonly id: string;
  /** Length of a vector, where it is known. */
  readonly dimensions?: number | undefined;
  /** One vector a text, in their order. An abort rejects with an AbortError, a failure with a `LiveAvatarError`. */
  embed(texts: readonly string[], options?: { readonly signal?: AbortSignal | undefined }): Promise<number[][]>;
}
