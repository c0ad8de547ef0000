/** The site of `relay-process.ts`, which can be killed and started again, and what it has received. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "../..");
/** It lies where the driver's package is found. */
const SCRIPT = join(ROOT, "artifacts", "relay-process.mjs");

export interface ReceivedEvent {
  readonly seq: number;
  readonly type: string;
  readonly detail: string;
  /** Milliseconds from the event in the page until it was kept. */
  readonly delay: number;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** @param pages more files of the site, by name */
export async function startRelaySite(pages: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "relay-site-"));
  const file = join(folder, "relay.db");
  const root = join(folder, "pages");
  mkdirSync(root);
  const options = { bundle: true, format: "esm", target: "es2022", logLevel: "error" } as const;
  await Promise.all([
    build({
      ...{ ...options, platform: "node", outfile: SCRIPT, external: ["better-sqlite3"] },
      entryPoints: [join(ROOT, "test/server/relay-process.ts")],
    }),
    build({
      ...options,
      outfile: join(root, "page.js"),
      entryPoints: [join(ROOT, "test/support/relay-page.client.ts")],
    }),
  ]);
  const html = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>`;
  for (const [name, source] of Object.entries({ "page.html": html, ...pages })) writeFileSync(join(root, name), source);
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(process.execPath, [SCRIPT, file, String(port), root], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout!, "data");
  };
  /** As the system does when memory is short. */
  const kill = async (): Promise<void> => {
    const ended = once(child!, "exit");
    child!.kill("SIGKILL");
    await ended;
  };
  await start();
  const read = <T>(sql: string, ...values: unknown[]): T[] => {
    const database = new Database(file, { readonly: true });
    try {
      return database.prepare(sql).all(...values) as T[];
    } finally {
      database.close();
    }
  };
  return {
    url: `http://127.0.0.1:${port}`,
    start,
    kill,
    /** Copies the built element into the site. */
    addElement: () => cpSync(join(ROOT, "dist", "cdn"), join(root, "cdn"), { recursive: true }),
    /** The events of an owner, in the order in which they were new. */
    received: (owner: string) =>
      read<ReceivedEvent>(
        "SELECT seq, type, detail, arrived_at - at AS delay FROM events WHERE owner = ? ORDER BY arrival",
        owner,
      ),
    /** How often an event was handed over again, because the process was killed before the store knew of it. */
    handedAgain: () => read<{ count: number }>("SELECT count(*) AS count FROM handed_again")[0]!.count,
    async stop(): Promise<void> {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** 1, 2, 3 … */
export const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
