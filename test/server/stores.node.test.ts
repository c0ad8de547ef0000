/** The stores that need no server: in memory, and in an SQLite file. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import Database from "better-sqlite3";
import { createMemoryRelayStore } from "../../src/server/memory-relay-store.js";
import { createMemoryThreadStore } from "../../src/server/memory-thread-store.js";
import type { ThreadStore } from "../../src/server/thread-store.js";
import type { RelayStore } from "../../src/server/relay-store.js";
import { createSqliteRelayStore, createSqliteThreadStore } from "../../src/server/sqlite/index.js";
import { relayStoreContract } from "../contracts/relay-store.js";
import { LIMITS, idsOf, thread, threadStoreContract } from "../contracts/thread-store.js";

let inMemory: ThreadStore;
threadStoreContract(
  "in memory",
  { describe, it },
  async () => (inMemory = createMemoryThreadStore()),
  async () => inMemory,
);

const folder = mkdtempSync(join(tmpdir(), "thread-stores-"));
const databases: Database.Database[] = [];
after(() => {
  for (const database of databases) database.close();
  rmSync(folder, { recursive: true });
});

function connect(path: string): Database.Database {
  const database = new Database(path);
  databases.push(database);
  return database;
}

let files = 0;
const path = () => join(folder, `${files}.db`);
threadStoreContract(
  "in SQLite",
  { describe, it },
  async () => {
    files += 1;
    return createSqliteThreadStore(connect(path()));
  },
  async () => createSqliteThreadStore(connect(path())),
);

let relayInMemory: RelayStore;
relayStoreContract(
  "in memory",
  { describe, it },
  async () => (relayInMemory = createMemoryRelayStore()),
  async () => relayInMemory,
);
relayStoreContract(
  "in SQLite",
  { describe, it },
  async () => {
    files += 1;
    return createSqliteRelayStore(connect(path()));
  },
  async () => createSqliteRelayStore(connect(path())),
);

describe("in SQLite", () => {
  it("what is kept is on the disk before the call returns, and readers do not wait for writers", () => {
    const database = connect(join(folder, "settings.db"));
    createSqliteThreadStore(database);
    assert.equal(database.pragma("journal_mode", { simple: true }), "wal");
    assert.equal(database.pragma("synchronous", { simple: true }), 2);
  });

  it("a file that another process opens at the same moment is waited for", async () => {
    const database = connect(join(folder, "opened-twice.db"));
    let refusals = 2;
    const exec = (sql: string) => {
      if (sql.includes("journal_mode") && (refusals -= 1) >= 0) throw new Error("database is locked");
      return database.exec(sql);
    };
    const store = createSqliteThreadStore({ exec, prepare: (sql) => database.prepare(sql) });
    await store.saveThread("ada", thread("a"), LIMITS);
    assert.equal(refusals, -1);
    assert.equal(database.pragma("journal_mode", { simple: true }), "wal");
    refusals = Infinity;
    assert.throws(() => createSqliteThreadStore({ exec, prepare: (sql) => database.prepare(sql) }), /locked/);
  });

  it("tables of a newer version are left alone", () => {
    const database = connect(join(folder, "newer.db"));
    createSqliteThreadStore(database);
    database.exec("UPDATE live_avatar_schema SET version = 99");
    assert.throws(() => createSqliteThreadStore(database), /version 99.*update it/);
    assert.equal(database.inTransaction, false);
  });

  it("a call that fails in its middle has changed nothing", async () => {
    const database = connect(join(folder, "failing.db"));
    const store = createSqliteThreadStore(database);
    await store.saveThread("ada", thread("a"), LIMITS);
    const messages = ["1", "2"].map((id) => ({ id, role: "user" as const, content: id, createdAt: 1 }));
    database.exec(
      "CREATE TRIGGER full BEFORE INSERT ON live_avatar_messages WHEN new.id = '2' BEGIN SELECT raise(ABORT, 'disk'); END",
    );
    assert.throws(() => void store.appendMessages("ada", "a", messages, { at: 2, maxMessages: 9 }), /disk/);
    assert.equal(database.inTransaction, false);
    assert.deepEqual(await idsOf(store, "ada", "a"), []);
    assert.equal((await store.getThread("ada", "a"))?.updatedAt, 1);
  });
});
