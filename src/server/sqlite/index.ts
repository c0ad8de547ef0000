/** `live-avatar/server/sqlite`: the stores of `live-avatar/server` in an SQLite file. */
export { createSqliteRelayStore } from "./relay-store.js";
export { createSqliteThreadStore } from "./thread-store.js";
export { createSqliteVectorStore } from "./vector-store.js";
export type { SqliteDatabase, SqliteStatement, SqliteValues } from "./database.js";
