import { nextTask } from "../../core/next-task.js";
import type { VectorHit, VectorQuery, VectorStore } from "../../core/ports/vector-store.js";
import { BestHits } from "../../core/recall/best-hits.js";
import { isBetterHit } from "../../core/recall/vector-hits.js";
import { dotProduct, normalised } from "../../core/recall/vector-table.js";
import { checkLength, checkQuery, readBatch, VectorCalls } from "../vector-values.js";
import { inTransaction, migrate, openDatabase } from "./database.js";
import type { SqliteDatabase, SqliteStatement } from "./database.js";

/** `seq` is the rowid, which every index ends with: a search goes through an index page by page. */
const SCHEMA = [
  `CREATE TABLE live_avatar_embedders (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL);
   CREATE TABLE live_avatar_vectors (
     seq INTEGER PRIMARY KEY, embedder INTEGER NOT NULL, thread_id TEXT NOT NULL, message_id TEXT NOT NULL,
     resource_id TEXT, created_at REAL NOT NULL, vector BLOB NOT NULL
   );
   CREATE UNIQUE INDEX live_avatar_vectors_message ON live_avatar_vectors (embedder, thread_id, message_id);
   CREATE INDEX live_avatar_vectors_embedder ON live_avatar_vectors (embedder);
   CREATE INDEX live_avatar_vectors_thread ON live_avatar_vectors (thread_id, embedder);
   CREATE INDEX live_avatar_vectors_resource ON live_avatar_vectors (resource_id, embedder);`,
];

const SQL = {
  embedder: "SELECT key, dimensions FROM live_avatar_embedders WHERE id = @id",
  newEmbedder: "INSERT INTO live_avatar_embedders (id, dimensions) VALUES (@id, @dimensions) RETURNING key, dimensions",
  put: `INSERT INTO live_avatar_vectors (embedder, thread_id, message_id, resource_id, created_at, vector)
    VALUES (@embedder, @threadId, @messageId, @resourceId, @createdAt, @vector)
    ON CONFLICT (embedder, thread_id, message_id) DO UPDATE
      SET resource_id = excluded.resource_id, created_at = excluded.created_at, vector = excluded.vector`,
  deleteThread: "DELETE FROM live_avatar_vectors WHERE thread_id = @threadId",
} as const;

/** Rows that are compared before the event loop has its turn: a few milliseconds for vectors of 384 numbers. */
const PAGE = 200;

const pageOf = (where: string): string =>
  `SELECT seq, thread_id, message_id, created_at, vector FROM live_avatar_vectors
   WHERE embedder = @embedder AND seq > @after ${where} ORDER BY seq LIMIT ${PAGE}`;
const OF_THREAD = "AND thread_id = @threadId";
const OF_RESOURCE = "AND resource_id = @resourceId";

interface EmbedderRow {
  readonly key: number;
  readonly dimensions: number;
}

interface Row {
  readonly seq: number;
  readonly thread_id: string;
  readonly message_id: string;
  readonly created_at: number;
  readonly vector: Uint8Array;
}

/**
 * Vectors in an SQLite file. A search compares with every vector of the thread or the resource, and lets the event loop have its
 * turn in between. The length of an embedder's vectors is that of its first, also after they are deleted.
 *
 * @param database an open connection, as for {@link createSqliteThreadStore}; both may be on the same one. It stays yours to close.
 * @throws what the driver throws
 */
export function createSqliteVectorStore(database: SqliteDatabase): VectorStore {
  openDatabase(database);
  migrate(database, "vectors", SCHEMA);
  const prepare = (sql: string): SqliteStatement => database.prepare(sql);
  const [embedder, newEmbedder] = [prepare(SQL.embedder), prepare(SQL.newEmbedder)];
  const [put, deleteThread] = [prepare(SQL.put), prepare(SQL.deleteThread)];
  const [ofAll, ofThread] = [prepare(pageOf("")), prepare(pageOf(OF_THREAD))];
  const [ofResource, ofBoth] = [prepare(pageOf(OF_RESOURCE)), prepare(pageOf(`${OF_THREAD} ${OF_RESOURCE}`))];
  const find = (id: string) => embedder.get({ id }) as EmbedderRow | undefined;
  const calls = new VectorCalls();

  async function* pages(key: number, { threadId, resourceId, signal }: VectorQuery): AsyncGenerator<readonly Row[]> {
    // A driver may refuse names that the statement does not have.
    const values = {
      embedder: key,
      ...(threadId !== undefined && { threadId }),
      ...(resourceId !== undefined && { resourceId }),
    };
    const [filtered, plain] = threadId === undefined ? [ofResource, ofAll] : [ofBoth, ofThread];
    const statement = resourceId === undefined ? plain : filtered;
    for (let after = 0; ;) {
      const rows = statement.all({ ...values, after }) as Row[];
      yield rows;
      if (rows.length < PAGE) return;
      after = rows.at(-1)?.seq ?? after;
      await nextTask(signal);
    }
  }

  async function nearest(query: VectorQuery): Promise<readonly VectorHit[]> {
    const { embedderId, vector, topK, threshold = -Infinity, exclude } = query;
    const known = find(embedderId);
    if (!known || topK === 0) return [];
    checkLength(vector.length, known.dimensions, embedderId);
    const wanted = normalised(vector);
    const best = new BestHits(topK, isBetterHit);
    for await (const rows of pages(known.key, query)) {
      for (const row of rows) {
        if (exclude?.has(row.message_id)) continue;
        const score = dotProduct(numbersOf(row.vector), 0, wanted);
        if (!(score >= threshold)) continue;
        best.offer({ messageId: row.message_id, threadId: row.thread_id, score, createdAt: row.created_at });
      }
    }
    return best.sorted;
  }

  return {
    id: "sqlite",
    add: (vectors, { signal } = {}) =>
      calls.run(signal, () => {
        const { rows, dimensions } = readBatch(vectors);
        inTransaction(database, () => {
          const keys = new Map<string, number>();
          for (const [id, length] of dimensions) {
            const row = find(id) ?? (newEmbedder.get({ id, dimensions: length }) as EmbedderRow);
            checkLength(length, row.dimensions, id);
            keys.set(id, row.key);
          }
          for (const { embedderId, vector, ...row } of rows) {
            const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
            put.run({ ...row, embedder: keys.get(embedderId) ?? null, vector: bytes });
          }
        });
      }),
    search: (query) =>
      calls.run(query.signal, () => {
        checkQuery(query);
        return nearest(query);
      }),
    deleteThread: (threadId, { signal } = {}) =>
      calls.run(signal, () => {
        deleteThread.run({ threadId });
      }),
    /** The connection stays open. */
    dispose() {
      calls.dispose();
    },
  };
}

/** A copy: the bytes of a driver may begin anywhere, and numbers may not. */
const numbersOf = (bytes: Uint8Array): Float32Array => new Float32Array(new Uint8Array(bytes).buffer);
