import { freshMessages, dataOf, messagesOf, threadOf } from "../thread-rows.js";
import type { ThreadRow } from "../thread-rows.js";
import type { ThreadStore } from "../thread-store.js";
import { inTransaction, migrate, openDatabase } from "./database.js";
import type { SqliteDatabase } from "./database.js";

/** `seq` counts a thread's messages from 1 on, without gaps. */
const SCHEMA = [
  `CREATE TABLE live_avatar_threads (
     owner TEXT NOT NULL, id TEXT NOT NULL, resource_id TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
     data TEXT NOT NULL, message_count INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (owner, id)
   ) WITHOUT ROWID;
   CREATE INDEX live_avatar_threads_newest ON live_avatar_threads (owner, updated_at, id);
   CREATE TABLE live_avatar_messages (
     owner TEXT NOT NULL, thread_id TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, size INTEGER NOT NULL,
     data TEXT NOT NULL, PRIMARY KEY (owner, thread_id, seq)
   );
   CREATE UNIQUE INDEX live_avatar_messages_id ON live_avatar_messages (owner, thread_id, id);`,
];

const COLUMNS = "id, resource_id, created_at, updated_at, data";

const SQL = {
  get: `SELECT ${COLUMNS} FROM live_avatar_threads WHERE owner = @owner AND id = @id`,
  save: `INSERT INTO live_avatar_threads (owner, ${COLUMNS})
    SELECT @owner, @id, @resourceId, @createdAt, @updatedAt, @data
    WHERE (SELECT count(*) FROM live_avatar_threads WHERE owner = @owner) < @maxThreads
      OR EXISTS (SELECT 1 FROM live_avatar_threads WHERE owner = @owner AND id = @id)
    ON CONFLICT (owner, id) DO UPDATE
      SET data = excluded.data, updated_at = max(updated_at, excluded.updated_at)
    RETURNING ${COLUMNS}`,
  list: `SELECT ${COLUMNS} FROM live_avatar_threads
    WHERE owner = @owner AND (@resourceId IS NULL OR resource_id = @resourceId)
      AND (@after IS NULL OR (updated_at, id) <
        (SELECT updated_at, id FROM live_avatar_threads WHERE owner = @owner AND id = @after))
    ORDER BY updated_at DESC, id DESC LIMIT @limit`,
  deleteMessages: "DELETE FROM live_avatar_messages WHERE owner = @owner AND thread_id = @id",
  deleteThread: "DELETE FROM live_avatar_threads WHERE owner = @owner AND id = @id",
  /** The newest that fit: by their number, and by the characters of all that are not older. */
  page: `SELECT seq, data FROM (
      SELECT seq, data, size, sum(size) OVER (ORDER BY seq DESC) AS total FROM (
        SELECT seq, data, size FROM live_avatar_messages
        WHERE owner = @owner AND thread_id = @id AND (@before IS NULL OR seq <
          (SELECT seq FROM live_avatar_messages WHERE owner = @owner AND thread_id = @id AND id = @before))
        ORDER BY seq DESC LIMIT @last
      )
    ) WHERE total <= @maxChars OR total = size ORDER BY seq DESC`,
  /** The nearest that fit, by the characters of all that are not farther. */
  around: `SELECT data FROM (
      SELECT seq, data, sum(size) OVER (ORDER BY abs(seq - middle), seq) AS total, middle FROM live_avatar_messages
      JOIN (SELECT seq AS middle FROM live_avatar_messages WHERE owner = @owner AND thread_id = @id AND id = @around)
      WHERE owner = @owner AND thread_id = @id AND seq BETWEEN middle - @before AND middle + @after
    ) WHERE total <= @maxChars OR seq = middle ORDER BY seq DESC`,
  count: "SELECT message_count FROM live_avatar_threads WHERE owner = @owner AND id = @id",
  has: "SELECT 1 FROM live_avatar_messages WHERE owner = @owner AND thread_id = @thread AND id = @id",
  append: `INSERT INTO live_avatar_messages (owner, thread_id, seq, id, size, data)
    VALUES (@owner, @thread, @seq, @id, @size, @data)`,
  touch: `UPDATE live_avatar_threads SET message_count = @count, updated_at = max(updated_at, @at)
    WHERE owner = @owner AND id = @id`,
} as const;

/**
 * Threads in an SQLite file. Several processes may open the same file, on a disk of one machine.
 *
 * @param database an open connection: `new Database(path)` of `better-sqlite3`, or `new DatabaseSync(path)` of `node:sqlite`
 * (Node 22.13 or newer). It stays yours to close; its `journal_mode` becomes WAL and `synchronous` FULL, and it gets tables
 * whose names begin with `live_avatar_`.
 * @throws what the driver throws
 */
export function createSqliteThreadStore(database: SqliteDatabase): ThreadStore {
  openDatabase(database);
  migrate(database, "threads", SCHEMA);
  const prepared = Object.fromEntries(Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]));
  const statement = (name: keyof typeof SQL) => prepared[name] ?? database.prepare(SQL[name]);
  const getThread = (owner: string, id: string) => {
    const row = statement("get").get({ owner, id }) as ThreadRow | undefined;
    return row ? threadOf(row) : null;
  };

  return {
    getThread,
    saveThread(owner, thread, { maxThreads }) {
      const { id, resourceId = null, createdAt, updatedAt } = thread;
      const data = dataOf(thread);
      const row = statement("save").get({ owner, id, resourceId, createdAt, updatedAt, data, maxThreads });
      return row === undefined ? "full" : threadOf(row as ThreadRow);
    },
    listThreads(owner, { limit, after = null, resourceId = null }) {
      return (statement("list").all({ owner, resourceId, after, limit }) as ThreadRow[]).map(threadOf);
    },
    deleteThread(owner, id, { onlyEmpty = false } = {}) {
      inTransaction(database, () => {
        const row = statement("count").get({ owner, id }) as { message_count: number } | undefined;
        if (onlyEmpty && row?.message_count !== 0) return;
        statement("deleteMessages").run({ owner, id });
        statement("deleteThread").run({ owner, id });
      });
    },
    getMessages(owner, id, { last, before = null, maxChars }) {
      if (!getThread(owner, id)) return null;
      const rows = statement("page").all({ owner, id, before, last, maxChars }) as { seq: number; data: string }[];
      return { messages: messagesOf(rows), more: (rows.at(-1)?.seq ?? 1) > 1 };
    },
    getMessagesAround(owner, id, { id: around, before, after, maxChars }) {
      if (!getThread(owner, id)) return null;
      return messagesOf(statement("around").all({ owner, id, around, before, after, maxChars }) as { data: string }[]);
    },
    appendMessages(owner, thread, messages, { at, maxMessages }) {
      return inTransaction(database, () => {
        const row = statement("count").get({ owner, id: thread }) as { message_count: number } | undefined;
        if (!row) return "missing";
        const isKnown = (id: string) => statement("has").get({ owner, thread, id }) !== undefined;
        const fresh = freshMessages(messages, isKnown);
        if (fresh.length === 0) return "kept";
        let seq = row.message_count;
        if (seq + fresh.length > maxMessages) return "full";
        for (const { id, text } of fresh) {
          seq += 1;
          statement("append").run({ owner, thread, seq, id, size: text.length, data: text });
        }
        statement("touch").run({ count: seq, at, owner, id: thread });
        return "kept";
      });
    },
  };
}
