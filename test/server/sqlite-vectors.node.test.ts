/** The vectors in SQLite. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import Database from "better-sqlite3";
import { InMemoryVectorStore } from "../../src/core/recall/in-memory-vector-store.js";
import { createSqliteThreadStore, createSqliteVectorStore } from "../../src/server/sqlite/index.js";
import { describeServerVectors, east, vectorOf } from "./vector-promises.js";

const folder = mkdtempSync(join(tmpdir(), "vector-stores-"));
const databases: Database.Database[] = [];
after(() => {
  for (const database of databases) database.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
function connect(isNew = true): Database.Database {
  if (isNew) files += 1;
  const database = new Database(join(folder, `${files}.db`));
  databases.push(database);
  return database;
}

describeServerVectors("in SQLite", {
  open: async () => createSqliteVectorStore(connect()),
  second: async () => createSqliteVectorStore(connect(false)),
  tolerance: 0,
});

describe("vectors in SQLite", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => vectorOf(String(at), [1, at / count], { threadId: `t${at % 3}` }));

  it("are compared page by page, each once, and other tasks have their turn in between", async () => {
    const [store, memory] = [createSqliteVectorStore(connect()), new InMemoryVectorStore()];
    const rows = [0, 1, 2].flatMap((round) =>
      many(900).map((one) => ({ ...one, messageId: `${round}-${one.messageId}`, threadId: "a" })),
    );
    for (let from = 0; from < rows.length; from += 900) await store.add(rows.slice(from, from + 900));
    await memory.add(rows);
    // Gaps between the rows.
    await store.add([vectorOf("gone", [1, 0], { threadId: "b" }), vectorOf("last", [1, 0])]);
    await memory.add([vectorOf("last", [1, 0])]);
    await store.deleteThread("b");
    const log: string[] = [];
    const other = new Promise<void>((resolve) => {
      setImmediate(() => {
        log.push("another task");
        resolve();
      });
    });
    const found = await store.search({ ...east, topK: 1000 });
    log.push("the search");
    await other;
    assert.deepEqual(log, ["another task", "the search"]);
    assert.deepEqual(found, await memory.search({ ...east, topK: 1000 }));
    const controller = new AbortController();
    const aborted = store.search({ ...east, signal: controller.signal });
    controller.abort();
    await assert.rejects(aborted, { name: "AbortError" });
  });

  it("are found by an index that has them in the order of the pages", async () => {
    const database = connect();
    const statements: string[] = [];
    const store = createSqliteVectorStore({
      exec: (sql) => database.exec(sql),
      prepare(sql) {
        statements.push(sql);
        return database.prepare(sql);
      },
    });
    await store.add(many(900));
    const planOf = (part: string): string => {
      const sql = statements.find((one) => one.includes(part)) ?? "";
      const values = { embedder: 1, after: 0, threadId: "t1", resourceId: "hannah" };
      const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[];
      return rows.map(({ detail }) => detail).join("; ");
    };
    assert.match(planOf("@after  ORDER"), /^SEARCH live_avatar_vectors USING INDEX \w+_embedder \(.*rowid>\?\)$/);
    assert.match(planOf("AND thread_id"), /^SEARCH live_avatar_vectors USING INDEX \w+_thread \(.*rowid>\?\)$/);
    assert.match(planOf("AND resource_id"), /^SEARCH live_avatar_vectors USING INDEX \w+_resource \(.*rowid>\?\)$/);
  });

  it("may be in one file with the threads", async () => {
    const database = connect();
    const threads = createSqliteThreadStore(database);
    const store = createSqliteVectorStore(database);
    await store.add([vectorOf("1", [1, 0])]);
    await threads.saveThread("ada", { id: "a", createdAt: 1, updatedAt: 1 }, { maxThreads: 1 });
    assert.equal((await store.search(east)).length, 1);
    assert.throws(() => {
      database.exec("UPDATE live_avatar_schema SET version = 99 WHERE part = 'vectors'");
      createSqliteVectorStore(database);
    }, /version 99.*update it/);
  });

  it("fail with an error of the memory, and keep nothing of a call that fails in its middle", async () => {
    const database = connect();
    const store = createSqliteVectorStore(database);
    await store.add([vectorOf("1", [1, 0])]);
    database.exec(
      "CREATE TRIGGER full BEFORE INSERT ON live_avatar_vectors WHEN new.message_id = '3' BEGIN SELECT raise(ABORT, 'disk'); END",
    );
    const failing = store.add([vectorOf("2", [1, 0]), vectorOf("3", [1, 0])]);
    await assert.rejects(failing, (error: Error) => String(error.cause).includes("disk"));
    await assert.rejects(failing, { code: "storage-failed", stage: "memory" });
    assert.equal((await store.search(east)).length, 1);
    assert.equal(database.inTransaction, false);
  });
});
