import type { ThreadProvider } from "../../core/ports/thread-provider.js";

/** What the history panel asks of its surroundings. What it calls rejects with a `LiveAvatarError`. */
export interface HistoryHost {
  /** Lists, searches, exports and imports. */
  readonly threads: ThreadProvider;
  /** Whose threads are listed; undefined: all that the provider tells. */
  readonly resourceId: string | undefined;
  /** The id of the open thread; may read signals. */
  readonly currentId: () => string | null;
  /** Goes on with a thread. */
  open(id: string): Promise<void>;
  /** Goes on with a new thread. */
  create(): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  remove(id: string): Promise<void>;
}
