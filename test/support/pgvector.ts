/**
 * PostgreSQL with pgvector in this process: PGlite, PostgreSQL itself as WebAssembly, behind a socket on the loopback, so that `pg`
 * connects to it as to any other. It has one session for all connections, one transaction after the other: what waits for locks is
 * tested on a server of its own. Debian 12 has no package of pgvector.
 */
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

const MAX_CONNECTIONS = 16;

export async function startPgvector(): Promise<{ readonly connectionString: string; stop(): Promise<void> }> {
  const db = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db, host: "127.0.0.1", port: 0, maxConnections: MAX_CONNECTIONS });
  const listening = new Promise<number>((resolve) => {
    server.addEventListener("listening", (event) => {
      resolve((event as CustomEvent<{ port: number }>).detail.port);
    });
  });
  await server.start();
  return {
    connectionString: `postgres://postgres@127.0.0.1:${await listening}/postgres`,
    async stop() {
      await server.stop();
      await db.close();
    },
  };
}
