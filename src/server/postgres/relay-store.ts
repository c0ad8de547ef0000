import { RELAY_MEMORY_MS } from "../relay-store.js";
import type { RelayStore } from "../relay-store.js";
import { Migration } from "./pool.js";
import type { PostgresPool } from "./pool.js";

const SCHEMA = [
  `CREATE TABLE live_avatar_relay (
     owner text COLLATE "C" NOT NULL, session_id text COLLATE "C" NOT NULL, mark text, token text, until bigint NOT NULL,
     updated_at bigint NOT NULL, PRIMARY KEY (owner, session_id)
   );
   CREATE INDEX live_avatar_relay_oldest ON live_avatar_relay (updated_at);`,
];

const SQL = {
  forget: "DELETE FROM live_avatar_relay WHERE updated_at < $1",
  claim: `INSERT INTO live_avatar_relay AS session (owner, session_id, token, until, updated_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (owner, session_id) DO UPDATE
      SET token = excluded.token, until = excluded.until, updated_at = excluded.updated_at
      WHERE session.token IS NULL OR session.until <= excluded.updated_at
    RETURNING mark`,
  release: `UPDATE live_avatar_relay SET mark = coalesce($4, mark), token = NULL, updated_at = $5
    WHERE owner = $1 AND session_id = $2 AND token = $3 RETURNING 1`,
} as const;

/**
 * Which events were received, in PostgreSQL 12 or newer, for any number of processes. Their clocks should agree within seconds.
 *
 * @param pool of `pg`, as for {@link createPostgresThreadStore}; both may be on the same one
 */
export function createPostgresRelayStore(pool: PostgresPool): RelayStore {
  const tables = new Migration(pool, "relay", SCHEMA);
  return {
    async claim({ owner, sessionId }, { token, at, until }) {
      const ready = await tables.ready();
      await ready.query(SQL.forget, [at - RELAY_MEMORY_MS]);
      const { rows } = await ready.query(SQL.claim, [owner, sessionId, token, until, at]);
      const [row] = rows as { mark: string | null }[];
      return row === undefined ? "busy" : { mark: row.mark };
    },
    async release({ owner, sessionId }, { token, at }, mark) {
      const ready = await tables.ready();
      const { rows } = await ready.query(SQL.release, [owner, sessionId, token, mark ?? null, at]);
      return rows.length > 0;
    },
  };
}
