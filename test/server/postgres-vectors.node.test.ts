/** The vectors in PostgreSQL with pgvector. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import { createPostgresVectorStore } from "../../src/server/postgres/index.js";
import type { PostgresPool } from "../../src/server/postgres/index.js";
import { randomFrom } from "../support/random.js";
import { startPgvector } from "../support/pgvector.js";
import { describeServerVectors, east, vectorOf } from "./vector-promises.js";

let server: Awaited<ReturnType<typeof startPgvector>>;
const pools: pg.Pool[] = [];

before(async () => {
  server = await startPgvector();
});
const endAll = async () => Promise.all(pools.splice(0).map((pool) => pool.end()));
after(async () => {
  await endAll();
  await server.stop();
});

function connect(): pg.Pool {
  const pool = new pg.Pool({ connectionString: server.connectionString, max: 3 });
  pool.on("error", () => undefined);
  pools.push(pool);
  return pool;
}

/** The database of the next test; connections of the last one are closed. */
async function emptied(): Promise<pg.Pool> {
  await endAll();
  const pool = connect();
  await pool.query("DROP TABLE IF EXISTS live_avatar_vectors, live_avatar_embedders, live_avatar_schema");
  return pool;
}

type Query = (sql: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;

/** A pool whose queries, and those of its connections, go through a function. */
function through(
  pool: pg.Pool,
  act: (sql: string, values: unknown[] | undefined, query: Query) => ReturnType<Query>,
): PostgresPool {
  return {
    query: (sql, values) => act(sql, values, (...all) => pool.query(...all)),
    async connect() {
      const client = await pool.connect();
      return {
        query: (sql, values) => act(sql, values, (...all) => client.query(...all)),
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
        release: (isBroken) => {
          client.release(isBroken);
        },
      };
    },
  };
}

const failing = (pool: pg.Pool, words: RegExp, code: string): PostgresPool =>
  through(pool, (sql, values, query) =>
    words.test(sql) ? Promise.reject(Object.assign(new Error("as the test wants it"), { code })) : query(sql, values),
  );

for (const index of ["exact", "hnsw"] as const) {
  describeServerVectors(`in PostgreSQL with pgvector (${index})`, {
    open: async () => createPostgresVectorStore(await emptied(), { index }),
    second: async () => createPostgresVectorStore(connect(), { index }),
    tolerance: 1e-5,
  });
}

describe("vectors in PostgreSQL", () => {
  const random = randomFrom(7);
  const many = Array.from({ length: 2000 }, (_, at) =>
    vectorOf(
      String(at),
      Array.from({ length: 32 }, () => random() - 0.5),
      { threadId: `t${at % 4}` },
    ),
  );

  it("are found by an index of the embedder alone, and nearly all of the nearest", async () => {
    const pool = await emptied();
    const exact = createPostgresVectorStore(pool);
    const hnsw = createPostgresVectorStore(pool, { index: "hnsw" });
    await exact.add(many.slice(0, 1000));
    await exact.add(many.slice(1000));
    await exact.add([vectorOf("1", [1, 0], { embedderId: "two" })]);
    await pool.query("ANALYZE live_avatar_vectors");
    let found = 0;
    for (let round = 0; round < 20; round += 1) {
      const vector = Array.from({ length: 32 }, () => random() - 0.5);
      const query = { ...east, vector, topK: 10, ...(round % 2 === 0 && { threadId: "t1" }) };
      const [expected, hits] = [await exact.search(query), await hnsw.search(query)];
      const ids = new Set(expected.map(({ messageId }) => messageId));
      assert.equal(hits.length, 10, `round ${round}`);
      found += hits.filter(({ messageId }) => ids.has(messageId)).length;
    }
    assert.ok(found >= 180, `${found} of 200 are the nearest`);
    const plans: string[] = [];
    const explained = through(pool, async (sql, values, query) => {
      if (sql.includes("AS nearest")) {
        const { rows } = await query(`EXPLAIN ${sql}`, values);
        plans.push(rows.map((row) => Object.values(row as object).join("")).join("\n"));
      }
      return query(sql, values);
    });
    const ask = { ...east, vector: many[0]?.vector ?? [], topK: 10 };
    await createPostgresVectorStore(explained, { index: "hnsw" }).search(ask);
    assert.match(plans[0] ?? "", /Index Scan using live_avatar_vectors_hnsw_1 /);
    await createPostgresVectorStore(explained).search(ask);
    assert.doesNotMatch(plans[1] ?? "", /hnsw/, "exact stays exact");
    const { rows } = await pool.query("SELECT count(*)::int AS count FROM pg_indexes WHERE indexname LIKE '%hnsw%'");
    assert.deepEqual(rows, [{ count: 1 }], "the other embedder was not searched");
  });

  it("are found by an index as many as are wanted, also where few are of the thread", async () => {
    await emptied();
    const pool = new pg.Pool({ connectionString: server.connectionString, max: 1 });
    pools.push(pool);
    pool.on("error", () => undefined);
    const store = createPostgresVectorStore(pool, { index: "hnsw" });
    const rare = many.slice(0, 1000).map((one, at) => ({ ...one, threadId: at % 50 === 0 ? "rare" : "usual" }));
    await store.add(rare);
    // What a planner does by itself where the table is large.
    for (const way of ["seqscan", "bitmapscan", "sort"]) await pool.query(`SET enable_${way} = off`);
    await pool.query("DROP INDEX live_avatar_vectors_thread");
    const hits = await store.search({ ...east, vector: many[0]?.vector ?? [], topK: 10, threadId: "rare" });
    await pool.query("RESET ALL");
    assert.equal(hits.length, 10);
  });

  it("refuses an index that there is not, and vectors that it does not take, before they are kept", async () => {
    const pool = await emptied();
    assert.throws(() => createPostgresVectorStore(pool, { index: "ivf" as "hnsw" }), { code: "config-invalid" });
    const store = createPostgresVectorStore(pool, { index: "hnsw" });
    const long = vectorOf("1", new Array<number>(2001).fill(1));
    await assert.rejects(store.add([long]), { code: "config-invalid", fatal: false });
    const exact = createPostgresVectorStore(pool);
    assert.deepEqual(await exact.search(east), []);
    await exact.add([long]);
    await assert.rejects(store.search({ ...east, vector: long.vector }), /hnsw takes 2000/);
  });

  it("are in tables of their own, with the extension, and of one version", async () => {
    const pool = await emptied();
    const store = createPostgresVectorStore(pool);
    await store.add([vectorOf("1", [1, 0])]);
    await pool.query("UPDATE live_avatar_schema SET version = 99");
    const later = createPostgresVectorStore(pool);
    await assert.rejects(later.search(east), (error: Error) => /version 99.*update it/.test(String(error.cause)));
    await pool.query("UPDATE live_avatar_schema SET version = 1");
    assert.equal((await later.search(east)).length, 1, "a failed set-up is tried again");
  });

  it("say what to do where the extension may not be made", async () => {
    const store = createPostgresVectorStore(failing(await emptied(), /CREATE EXTENSION/, "42501"));
    await assert.rejects(store.search(east), {
      code: "storage-refused",
      message: /administrator run CREATE EXTENSION/,
    });
  });

  it("say what fails, and keep nothing of a call that fails in its middle", async () => {
    const pool = await emptied();
    await createPostgresVectorStore(pool).add([vectorOf("1", [1, 0])]);
    const store = createPostgresVectorStore(failing(pool, /INSERT INTO live_avatar_vectors/, "53100"));
    for (let count = 0; count < 5; count += 1) {
      await assert.rejects(store.add([vectorOf("2", [1, 0], { embedderId: "two" })]), { code: "storage-failed" });
    }
    const { rows } = await pool.query("SELECT id FROM live_avatar_embedders");
    assert.deepEqual(rows, [{ id: "one" }]);
  });

  it("say which version of the extension an index needs", async () => {
    const pool = await emptied();
    const old = through(pool, async (sql, values, query) =>
      sql.includes("extversion") ? { rows: [{ version: "0.7.4" }] } : query(sql, values),
    );
    const store = createPostgresVectorStore(old, { index: "hnsw" });
    const problem = { code: "config-invalid", message: /pgvector 0\.8.*0\.7\.4/ };
    await assert.rejects(store.add([vectorOf("1", [1, 0])]), problem);
    await assert.rejects(store.search(east), problem);
    assert.deepEqual(await createPostgresVectorStore(pool).search(east), [], "nothing is kept");
  });
});
