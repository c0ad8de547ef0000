/**
 * Appends to one thread of an SQLite file for as long as it lives, and says of each append when it is kept.
 *
 *   append-process FILE NAME
 */
import { writeSync } from "node:fs";
import Database from "better-sqlite3";
import { createSqliteThreadStore } from "../../src/server/sqlite/index.js";
import { LIMITS, at, thread } from "../contracts/thread-store.js";
import { batchOf } from "./kept-appends.js";

const [file = "", name = ""] = process.argv.slice(2);
const store = createSqliteThreadStore(new Database(file));
await store.saveThread("ada", thread("a"), LIMITS);
for (let count = 0; ; count += 1) {
  await store.appendMessages("ada", "a", batchOf(name, count), at(count));
  writeSync(1, `${count}\n`);
}
