/** The stores in PostgreSQL, on a server of this test's own. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import pg from "pg";
import {
  createPostgresRelayStore,
  createPostgresThreadStore,
  createPostgresVectorStore,
} from "../../src/server/postgres/index.js";
import type { ThreadStore } from "../../src/server/thread-store.js";
import { relayStoreContract } from "../contracts/relay-store.js";
import { LIMITS, at, idsOf, message, thread, threadStoreContract } from "../contracts/thread-store.js";
import { startPostgres } from "../support/databases.js";
import { block } from "../support/documents.js";
import { run } from "../support/snippets.js";

let server: Awaited<ReturnType<typeof startPostgres>>;
const pools: pg.Pool[] = [];

before(async () => {
  server = await startPostgres();
});
after(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await server.stop();
});

let schemas = 0;

/** Everything of one `open` is in a schema of its own. */
function connect(settings = ""): pg.Pool {
  const { connectionString } = server;
  const pool = new pg.Pool({ connectionString, options: `-c search_path=s${schemas} ${settings}`, max: 4 });
  pool.on("error", () => undefined);
  pools.push(pool);
  return pool;
}

async function newSchema(): Promise<pg.Pool> {
  schemas += 1;
  const pool = connect();
  await pool.query(`CREATE SCHEMA s${schemas}`);
  return pool;
}

threadStoreContract(
  "in PostgreSQL",
  { describe, it },
  async () => createPostgresThreadStore(await newSchema()),
  async () => createPostgresThreadStore(connect()),
);

relayStoreContract(
  "in PostgreSQL",
  { describe, it },
  async () => createPostgresRelayStore(await newSchema()),
  async () => createPostgresRelayStore(connect()),
);

describe("in PostgreSQL", () => {
  it("tables are made once, whoever comes first", async () => {
    await newSchema();
    const stores = Array.from({ length: 8 }, () => createPostgresThreadStore(connect()));
    await Promise.all(stores.map(async (store, index) => store.saveThread("ada", thread(String(index)), LIMITS)));
    assert.equal((await stores[0]!.listThreads("ada", { limit: 20 })).length, 8);
  });

  it("tables of a newer version are left alone, and asked for again", async () => {
    const pool = await newSchema();
    await createPostgresThreadStore(pool).listThreads("ada", { limit: 1 });
    await pool.query("UPDATE live_avatar_schema SET version = 99");
    const store = createPostgresThreadStore(pool);
    const list = async () => store.listThreads("ada", { limit: 1 });
    await assert.rejects(list, /version 99.*update it/);
    await pool.query("UPDATE live_avatar_schema SET version = 1");
    assert.deepEqual(await list(), []);
  });

  it("a call that fails in its middle has changed nothing, and gives its connection back", async () => {
    const pool = await newSchema();
    const store = createPostgresThreadStore(pool);
    await store.saveThread("ada", thread("a"), LIMITS);
    await pool.query("ALTER TABLE live_avatar_messages ADD CHECK (id <> '2')");
    for (let count = 0; count < 10; count += 1) {
      await assert.rejects(async () => store.appendMessages("ada", "a", [message("1"), message("2")], at(2)), /check/);
    }
    assert.deepEqual(await idsOf(store, "ada", "a"), []);
    assert.equal((await store.getThread("ada", "a"))?.updatedAt, 1);
  });

  it("nothing is lost where the site's sessions have another isolation", async () => {
    await newSchema();
    const pool = connect("-c default_transaction_isolation=serializable");
    const store = createPostgresThreadStore(pool);
    await store.saveThread("ada", thread("a"), LIMITS);
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) =>
        store.appendMessages("ada", "a", [message(String(index)), message("one")], at(2)),
      ),
    );
    assert.equal((await idsOf(store, "ada", "a"))?.length, 31);
  });

  it("says what is missing where pgvector is not installed", async () => {
    const pool = await newSchema();
    const installed = await pool.query("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'");
    const store = createPostgresVectorStore(pool);
    const search = () => store.search({ embedderId: "one", vector: [1], topK: 1 });
    if (installed.rows.length > 0) assert.deepEqual(await search(), []);
    else await assert.rejects(search, { code: "storage-refused", message: /pgvector: install it/ });
  });

  it("is set up as the document says", async () => {
    const source = `${block("docs/server.md", "createPostgresThreadStore")}\nexport { pool, store };`;
    const process = { env: { DATABASE_URL: server.connectionString } };
    const made = await run(source, { process, console: { error() {} } });
    pools.push(made["pool"] as pg.Pool);
    const store = made["store"] as ThreadStore;
    await store.saveThread("ada", thread("of-the-document"), LIMITS);
    assert.equal((await store.getThread("ada", "of-the-document"))?.id, "of-the-document");
  });
});
