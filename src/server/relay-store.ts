type MaybePromise<T> = T | Promise<T>;

/** One session of one owner. */
export interface RelaySession {
  readonly owner: string;
  readonly sessionId: string;
}

/** The right to hand over the events of a session, of one request at a time. */
export interface RelayClaim {
  /** Unique; who has it may release the claim. */
  readonly token: string;
  /** Now, in milliseconds since the epoch. */
  readonly at: number;
  /** When the claim ends by itself, as that of a process that was killed. */
  readonly until: number;
}

/**
 * Remembers which events of a session have been received. Calls for one session, of whatever processes, have one order. What a
 * call has resolved for is kept; sessions may be forgotten when nothing came of them for 30 days.
 */
export interface RelayStore {
  /** @returns the session's mark, null for a session that has none; "busy" where somebody else has claimed it */
  claim(session: RelaySession, claim: RelayClaim): MaybePromise<{ readonly mark: string | null } | "busy">;
  /**
   * Gives the session back.
   * @param mark what is remembered of it from now on. Default: what was
   * @returns whether the claim still held; nothing is changed where it did not
   */
  release(session: RelaySession, claim: Omit<RelayClaim, "until">, mark?: string): MaybePromise<boolean>;
}

/** How long stores remember a session of which nothing comes. */
export const RELAY_MEMORY_MS = 30 * 86_400_000;
