/**
 * Appends to one thread of an SQLite file for as long as it lives, and says of each append when it is kept.
 *
 *   append-process FILE THREAD NAME
 */
import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import Database from "better-sqlite3";
import { createSqliteThreadStore } from "../../src/server/sqlite/index.js";
import { LIMITS, thread } from "../contracts/thread-store.js";
import { appendKept, batchOf } from "./kept-appends.js";

const PAUSE_MS = 1;
const [file = "", threadId = "", name = ""] = process.argv.slice(2);
const store = createSqliteThreadStore(new Database(file));
await store.saveThread("ada", thread(threadId), LIMITS);
for (let count = 0; ; count += 1) {
  await appendKept(store, threadId, batchOf(name, count));
  // SQLite keeps no queue of its writers: one that never pauses keeps the other one out.
  await setTimeout(PAUSE_MS);
  writeSync(1, `${count}\n`);
}
