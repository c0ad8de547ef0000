import { RELAY_MEMORY_MS } from "../relay-store.js";
import type { RelayStore } from "../relay-store.js";
import { migrate, openDatabase } from "./database.js";
import type { SqliteDatabase } from "./database.js";

const SCHEMA = [
  `CREATE TABLE live_avatar_relay (
     owner TEXT NOT NULL, session_id TEXT NOT NULL, mark TEXT, token TEXT, until INTEGER NOT NULL,
     updated_at INTEGER NOT NULL, PRIMARY KEY (owner, session_id)
   ) WITHOUT ROWID;
   CREATE INDEX live_avatar_relay_oldest ON live_avatar_relay (updated_at);`,
];

const SQL = {
  forget: "DELETE FROM live_avatar_relay WHERE updated_at < @before",
  claim: `INSERT INTO live_avatar_relay (owner, session_id, token, until, updated_at)
    VALUES (@owner, @sessionId, @token, @until, @at)
    ON CONFLICT (owner, session_id) DO UPDATE SET token = excluded.token, until = excluded.until, updated_at = @at
      WHERE live_avatar_relay.token IS NULL OR live_avatar_relay.until <= @at
    RETURNING mark`,
  release: `UPDATE live_avatar_relay SET mark = coalesce(@mark, mark), token = NULL, updated_at = @at
    WHERE owner = @owner AND session_id = @sessionId AND token = @token RETURNING 1`,
} as const;

/**
 * Which events were received, in an SQLite file.
 *
 * @param database an open connection, as for {@link createSqliteThreadStore}; both may be on the same one
 * @throws what the driver throws
 */
export function createSqliteRelayStore(database: SqliteDatabase): RelayStore {
  openDatabase(database);
  migrate(database, "relay", SCHEMA);
  const [forget, claim, release] = [SQL.forget, SQL.claim, SQL.release].map((sql) => database.prepare(sql));
  return {
    claim({ owner, sessionId }, { token, at, until }) {
      forget?.run({ before: at - RELAY_MEMORY_MS });
      const row = claim?.get({ owner, sessionId, token, at, until }) as { mark: string | null } | undefined;
      return row === undefined ? "busy" : { mark: row.mark };
    },
    release({ owner, sessionId }, { token, at }, mark) {
      return release?.get({ owner, sessionId, token, at, mark: mark ?? null }) !== undefined;
    },
  };
}
