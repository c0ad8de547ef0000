/**
 * A site with a relay endpoint that keeps what it is told in an SQLite file, to be killed by a test. It says "ready" when it listens.
 *
 *   relay-process FILE PORT ROOT
 *
 * ROOT has the files of its pages. Owner is the Bearer, "nobody" without one.
 */
import { readFile } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createAdaptorServer } from "@hono/node-server";
import Database from "better-sqlite3";
import { createRelayHandler } from "../../src/server/index.js";
import { createSqliteRelayStore } from "../../src/server/sqlite/index.js";

/** A site's own database takes a moment, in which the process may be killed. */
const HANDLE_MS = 20;
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };

const [file = "", port = "", root = ""] = process.argv.slice(2);
const database = new Database(file);
// The key of an event is as docs/server.md says; `arrival` counts rows in the order in which they were new.
database.exec(`CREATE TABLE IF NOT EXISTS events (
  arrival INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT, session_id TEXT, seq INTEGER, type TEXT, detail TEXT,
  at INTEGER, arrived_at INTEGER,
  UNIQUE (owner, session_id, seq))`);
database.exec("CREATE TABLE IF NOT EXISTS handed_again (seq INTEGER)");
const handler = createRelayHandler({
  store: createSqliteRelayStore(database),
  authorize: (request) => request.headers.get("authorization")?.replace("Bearer ", "") ?? "nobody",
  handleEvents: async (events, { owner, sessionId }) => {
    await setTimeout(HANDLE_MS);
    database.transaction(() => {
      for (const { seq, type, at, detail } of events) {
        const row = { owner, sessionId, seq, type, at, detail: JSON.stringify(detail), arrivedAt: Date.now() };
        const { changes } = insert.run(row);
        if (changes === 0) database.prepare("INSERT INTO handed_again VALUES (?)").run(seq);
      }
    })();
  },
  allowedOrigins: [`http://127.0.0.1:${port}`],
  rateLimit: false,
});
const insert = database.prepare(`INSERT OR IGNORE INTO events (owner, session_id, seq, type, detail, at, arrived_at)
  VALUES (@owner, @sessionId, @seq, @type, @detail, @at, @arrivedAt)`);

const server = createAdaptorServer({
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/relay") return handler(request);
    // A request that is under way for as long as its page wants.
    if (pathname === "/hang") return new Promise<never>(() => undefined);
    const path = resolve(root, `.${pathname}`);
    const type = TYPES[/\.\w+$/.exec(path)?.[0] ?? ""];
    if (type === undefined || !path.startsWith(root + sep)) return new Response(null, { status: 404 });
    const headers = { "Content-Type": type, "Cache-Control": "no-store" };
    return readFile(path).then(
      (bytes) => new Response(new Uint8Array(bytes), { headers }),
      () => new Response(null, { status: 404 }),
    );
  },
});
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
