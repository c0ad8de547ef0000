/** What the stores ask of a driver: the part of `pg`'s pool that they use. */
export interface PostgresPool {
  query(sql: string, values?: unknown[]): Promise<PostgresResult>;
  connect(): Promise<PostgresClient>;
}

export interface PostgresClient {
  query(sql: string, values?: unknown[]): Promise<PostgresResult>;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
  /** @param isBroken whether the connection is of no more use */
  release(isBroken?: boolean): void;
}

export interface PostgresResult {
  readonly rows: unknown[];
}

const noop = (): void => undefined;

/**
 * Does all of the work or none of it. A connection that failed is not given back to the pool.
 * @throws what failed; where it was the COMMIT, the work may be done all the same
 */
export async function inTransaction<T>(pool: PostgresPool, work: (client: PostgresClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that breaks off while it is lent out has no other listener: the process would end
  // (https://github.com/brianc/node-postgres/issues/2635). The query that waits rejects as well.
  client.on("error", noop);
  let isBroken = true;
  try {
    // Whatever the site's default is: with another isolation, who waited for a row would not see what the other one did.
    await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
    const result = await work(client);
    await client.query("COMMIT");
    isBroken = false;
    return result;
  } finally {
    client.off("error", noop);
    client.release(isBroken);
  }
}

/** One lock for all migrations of this package, chosen at random. */
export const MIGRATION_LOCK = "7146203985512347";

/** Brings the tables of one store to the newest version before they are first used. */
export class Migration {
  readonly #pool: PostgresPool;
  readonly #part: string;
  readonly #steps: readonly string[];
  #done: Promise<void> | undefined;

  /** @param steps the statements of version 1, of version 2 …; one that was released is never changed */
  constructor(pool: PostgresPool, part: string, steps: readonly string[]) {
    this.#pool = pool;
    this.#part = part;
    this.#steps = steps;
  }

  /** Resolves with the pool when the tables are there; where that failed, the next call tries again. */
  async ready(): Promise<PostgresPool> {
    this.#done ??= this.#run();
    try {
      await this.#done;
    } catch (error) {
      this.#done = undefined;
      throw error;
    }
    return this.#pool;
  }

  #run(): Promise<void> {
    const [part, steps] = [this.#part, this.#steps];
    return inTransaction(this.#pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      await client.query("CREATE TABLE IF NOT EXISTS live_avatar_schema (part text PRIMARY KEY, version int NOT NULL)");
      const { rows } = await client.query("SELECT version FROM live_avatar_schema WHERE part = $1", [part]);
      const version = (rows[0] as { version: number } | undefined)?.version ?? 0;
      if (version > steps.length) {
        throw new Error(`The tables of ${part} are of version ${version}; this one knows ${steps.length}: update it.`);
      }
      if (version === steps.length) return;
      for (const step of steps.slice(version)) await client.query(step);
      await client.query(
        "INSERT INTO live_avatar_schema VALUES ($1, $2) ON CONFLICT (part) DO UPDATE SET version = excluded.version",
        [part, steps.length],
      );
    });
  }
}
