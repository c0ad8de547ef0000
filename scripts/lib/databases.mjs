/** PostgreSQL and Redis for the tests of the stores: found, on Debian as root installed, and started on the loopback for themselves. */
import { chownSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDebianPackages } from "./debian.mjs";
import { findProgram, isExecutable } from "./find-program.mjs";
import { freePort } from "./free-port.mjs";
import { SetupError } from "./progress.mjs";
import { run } from "./run.mjs";
import { startSupervised } from "./supervised.mjs";

const DEBIAN_POSTGRES = "/usr/lib/postgresql";
const READY_WITHIN_MS = 30_000;

/** The folder with `initdb` and `postgres`: Debian keeps each version in one of its own. */
function lookForPostgres() {
  const onPath = findProgram("initdb");
  if (onPath && isExecutable(join(onPath, "..", "postgres"))) return join(onPath, "..");
  const versions = statSync(DEBIAN_POSTGRES, { throwIfNoEntry: false }) ? readdirSync(DEBIAN_POSTGRES) : [];
  return versions
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(DEBIAN_POSTGRES, version, "bin"))
    .find((folder) => isExecutable(join(folder, "initdb")));
}

/**
 * @returns {Promise<string>} the folder of PostgreSQL's programs
 * @throws SetupError when there is none and none can be installed
 */
export async function ensurePostgres() {
  if (process.env.POSTGRES_PROGRAMS) return process.env.POSTGRES_PROGRAMS;
  const found = lookForPostgres() ?? ((await installDebianPackages("postgresql")) ? lookForPostgres() : undefined);
  if (found) return found;
  throw new SetupError(
    "PostgreSQL was not found. Install it (Debian: apt-get install postgresql; macOS: brew install postgresql).",
  );
}

/**
 * @returns {Promise<string>} the path of redis-server
 * @throws SetupError when there is none and none can be installed
 */
export async function ensureRedis() {
  if (process.env.REDIS_SERVER_PATH) return process.env.REDIS_SERVER_PATH;
  const look = () => findProgram("redis-server") ?? findProgram("valkey-server");
  const found = look() ?? ((await installDebianPackages("redis-server")) ? look() : undefined);
  if (found) return found;
  throw new SetupError(
    "Redis was not found. Install it (Debian: apt-get install redis-server; macOS: brew install redis).",
  );
}

/** PostgreSQL refuses to run as root. @returns {Promise<{ user?: number[], prefix: string[] }>} */
async function ordinaryUser() {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const ids = await Promise.all(["-u", "-g"].map(async (flag) => (await run("id", [flag, "nobody"])).output.trim()));
  return {
    user: ids.map(Number),
    prefix: ["setpriv", `--reuid=${ids[0]}`, `--regid=${ids[1]}`, "--clear-groups"],
  };
}

/**
 * Starts a new PostgreSQL server, with a database of its own in a folder that goes with it. It ends with this process.
 * @returns {Promise<{ connectionString: string, pid: number, stop: () => Promise<void> }>}
 */
export async function startPostgres() {
  const programs = await ensurePostgres();
  const { user, prefix } = await ordinaryUser();
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  if (user) chownSync(folder, ...user);
  const data = join(folder, "data");
  const port = await freePort();
  const asUser = (name, args) => [...prefix, join(programs, name), "-D", data, ...args];
  const setUp = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
  const [initdb, ...initArgs] = asUser("initdb", setUp);
  const { code, output } = await run(initdb, initArgs, { cwd: folder });
  if (code !== 0) throw new Error(`initdb failed:\n${output}`);
  const settings = {
    ...{ listen_addresses: "127.0.0.1", port, unix_socket_directories: "", shared_buffers: "16MB" },
    // It outlives no power failure; what is committed outlives every process all the same.
    fsync: "off",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [program, ...args] = asUser("postgres", flags);
  const server = await startSupervised(program, args);
  await untilReady(server);
  return {
    connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pid: server.pid,
    async stop() {
      // The "fast" shutdown; SIGTERM alone would wait for every client.
      process.kill(server.pid, "SIGINT");
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Starts a new Redis server, which keeps nothing. It ends with this process.
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>}
 */
export async function startRedis() {
  const program = await ensureRedis();
  const port = await freePort();
  const server = await startSupervised(program, [
    ...["--bind", "127.0.0.1", "--port", String(port)],
    ...["--save", "", "--appendonly", "no", "--dir", tmpdir()],
  ]);
  await untilReady(server);
  return { url: `redis://127.0.0.1:${port}`, pid: server.pid, stop: server.stop };
}

/** Both say it in the same words. */
async function untilReady(server) {
  let isOver = false;
  void server.exited.then(() => (isOver = true));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!isOver && Date.now() < deadline) {
    if (/ready to accept connections/i.test(server.log())) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await server.stop();
  throw new Error(`A database did not come up:\n${server.log()}`);
}
