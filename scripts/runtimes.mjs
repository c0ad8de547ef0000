/**
 * `npm run runtimes`: the handlers of a site's backend, attacked on Node, Bun, Deno and workerd. The runtimes are npm packages,
 * installed once into the user's cache. `-- bun deno` attacks these alone. Prints the figures of docs/server.md.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { register } from "tsx/esm/api";
import { freePort } from "./lib/free-port.mjs";
import { fail, SetupError, step } from "./lib/progress.mjs";
import { ROOT, run } from "./lib/run.mjs";

register();
const { attack, KEY } = await import("../test/runtimes/attacks.js");
const { HOSTS } = await import("../test/runtimes/hosts.js");
const { startUpstream } = await import("../test/runtimes/upstream.js");

const PACKAGES = { bun: "1.4.5", deno: "2.9.6", workerd: "1.20261117.1" };
const READY_WITHIN_MS = 15_000;

async function installRuntimes() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "live-avatar", `runtimes-${Object.values(PACKAGES).join("-")}`);
  const bin = join(folder, "node_modules", ".bin");
  if (existsSync(join(bin, "workerd"))) return bin;
  const packages = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  // Their programs are in packages of their own: no install script has to run.
  const flags = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  await step("installing Bun, Deno and workerd, once (350 MB)", async () => {
    await mkdir(folder, { recursive: true });
    const { code, output } = await run("npm", ["install", "--prefix", folder, ...flags, ...packages]);
    if (code !== 0) throw new SetupError(`npm could not install ${packages.join(", ")}:\n${output}`);
  });
  return bin;
}

/** The program in one of the packages, where its command is a script that an install script would have replaced. */
function programOf(bin, name) {
  if (name === "node") return process.execPath;
  const modules = join(bin, "..");
  const { platform, arch } = process;
  const candidates = {
    bun: [`@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}/bin/bun`],
    deno: [`@deno/${platform}-${arch}-glibc/deno`, `@deno/${platform}-${arch}/deno`],
    workerd: [`@cloudflare/workerd-${platform}-${arch === "x64" ? "64" : arch}/bin/workerd`],
  }[name];
  return candidates.map((path) => join(modules, path)).find((path) => existsSync(path)) ?? join(bin, name);
}

/** The most memory that a process has had, in MB; 0 where the system does not tell. */
function peakMemory(pid) {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
  } catch {
    return 0; // it has ended, or this is no Linux
  }
}

async function attackRuntime(name, bin, upstream) {
  const folder = await mkdtemp(join(tmpdir(), "live-avatar-runtime-"));
  const port = await freePort();
  const server = pathToFileURL(join(ROOT, "node_modules/@hono/node-server/dist/index.mjs")).href;
  const { files, command } = HOSTS[name]({ port, upstream: upstream.url, key: KEY, server });
  await build({
    entryPoints: [join(ROOT, "test/runtimes/app.js")],
    outfile: join(folder, "app.mjs"),
    ...{ bundle: true, format: "esm", platform: "neutral", target: "es2022", logLevel: "error" },
  });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  const [program, ...args] = command;
  const child = spawn(programOf(bin, program), args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const output of [child.stdout, child.stderr]) output.on("data", (data) => (log += data));
  try {
    await untilReady(`http://127.0.0.1:${port}/ready`, child, () => log);
    return await attack({ port, upstream, log: () => log, memory: () => peakMemory(child.pid) });
  } finally {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  }
}

async function untilReady(url, child, log) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const isUp = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not come up:\n${log().slice(-2000)}`);
}

async function main() {
  const asked = process.argv.slice(2);
  const bin = await installRuntimes();
  const upstream = await startUpstream();
  const results = {};
  let failed = 0;
  for (const name of Object.keys(HOSTS).filter((host) => asked.length === 0 || asked.includes(host))) {
    const { failures, figures } = await step(`attacking the handlers on ${name}`, () =>
      attackRuntime(name, bin, upstream),
    );
    results[name] = figures;
    failed += failures.length;
    for (const failure of failures) console.error(`${name}: ${failure}`);
  }
  upstream.close();
  const hosts = Object.keys(results);
  const rows = Object.keys(Object.values(results)[0] ?? {}).map((row) => [
    row,
    ...hosts.map((host) => results[host][row]),
  ]);
  console.log(
    [["attack", ...hosts], hosts.map(() => "---").concat("---"), ...rows]
      .map((row) => `| ${row.join(" | ")} |`)
      .join("\n"),
  );
  console.log(failed === 0 ? "Every attack was held off." : `${failed} attacks got through.`);
  process.exit(failed === 0 ? 0 : 1);
}

main().catch(fail);
