/** The connection to the database of threads: opened with the first call, given up for a newer version of the page, opened anew. */
import { type IDBPDatabase, openDB } from "idb";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { providerDisposed } from "../core/thread-values.js";
import { attempt } from "../core/wait.js";
import { refused, storageFailure } from "./storage-failure.js";
import { migrate, THREAD_SCHEMA_VERSION, type ThreadDatabase } from "./thread-schema.js";

export const WHAT = "The browser's database (IndexedDB)";
/** Milliseconds until an open database is given up: another tab may hold an older version of it open. */
const OPEN_TIMEOUT_MS = 10_000;
/** Private windows and sites that may keep nothing. */
const IS_REFUSED = /^(?:SecurityError|InvalidStateError|NotAllowedError)$/;

export interface ThreadConnectionOptions {
  readonly name: string;
  readonly clock: Clock;
}

export class ThreadConnection {
  readonly #name: string;
  readonly #clock: Clock;
  #opening: Promise<IDBPDatabase<ThreadDatabase>> | undefined;
  #database: IDBPDatabase<ThreadDatabase> | undefined;
  #isDisposed = false;

  constructor({ name, clock }: ThreadConnectionOptions) {
    this.#name = name;
    this.#clock = clock;
  }

  /**
   * Calls `act` with the open database, one more time if the connection has ended since the last call.
   * @throws LiveAvatarError `storage-refused`, `storage-failed`; what `act` throws; an AbortError
   */
  async use<T>(act: (database: IDBPDatabase<ThreadDatabase>) => T, signal: AbortSignal | undefined): Promise<T> {
    const database = await this.#open(signal);
    try {
      return act(database);
    } catch (error) {
      // The browser has closed it, and its event is still to come.
      if (!(error instanceof DOMException && error.name === "InvalidStateError")) throw error;
      this.#forget(database);
      return act(await this.#open(signal));
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#database?.close();
    this.#database = undefined;
  }

  #open(signal: AbortSignal | undefined): Promise<IDBPDatabase<ThreadDatabase>> {
    return attempt(
      () => {
        if (this.#isDisposed) throw providerDisposed();
        return (this.#opening ??= this.#connect());
      },
      { signal },
    );
  }

  async #connect(): Promise<IDBPDatabase<ThreadDatabase>> {
    let isBlocked = false;
    try {
      const database = await attempt(
        () =>
          openDB<ThreadDatabase>(this.#name, THREAD_SCHEMA_VERSION, {
            upgrade: (opened, from, _, transaction) => {
              migrate(opened, from, transaction);
            },
            blocked: () => {
              isBlocked = true;
            },
            // Another tab has a newer version of the page: it must not wait for this one.
            blocking: () => {
              this.#database?.close();
              this.#forget(this.#database);
            },
            terminated: () => {
              this.#forget(this.#database);
            },
          }),
        {
          ...{ clock: this.#clock, ms: OPEN_TIMEOUT_MS },
          late: (late) => {
            late.close();
          },
          timeout: () =>
            new LiveAvatarError(
              "storage-failed",
              isBlocked
                ? "Another tab holds an older version of the threads open: close it, or reload it."
                : `${WHAT} did not open in ${OPEN_TIMEOUT_MS / 1000} s.`,
            ),
        },
      );
      if (this.#isDisposed) {
        database.close();
        throw providerDisposed();
      }
      return (this.#database = database);
    } catch (error) {
      this.#opening = undefined;
      throw openFailure(error);
    }
  }

  #forget(database: IDBPDatabase<ThreadDatabase> | undefined): void {
    if (database !== this.#database) return;
    this.#database = undefined;
    this.#opening = undefined;
  }
}

function openFailure(error: unknown): LiveAvatarError {
  // Where there is no IndexedDB at all, its name is unknown.
  if (!("indexedDB" in globalThis) || (error instanceof DOMException && IS_REFUSED.test(error.name))) {
    return refused(WHAT, error);
  }
  if (error instanceof DOMException && error.name === "VersionError") {
    return new LiveAvatarError("storage-failed", "A newer version of the page has written the threads: reload it.", {
      cause: error,
    });
  }
  return storageFailure(error, WHAT);
}
