/** A WordPress of a test's own: files, database and web server, on the loopback and in a folder that goes with it. */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.mjs";
import { run } from "./run.mjs";
import { startSupervised } from "./supervised.mjs";
import { copyWordPress, ensureMariaDb, ensurePhp } from "./wordpress-needs.mjs";

const READY_WITHIN_MS = 30_000;
/** The editor asks for many things at once; so do visitors. */
const PHP_WORKERS = 4;
const PHP_SETTINGS = ["upload_max_filesize=32M", "post_max_size=32M", "memory_limit=256M", "opcache.enable_cli=1"];
const SALTS = ["AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"].flatMap((name) => [`${name}_KEY`, `${name}_SALT`]);
/** PHP's web server leaves its workers behind when it is ended: so its whole process group is. */
const AS_GROUP = 'set -m; "$@" & trap "kill -TERM -$!" TERM INT; wait "$!"; wait "$!" 2>/dev/null';

async function untilSaid(server, what, words) {
  let isOver = false;
  void server.exited.then(() => (isOver = true));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!isOver && Date.now() < deadline) {
    if (words.test(server.log())) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await server.stop();
  throw new Error(`${what} did not come up:\n${server.log()}`);
}

/** MariaDB with one empty database, at a socket in the folder: no port is opened. */
async function startMariaDb(folder) {
  const { server: program, install } = await ensureMariaDb();
  const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];
  const data = join(folder, "database");
  const socket = join(folder, "db.sock");
  const made = await run(install, [
    ...["--no-defaults", `--datadir=${data}`, "--auth-root-authentication-method=normal", "--skip-test-db"],
    ...asRoot,
  ]);
  if (made.code !== 0) throw new Error(`The database could not be made:\n${made.output}`);
  const begin = join(folder, "begin.sql");
  writeFileSync(begin, "CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4;\n");
  const server = await startSupervised(program, [
    ...["--no-defaults", `--datadir=${data}`, `--socket=${socket}`, "--skip-networking", `--init-file=${begin}`],
    // It outlives no power failure, and is small.
    ...["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M", "--skip-log-bin"],
    ...asRoot,
  ]);
  await untilSaid(server, "MariaDB", /ready for connections/);
  return { socket, stop: server.stop };
}

/** @returns {string} wp-config.php */
function configuration({ socket, log }) {
  const constants = {
    ...{ DB_NAME: "wordpress", DB_USER: "root", DB_PASSWORD: "", DB_HOST: `localhost:${socket}` },
    ...{ DB_CHARSET: "utf8mb4", DB_COLLATE: "" },
    ...Object.fromEntries(SALTS.map((name) => [name, randomBytes(32).toString("hex")])),
    ...{ WP_DEBUG: true, WP_DEBUG_DISPLAY: false, WP_DEBUG_LOG: log },
    // Nothing happens beside what the test does, and nobody outside is asked.
    ...{ DISABLE_WP_CRON: true, AUTOMATIC_UPDATER_DISABLED: true, FS_METHOD: "direct" },
    ...{ WP_HTTP_BLOCK_EXTERNAL: true, WP_ACCESSIBLE_HOSTS: "127.0.0.1" },
  };
  const lines = Object.entries(constants).map(([name, value]) => {
    const php = typeof value === "boolean" ? String(value) : `'${value}'`;
    return `define( '${name}', ${php} );`;
  });
  const end = ["$table_prefix = 'wp_';", "if ( ! defined( 'ABSPATH' ) ) define( 'ABSPATH', __DIR__ . '/' );"];
  return ["<?php", ...lines, ...end, "require_once ABSPATH . 'wp-settings.php';", ""].join("\n");
}

/**
 * Starts a WordPress that is not installed yet: its first page asks for the name of the site. It ends with this process.
 * @param {Readonly<Record<string, string>>} [mustUse] plugins of the test's own that are always on, by file name
 * @returns {Promise<{ url: string, folder: string, log: () => string, php: (code: string) => Promise<string>, stop: () => Promise<void> }>}
 *   `log` is what PHP warned of; `php` runs code inside WordPress and returns what it prints
 */
export async function startWordPress(mustUse = {}) {
  const php = await ensurePhp();
  const folder = mkdtempSync(join(tmpdir(), "live-avatar-wp-"));
  const log = join(folder, "debug.log");
  const root = await copyWordPress(folder);
  const database = await startMariaDb(folder);
  writeFileSync(join(root, "wp-config.php"), configuration({ socket: database.socket, log }));
  const always = join(root, "wp-content", "mu-plugins");
  mkdirSync(always, { recursive: true });
  for (const [name, source] of Object.entries(mustUse)) writeFileSync(join(always, name), source);
  const port = await freePort();
  const settings = PHP_SETTINGS.flatMap((setting) => ["-d", setting]);
  const server = await startSupervised("bash", [
    ...["-c", AS_GROUP, "php-server", "env", `PHP_CLI_SERVER_WORKERS=${PHP_WORKERS}`],
    ...[php, ...settings, "-S", `127.0.0.1:${port}`, "-t", root],
  ]);
  await untilSaid(server, "PHP's web server", /Development Server .* started/);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    folder: root,
    log: () => {
      try {
        return readFileSync(log, "utf8");
      } catch {
        return ""; // nothing was warned of
      }
    },
    async php(code) {
      const load = `$_SERVER['HTTP_HOST'] = '127.0.0.1:${port}'; require '${root}/wp-load.php'; ${code}`;
      const { code: status, output } = await run(php, ["-d", "display_errors=stderr", "-r", load]);
      if (status !== 0) throw new Error(`PHP failed:\n${output}`);
      return output;
    },
    async stop() {
      await server.stop();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
