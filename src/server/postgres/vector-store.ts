import { LiveAvatarError } from "../../core/errors.js";
import type { VectorHit, VectorQuery, VectorStore } from "../../core/ports/vector-store.js";
import { invalid } from "../checks.js";
import { checkLength, checkQuery, readBatch, unit, VectorCalls } from "../vector-values.js";
import { inTransaction, Migration, MIGRATION_LOCK } from "./pool.js";
import type { PostgresPool } from "./pool.js";

/** Vectors have length 1 or are zeros: the inner product is the cosine, and there is one of zeros too. */
const SCHEMA = [
  `CREATE EXTENSION IF NOT EXISTS vector;
   CREATE TABLE live_avatar_embedders (
     key int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, dimensions int NOT NULL
   );
   CREATE TABLE live_avatar_vectors (
     embedder int NOT NULL REFERENCES live_avatar_embedders (key), thread_id text COLLATE "C" NOT NULL,
     message_id text COLLATE "C" NOT NULL, resource_id text COLLATE "C", created_at double precision NOT NULL,
     vector vector NOT NULL, PRIMARY KEY (embedder, thread_id, message_id)
   );
   CREATE INDEX live_avatar_vectors_thread ON live_avatar_vectors (thread_id);
   CREATE INDEX live_avatar_vectors_resource ON live_avatar_vectors (resource_id, embedder);`,
];

const SQL = {
  embedders: "SELECT key, id, dimensions FROM live_avatar_embedders WHERE id = ANY($1::text[])",
  newEmbedders: `INSERT INTO live_avatar_embedders (id, dimensions)
    SELECT * FROM unnest($1::text[], $2::int[]) ON CONFLICT (id) DO NOTHING`,
  put: `INSERT INTO live_avatar_vectors (embedder, thread_id, message_id, resource_id, created_at, vector)
    SELECT embedder, thread_id, message_id, resource_id, created_at, vector::vector
    FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::double precision[], $6::text[])
      AS given (embedder, thread_id, message_id, resource_id, created_at, vector)
    ON CONFLICT (embedder, thread_id, message_id) DO UPDATE
      SET resource_id = excluded.resource_id, created_at = excluded.created_at, vector = excluded.vector`,
  deleteThread: "DELETE FROM live_avatar_vectors WHERE thread_id = $1",
  version: "SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'",
} as const;

/**
 * The nearest so many, by `distance`, an expression over `vector` and $2. With an index of that expression they are the first that it
 * finds: the threshold is for these, so that none of those that are too far is gone through.
 */
const nearest = (distance: string): string =>
  `SELECT message_id, thread_id, created_at, -distance AS score FROM (
     SELECT message_id, thread_id, created_at, ${distance} AS distance FROM live_avatar_vectors
     WHERE embedder = $1 AND ($3::text IS NULL OR thread_id = $3) AND ($4::text IS NULL OR resource_id = $4)
       AND message_id <> ALL($5::text[])
     ORDER BY distance, created_at DESC, thread_id, message_id LIMIT $6
   ) AS nearest
   WHERE -distance >= $7 ORDER BY distance, created_at DESC, thread_id, message_id`;

/** What pgvector's HNSW takes. */
const MAX_INDEXED = 2_000;
/** Iterative scans, without which a filter leaves too few. */
const LEAST_VERSION = [0, 8];
/** How many candidates a scan begins with; pgvector takes 1,000 at most. */
const candidates = (topK: number): number => Math.min(1_000, Math.max(40, 2 * topK));

export interface PostgresVectorStoreOptions {
  /**
   * `exact` compares with every vector of the thread or the resource. `hnsw` makes an index for each embedder, which finds nearly
   * all of the nearest among many; it needs pgvector 0.8, and vectors of 2,000 numbers at most. Making it stops writers for as long
   * as it takes. Default `exact`. Read once.
   */
  readonly index?: "exact" | "hnsw" | undefined;
}

interface Embedder {
  readonly key: number;
  readonly id: string;
  readonly dimensions: number;
}

interface Row {
  readonly message_id: string;
  readonly thread_id: string;
  readonly created_at: number;
  readonly score: number;
}

/**
 * Vectors in PostgreSQL with pgvector, for any number of processes. The length of an embedder's vectors is that of its first, also
 * after they are deleted.
 *
 * @param pool of `pg`, as for {@link createPostgresThreadStore}. The first call makes the tables, and the extension where it is not
 * there: its role has to be allowed to, or somebody else has to have made it.
 * @throws LiveAvatarError `config-invalid`, at once, for an index that there is not
 */
export function createPostgresVectorStore(
  pool: PostgresPool,
  { index = "exact" }: PostgresVectorStoreOptions = {},
): VectorStore {
  if (!["exact", "hnsw"].includes(index)) throw invalid('index: must be "exact" or "hnsw"');
  const tables = new Migration(pool, "vectors", SCHEMA);
  const calls = new VectorCalls();
  /** The embedders whose index is there. */
  const indexed = new Set<number>();

  let isChecked = index === "exact";

  const ready = async (): Promise<PostgresPool> => {
    try {
      await tables.ready();
    } catch (error) {
      throw withoutExtension(error) ?? error;
    }
    if (!isChecked) await checkVersion(pool);
    isChecked = true;
    return pool;
  };

  const checkIndexed = (dimensions: number, id: string): void => {
    if (index !== "hnsw" || dimensions <= MAX_INDEXED) return;
    const problem = `the vectors of "${id}" have ${dimensions} numbers, and hnsw takes ${MAX_INDEXED}: use "exact".`;
    throw new LiveAvatarError("config-invalid", `index: ${problem}`, { fatal: false });
  };

  const makeIndex = async ({ key, dimensions, id }: Embedder): Promise<void> => {
    if (index !== "hnsw" || indexed.has(key)) return;
    checkIndexed(dimensions, id);
    await inTransaction(pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      await client.query(
        `CREATE INDEX IF NOT EXISTS live_avatar_vectors_hnsw_${key} ON live_avatar_vectors
         USING hnsw ((vector::vector(${dimensions})) vector_ip_ops) WHERE embedder = ${key}`,
      );
    });
    indexed.add(key);
  };

  const search = async (query: VectorQuery): Promise<readonly VectorHit[]> => {
    checkQuery(query);
    const { embedderId, vector, topK, threshold = -Infinity, threadId = null, resourceId = null, exclude } = query;
    const database = await ready();
    const [embedder] = (await database.query(SQL.embedders, [[embedderId]])).rows as Embedder[];
    if (!embedder || topK === 0) return [];
    checkLength(vector.length, embedder.dimensions, embedderId);
    const wanted = textOf(unit(vector));
    const values = [embedder.key, wanted, threadId, resourceId, [...(exclude ?? [])], topK, threshold];
    if (index === "exact") return hitsOf((await database.query(nearest("vector <#> $2::vector"), values)).rows);
    await makeIndex(embedder);
    return inTransaction(database, async (client) => {
      await client.query("SET LOCAL hnsw.iterative_scan = strict_order");
      await client.query(`SET LOCAL hnsw.ef_search = ${candidates(topK)}`);
      const type = `vector(${embedder.dimensions})`;
      return hitsOf((await client.query(nearest(`vector::${type} <#> $2::${type}`), values)).rows);
    });
  };

  return {
    id: "postgres",
    add: (vectors, { signal } = {}) =>
      calls.run(signal, async () => {
        const { rows, dimensions } = readBatch(vectors);
        dimensions.forEach(checkIndexed);
        if (rows.length === 0) return;
        const database = await ready();
        const embedders = await inTransaction(database, async (client) => {
          const ids = [...dimensions.keys()];
          await client.query(SQL.newEmbedders, [ids, [...dimensions.values()]]);
          const found = (await client.query(SQL.embedders, [ids])).rows as Embedder[];
          const keys = new Map(found.map(({ id, key }) => [id, key]));
          for (const { id, dimensions: kept } of found) checkLength(dimensions.get(id) ?? kept, kept, id);
          await client.query(SQL.put, [
            rows.map(({ embedderId }) => keys.get(embedderId)),
            rows.map(({ threadId }) => threadId),
            rows.map(({ messageId }) => messageId),
            rows.map(({ resourceId }) => resourceId),
            rows.map(({ createdAt }) => createdAt),
            rows.map(({ vector }) => textOf(vector)),
          ]);
          return found;
        });
        for (const embedder of embedders) await makeIndex(embedder);
      }),
    search: (query) => calls.run(query.signal, () => search(query)),
    deleteThread: (threadId, { signal } = {}) =>
      calls.run(signal, async () => {
        await (await ready()).query(SQL.deleteThread, [threadId]);
      }),
    /** The pool stays open. */
    dispose() {
      calls.dispose();
    },
  };
}

const textOf = (vector: Float32Array): string => `[${vector.join(",")}]`;

const hitsOf = (rows: unknown[]): readonly VectorHit[] =>
  (rows as Row[]).map(({ message_id: messageId, thread_id: threadId, created_at: createdAt, score }) => ({
    ...{ messageId, threadId, score, createdAt },
  }));

async function checkVersion(pool: PostgresPool): Promise<void> {
  const [row] = (await pool.query(SQL.version)).rows as { version: string }[];
  const [major = 0, minor = 0] = (row?.version ?? "").split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_VERSION;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  const problem = `"hnsw" needs pgvector ${LEAST_VERSION.join(".")}, and this database has ${row?.version ?? "none"}`;
  throw new LiveAvatarError("config-invalid", `index: ${problem}: ALTER EXTENSION vector UPDATE, or use "exact".`, {
    fatal: false,
  });
}

/** feature_not_supported, and undefined_file before PostgreSQL 15: it is not installed. insufficient_privilege: it may not be made. */
const NOT_INSTALLED = ["0A000", "58P01"];
const NOT_ALLOWED = "42501";

function withoutExtension(error: unknown): LiveAvatarError | undefined {
  const { code = "" } = error as { readonly code?: string };
  const refused = (what: string) => new LiveAvatarError("storage-refused", what, { cause: error });
  if (NOT_INSTALLED.includes(code)) {
    return refused(
      "This PostgreSQL has no pgvector: install it on its machine (https://github.com/pgvector/pgvector).",
    );
  }
  if (code !== NOT_ALLOWED) return undefined;
  return refused(
    "This role may not set the vectors up: let it create tables, and have an administrator run CREATE EXTENSION vector.",
  );
}
