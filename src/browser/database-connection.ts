/** The connection to a database of ours: opened with the first call, given up for a newer version of the page, opened anew. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";
import { abortError, throwIfAborted } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { attempt } from "../core/wait.js";
import { refused, storageFailure } from "./storage-failure.js";

export const WHAT = "The browser's database (IndexedDB)";
/** Milliseconds until an open database is given up: another tab may hold an older version of it open. */
const OPEN_TIMEOUT_MS = 10_000;
/** Private windows and sites that may keep nothing. */
const IS_REFUSED = /^(?:SecurityError|InvalidStateError|NotAllowedError)$/;
/**
 * Chromium's words where the visitor lets sites keep nothing; their name says nothing. They can go when it
 * throws the SecurityError of the standard, as other browsers do.
 */
const DENIED = "denied permission";

/** Makes a version of the one before it. */
export type Migration<Schema extends DBSchema> = (
  database: IDBPDatabase<Schema>,
  transaction: IDBPTransaction<Schema, StoreNames<Schema>[], "versionchange">,
) => void;

export interface DatabaseConnectionOptions<Schema extends DBSchema> {
  readonly name: string;
  readonly clock: Clock;
  /** The one at place n makes version n + 1 of version n. What was published is never changed: a new one is added. */
  readonly migrations: readonly Migration<Schema>[];
  /** What is kept, as sentences have it: "the threads". */
  readonly kept: string;
  /** The error of a call after `dispose`. */
  readonly disposed: () => LiveAvatarError;
}

export class DatabaseConnection<Schema extends DBSchema> {
  readonly #options: DatabaseConnectionOptions<Schema>;
  #opening: Promise<IDBPDatabase<Schema>> | undefined;
  #database: IDBPDatabase<Schema> | undefined;
  #isDisposed = false;

  constructor(options: DatabaseConnectionOptions<Schema>) {
    this.#options = options;
  }

  /**
   * Calls `act` with a transaction, and waits until it is kept: an abort undoes it, unless the browser is keeping it already. Its end
   * is the browser's to bring about.
   * @throws LiveAvatarError `storage-refused`, `storage-full`, `storage-failed`; what `act` throws of ours; an AbortError
   */
  async transact<Names extends StoreNames<Schema>[], Mode extends "readonly" | "readwrite", T>(
    names: Names,
    mode: Mode,
    signal: AbortSignal | undefined,
    act: (transaction: IDBPTransaction<Schema, Names, Mode>) => Promise<T>,
  ): Promise<T> {
    let undo: (() => void) | undefined;
    try {
      const transaction = await this.#use(
        (database): IDBPTransaction<Schema, Names, Mode> => database.transaction(names, mode),
        signal,
      );
      const { done } = transaction;
      done.catch(noop); // told below
      undo = (): void => {
        try {
          transaction.abort();
        } catch {
          // It has ended.
        }
      };
      throwIfAborted(signal);
      signal?.addEventListener("abort", undo, { once: true });
      const result = await act(transaction);
      await done;
      return result;
    } catch (error) {
      undo?.();
      throw signal?.aborted ? abortError(signal) : storageFailure(error, WHAT);
    } finally {
      if (undo) signal?.removeEventListener("abort", undo);
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#database?.close();
    this.#database = undefined;
  }

  /** Calls `act` with the open database, one more time if the connection has ended since the last call. */
  async #use<T>(act: (database: IDBPDatabase<Schema>) => T, signal: AbortSignal | undefined): Promise<T> {
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

  #open(signal: AbortSignal | undefined): Promise<IDBPDatabase<Schema>> {
    return attempt(
      () => {
        if (this.#isDisposed) throw this.#options.disposed();
        return (this.#opening ??= this.#connect());
      },
      { signal },
    );
  }

  async #connect(): Promise<IDBPDatabase<Schema>> {
    const { name, clock, migrations, kept, disposed } = this.#options;
    let isBlocked = false;
    try {
      const database = await attempt(
        () =>
          openDB<Schema>(name, migrations.length, {
            upgrade: (opened, from, _, transaction) => {
              for (const step of migrations.slice(from)) step(opened, transaction);
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
          ...{ clock, ms: OPEN_TIMEOUT_MS },
          late: (late) => {
            late.close();
          },
          timeout: () =>
            new LiveAvatarError(
              "storage-failed",
              isBlocked
                ? `Another tab holds an older version of ${kept} open: close it, or reload it.`
                : `${WHAT} did not open in ${OPEN_TIMEOUT_MS / 1000} s.`,
            ),
        },
      );
      if (this.#isDisposed) {
        database.close();
        throw disposed();
      }
      return (this.#database = database);
    } catch (error) {
      this.#opening = undefined;
      throw openFailure(error, kept);
    }
  }

  #forget(database: IDBPDatabase<Schema> | undefined): void {
    if (database !== this.#database) return;
    this.#database = undefined;
    this.#opening = undefined;
  }
}

function openFailure(error: unknown, kept: string): LiveAvatarError {
  // Where there is no IndexedDB at all, its name is unknown.
  if (!("indexedDB" in globalThis) || (error instanceof DOMException && isRefusal(error))) return refused(WHAT, error);
  if (error instanceof DOMException && error.name === "VersionError") {
    return new LiveAvatarError("storage-failed", `A newer version of the page has written ${kept}: reload it.`, {
      cause: error,
    });
  }
  return storageFailure(error, WHAT);
}

const isRefusal = ({ name, message }: DOMException): boolean =>
  IS_REFUSED.test(name) || (name === "UnknownError" && message.includes(DENIED));

const noop = (): void => undefined;
