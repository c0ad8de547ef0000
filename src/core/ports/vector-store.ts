/** The vector of a message, and what it can be found by. */
export interface MessageVector {
  readonly messageId: string;
  readonly threadId: string;
  readonly resourceId?: string | undefined;
  /** The {@link Embedder}'s id: vectors of different ones are never compared. */
  readonly embedderId: string;
  readonly vector: ArrayLike<number>;
  /** When the message was created, in milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface VectorQuery {
  readonly embedderId: string;
  readonly vector: ArrayLike<number>;
  /** How many at most. */
  readonly topK: number;
  /** The least cosine that counts, −1…1. Default: none. */
  readonly threshold?: number | undefined;
  /** Only messages of this thread, or of this resource. Default: all. */
  readonly threadId?: string | undefined;
  readonly resourceId?: string | undefined;
  /** Messages that are not wanted, by id. */
  readonly exclude?: ReadonlySet<string> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface VectorHit {
  readonly messageId: string;
  readonly threadId: string;
  /** The cosine of the angle, −1…1. */
  readonly score: number;
  readonly createdAt: number;
}

/**
 * Keeps the vectors of messages and finds the nearest. An abort rejects with an AbortError, a failure with a `LiveAvatarError` of
 * stage `memory`.
 */
export interface VectorStore {
  readonly id: string;
  /** Adds all or none; one of the same message and embedder is replaced. Vectors of another length than the first are refused. */
  add(vectors: readonly MessageVector[], options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** The highest score first; of equal ones the newest. */
  search(query: VectorQuery): Promise<readonly VectorHit[]>;
  /** Reads ahead what the first search would wait for; may be left out. A session asks for it at its start. */
  warmUp?(): Promise<void>;
  /** Forgets what belongs to a thread. */
  deleteThread(threadId: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Releases everything. */
  dispose?(): void;
}
