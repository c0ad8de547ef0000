/** What the stores ask of a driver: the part that `better-sqlite3` and Node's own `node:sqlite` have in common. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
}

export interface SqliteStatement {
  run(values: SqliteValues): unknown;
  get(values: SqliteValues): unknown;
  all(values: SqliteValues): unknown[];
}

/** By the names that the statement has behind "@". */
export type SqliteValues = Record<string, string | number | null | Uint8Array>;

/** How long a connection waits for another process that writes. It is short: a synchronous driver stops the whole process. */
const BUSY_MS = 5_000;

/** How often the mode is tried to be set while other processes do the same. */
const MODE_TRIES = 20;

/** Sets the connection up: what is committed is on the disk, and readers do not wait for writers. */
export function openDatabase(database: SqliteDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  setMode(database);
  // The default of some drivers with WAL is NORMAL, which may lose the newest commits when the power fails.
  database.exec("PRAGMA synchronous = FULL");
}

/** Setting the mode does not wait for the lock of another process (https://sqlite.org/c3ref/busy_handler.html); a transaction does. */
function setMode(database: SqliteDatabase): void {
  for (let left = MODE_TRIES; ; left -= 1) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (left === 0) throw error;
      inTransaction(database, () => undefined);
    }
  }
}

/** Does all of the work or none of it. The write lock is taken first, so that nothing read in it is old. */
export function inTransaction<T>(database: SqliteDatabase, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // Some failures, such as a full disk, have rolled it back already.
    }
    throw error;
  }
}

/**
 * Brings the tables of one store to the newest version, whatever processes do so at once.
 * @param steps the statements of version 1, of version 2 …; one that was released is never changed
 */
export function migrate(database: SqliteDatabase, part: string, steps: readonly string[]): void {
  inTransaction(database, () => {
    database.exec("CREATE TABLE IF NOT EXISTS live_avatar_schema (part TEXT PRIMARY KEY, version INTEGER NOT NULL)");
    const row = database.prepare("SELECT version FROM live_avatar_schema WHERE part = @part").get({ part });
    const version = (row as { version: number } | undefined)?.version ?? 0;
    if (version > steps.length) {
      throw new Error(`The tables of ${part} are of version ${version}; this one knows ${steps.length}: update it.`);
    }
    for (const step of steps.slice(version)) database.exec(step);
    database
      .prepare(
        "INSERT INTO live_avatar_schema VALUES (@part, @version) ON CONFLICT (part) DO UPDATE SET version = excluded.version",
      )
      .run({ part, version: steps.length });
  });
}
