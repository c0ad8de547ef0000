/** `live-avatar/server/postgres`: the stores of `live-avatar/server` in PostgreSQL. */
export { createPostgresThreadStore } from "./thread-store.js";
export type { PostgresClient, PostgresPool, PostgresResult } from "./pool.js";
