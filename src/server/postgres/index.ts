/** `live-avatar/server/postgres`: the stores of `live-avatar/server` in PostgreSQL. */
export { createPostgresRelayStore } from "./relay-store.js";
export { createPostgresThreadStore } from "./thread-store.js";
export { createPostgresVectorStore } from "./vector-store.js";
export type { PostgresVectorStoreOptions } from "./vector-store.js";
export type { PostgresClient, PostgresPool, PostgresResult } from "./pool.js";
