import { dataOf, freshMessages, messagesOf, threadOf } from "../thread-rows.js";
import type { ThreadRow } from "../thread-rows.js";
import type { ThreadStore } from "../thread-store.js";
import { Migration, inTransaction } from "./pool.js";
import type { PostgresPool } from "./pool.js";

/**
 * `seq` counts a thread's messages from 1 on, without gaps. Texts are JSON in columns of type text: `jsonb` refuses null
 * characters, and nothing is looked for in them. Ids are ordered by their bytes, whatever the database's language is.
 */
const SCHEMA = [
  `CREATE TABLE live_avatar_threads (
     owner text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, resource_id text COLLATE "C",
     created_at bigint NOT NULL, updated_at bigint NOT NULL, data text NOT NULL, message_count int NOT NULL DEFAULT 0,
     PRIMARY KEY (owner, id)
   );
   CREATE INDEX live_avatar_threads_newest ON live_avatar_threads (owner, updated_at, id);
   CREATE TABLE live_avatar_messages (
     owner text COLLATE "C" NOT NULL, thread_id text COLLATE "C" NOT NULL, seq int NOT NULL, id text COLLATE "C" NOT NULL,
     size int NOT NULL, data text NOT NULL,
     PRIMARY KEY (owner, thread_id, seq), UNIQUE (owner, thread_id, id),
     FOREIGN KEY (owner, thread_id) REFERENCES live_avatar_threads (owner, id) ON DELETE CASCADE
   );`,
];

const COLUMNS = "id, resource_id, created_at, updated_at, data";

const SQL = {
  get: `SELECT ${COLUMNS} FROM live_avatar_threads WHERE owner = $1 AND id = $2`,
  save: `INSERT INTO live_avatar_threads AS thread (owner, ${COLUMNS})
    SELECT $1::text, $2::text, $3::text, $4::bigint, $5::bigint, $6::text
    WHERE (SELECT count(*) FROM live_avatar_threads WHERE owner = $1) < $7::bigint
      OR EXISTS (SELECT 1 FROM live_avatar_threads WHERE owner = $1 AND id = $2)
    ON CONFLICT (owner, id) DO UPDATE
      SET data = excluded.data, updated_at = greatest(thread.updated_at, excluded.updated_at)
    RETURNING ${COLUMNS}`,
  list: `SELECT ${COLUMNS} FROM live_avatar_threads
    WHERE owner = $1 AND ($2::text IS NULL OR resource_id = $2)
      AND ($3::text IS NULL OR (updated_at, id) <
        (SELECT updated_at, id FROM live_avatar_threads WHERE owner = $1 AND id = $3))
    ORDER BY updated_at DESC, id DESC LIMIT $4`,
  delete: "DELETE FROM live_avatar_threads WHERE owner = $1 AND id = $2 AND (message_count = 0 OR NOT $3::boolean)",
  /** The newest that fit: by their number, and by the characters of all that are not older. */
  page: `SELECT seq, data FROM (
      SELECT seq, data, size, sum(size) OVER (ORDER BY seq DESC) AS total FROM (
        SELECT seq, data, size FROM live_avatar_messages
        WHERE owner = $1 AND thread_id = $2 AND ($3::text IS NULL OR seq <
          (SELECT seq FROM live_avatar_messages WHERE owner = $1 AND thread_id = $2 AND id = $3))
        ORDER BY seq DESC LIMIT $4
      ) AS newest
    ) AS measured WHERE total <= $5 OR total = size ORDER BY seq DESC`,
  /** The nearest that fit, by the characters of all that are not farther. */
  around: `SELECT data FROM (
      SELECT seq, data, sum(size) OVER (ORDER BY abs(seq - middle), seq) AS total, middle FROM live_avatar_messages
      JOIN (SELECT seq AS middle FROM live_avatar_messages WHERE owner = $1 AND thread_id = $2 AND id = $3) AS found ON true
      WHERE owner = $1 AND thread_id = $2 AND seq BETWEEN middle - $4::int AND middle + $5::int
    ) AS measured WHERE total <= $6 OR seq = middle ORDER BY seq DESC`,
  /** Whoever else appends to the thread, or deletes it, waits here. */
  lock: "SELECT message_count FROM live_avatar_threads WHERE owner = $1 AND id = $2 FOR UPDATE",
  known: "SELECT id FROM live_avatar_messages WHERE owner = $1 AND thread_id = $2 AND id = ANY($3::text[])",
  append: `INSERT INTO live_avatar_messages (owner, thread_id, seq, id, size, data)
    SELECT $1, $2, $3::int + position, id, size, data
    FROM unnest($4::text[], $5::int[], $6::text[]) WITH ORDINALITY AS fresh (id, size, data, position)`,
  touch: `UPDATE live_avatar_threads SET message_count = $3, updated_at = greatest(updated_at, $4)
    WHERE owner = $1 AND id = $2`,
} as const;

/**
 * Threads in PostgreSQL 12 or newer, for any number of processes.
 *
 * @param pool of `pg`: `new Pool({ connectionString })`. It stays yours to end, and needs a listener for `error`: without one
 * a connection that breaks off ends the process. The tables are made when they are first needed; their names begin with
 * `live_avatar_`, and they are where the connection's `search_path` says.
 */
export function createPostgresThreadStore(pool: PostgresPool): ThreadStore {
  const tables = new Migration(pool, "threads", SCHEMA);
  const ask = async <Row>(sql: string, values: unknown[]): Promise<Row[]> => {
    const { rows } = await (await tables.ready()).query(sql, values);
    return rows as Row[];
  };
  const getThread = async (owner: string, id: string) => {
    const [row] = await ask<ThreadRow>(SQL.get, [owner, id]);
    return row ? threadOf(row) : null;
  };

  return {
    getThread,
    async saveThread(owner, thread, { maxThreads }) {
      const { id, resourceId = null, createdAt, updatedAt } = thread;
      const values = [owner, id, resourceId, createdAt, updatedAt, dataOf(thread), maxThreads];
      const [row] = await ask<ThreadRow>(SQL.save, values);
      return row ? threadOf(row) : "full";
    },
    async listThreads(owner, { limit, after = null, resourceId = null }) {
      return (await ask<ThreadRow>(SQL.list, [owner, resourceId, after, limit])).map(threadOf);
    },
    async deleteThread(owner, id, { onlyEmpty = false } = {}) {
      await ask(SQL.delete, [owner, id, onlyEmpty]);
    },
    async getMessages(owner, threadId, { last, before = null, maxChars }) {
      if (!(await getThread(owner, threadId))) return null;
      const values = [owner, threadId, before, last, maxChars];
      const rows = await ask<{ seq: number; data: string }>(SQL.page, values);
      return { messages: messagesOf(rows), more: (rows.at(-1)?.seq ?? 1) > 1 };
    },
    async getMessagesAround(owner, threadId, { id, before, after, maxChars }) {
      if (!(await getThread(owner, threadId))) return null;
      return messagesOf(await ask<{ data: string }>(SQL.around, [owner, threadId, id, before, after, maxChars]));
    },
    async appendMessages(owner, threadId, messages, { at, maxMessages }) {
      return inTransaction(await tables.ready(), async (client) => {
        const thread = [owner, threadId];
        const locked = (await client.query(SQL.lock, thread)).rows as { message_count: number }[];
        if (!locked[0]) return "missing";
        const ids = messages.map(({ id }) => id);
        const { rows } = await client.query(SQL.known, [...thread, ids]);
        const known = new Set((rows as { id: string }[]).map(({ id }) => id));
        const fresh = freshMessages(messages, (id) => known.has(id));
        if (fresh.length === 0) return "kept";
        const count = locked[0].message_count;
        if (count + fresh.length > maxMessages) return "full";
        const columns = [
          fresh.map(({ id }) => id),
          fresh.map(({ text }) => text.length),
          fresh.map(({ text }) => text),
        ];
        await client.query(SQL.append, [...thread, count, ...columns]);
        await client.query(SQL.touch, [...thread, count + fresh.length, at]);
        return "kept";
      });
    },
  };
}
