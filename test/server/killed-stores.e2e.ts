/** Processes that are killed in the middle of their writes, at random moments: what was acknowledged is there, and all of it is whole. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import Database from "better-sqlite3";
import { build } from "esbuild";
import pg from "pg";
import { createPostgresThreadStore } from "../../src/server/postgres/index.js";
import { createSqliteThreadStore } from "../../src/server/sqlite/index.js";
import { LIMITS, thread } from "../contracts/thread-store.js";
import { startPostgres } from "../support/databases.js";
import { randomFrom } from "../support/random.js";
import { appendKept, batchOf, checkAppends } from "./kept-appends.js";

const KILLS = 60;
const LONGEST_MS = 100;
const RECOVERY_MS = 20_000;
const seed = Number(process.env["SEED"] ?? Date.now() % 1e9);
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The writer as one file, which starts at once; it lies where the driver's package is found. */
const SCRIPT = resolve(import.meta.dirname, "../../artifacts/append-process.mjs");

describe(`stores whose process is killed (SEED=${seed})`, () => {
  it("keep everything in SQLite, with two processes on one file", async (context) => {
    const random = randomFrom(seed);
    const folder = mkdtempSync(join(tmpdir(), "killed-"));
    const file = join(folder, "threads.db");
    const entry = join(import.meta.dirname, "append-process.ts");
    const options = { bundle: true, platform: "node", format: "esm" } as const;
    await build({ ...options, entryPoints: [entry], outfile: SCRIPT, external: ["better-sqlite3"] });
    /** By thread: a round has one of its own, for a fast machine fills a thread. */
    const rounds = new Map<string, Map<string, number>>();
    let [kills, unsaid] = [0, 0];
    try {
      while (kills < KILLS) {
        const threadId = `round-${kills}`;
        const acknowledged = new Map<string, number>();
        rounds.set(threadId, acknowledged);
        const writers = ["one", "two"].map((name) => {
          acknowledged.set(name, 0);
          const args = [SCRIPT, file, threadId, name];
          const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
          const lines = createInterface({ input: child.stdout });
          lines.on("line", (line) => acknowledged.set(name, Number(line) + 1));
          const ended = once(lines, "close");
          const failed = ended.then(() => assert.fail(`${name} has ended by itself`));
          failed.catch(() => undefined); // it is killed later
          return { child, begun: Promise.race([once(lines, "line"), failed]), ended };
        });
        await Promise.all(writers.map(({ begun }) => begun));
        for (const { child } of writers) {
          await later(random() * LONGEST_MS);
          child.kill("SIGKILL");
          kills += 1;
        }
        await Promise.all(writers.map(({ ended }) => ended));
        const database = new Database(file);
        unsaid += await checkAppends(createSqliteThreadStore(database), threadId, acknowledged);
        assert.deepEqual(database.pragma("integrity_check"), [{ integrity_check: "ok" }]);
        database.close();
      }
      const database = new Database(file);
      const store = createSqliteThreadStore(database);
      for (const [threadId, acknowledged] of rounds) await checkAppends(store, threadId, acknowledged);
      database.close();
      const counts = [...rounds.values()].flatMap((acknowledged) => [...acknowledged.values()]);
      const count = counts.reduce((sum, one) => sum + one);
      context.diagnostic(`${kills} kills, ${count} appends acknowledged, ${unsaid} kept that were not`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("keep everything in PostgreSQL, when its backends die", async (context) => {
    const random = randomFrom(seed);
    const server = await startPostgres();
    const connect = (name: string) => {
      const { connectionString } = server;
      const pool = new pg.Pool({ connectionString, max: 2, application_name: name, idleTimeoutMillis: 1000 });
      pool.on("error", () => undefined);
      return pool;
    };
    const pools = [connect("writer"), connect("writer"), connect("reader")];
    const [one, two, reader] = pools.map((pool) => createPostgresThreadStore(pool));
    const acknowledged = new Map<string, number>();
    let [kills, unsaid] = [0, 0];
    try {
      await reader!.saveThread("ada", thread("a"), LIMITS);
      while (kills < KILLS) {
        let [failures, isKilled] = [0, false];
        const writing = [one!, two!].map(async (store, side) => {
          const name = `${side}-${kills}`;
          acknowledged.set(name, 0);
          for (let count = 0; ;) {
            try {
              await appendKept(store, "a", batchOf(name, count));
              acknowledged.set(name, (count += 1));
            } catch (error) {
              if (error instanceof assert.AssertionError) throw error;
              if (isKilled) break;
              // Its pool still had a connection to a backend of the round before.
              await later(5);
            }
          }
          failures += 1;
        });
        while ([0, 1].some((side) => acknowledged.get(`${side}-${kills}`) === 0)) await later(5);
        await later(random() * LONGEST_MS);
        const backends = "SELECT pid FROM pg_stat_activity WHERE application_name = 'writer'";
        let victims: { pid: number }[] = [];
        while (victims.length === 0) victims = (await pools[2]!.query<{ pid: number }>(backends)).rows;
        isKilled = true;
        process.kill(victims[Math.floor(random() * victims.length)]!.pid, "SIGKILL");
        kills += 1;
        await Promise.all(writing);
        assert.equal(failures, 2, "the server ends every connection when a backend dies");
        // The server ends the reader's connection, too, a moment sooner or later.
        const deadline = Date.now() + RECOVERY_MS;
        for (let isRead = false; !isRead;) {
          try {
            unsaid = await checkAppends(reader!, "a", acknowledged);
            isRead = true;
          } catch (error) {
            if (error instanceof assert.AssertionError || Date.now() > deadline) throw error;
            await later(50);
          }
        }
      }
      const count = [...acknowledged.values()].reduce((sum, some) => sum + some);
      context.diagnostic(`${kills} kills, ${count} appends acknowledged, ${unsaid} kept that were not`);
    } finally {
      await Promise.all(pools.map((pool) => pool.end()));
      await server.stop();
    }
  });
});
