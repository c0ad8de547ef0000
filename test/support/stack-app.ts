/** An application of test/stacks: put together, its packages installed, built, and served. */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { StackApp } from "../stacks/apps.js";
import { ROOT } from "./documents.js";
import { startStackSite } from "./stack-site.js";

const APPS = join(ROOT, "test/stacks/apps");
const BUILD_DEADLINE_MS = 5 * 60_000;
const READY_WITHIN_MS = 30_000;
/** No build tells its maker about us, and none counts for the coverage of this run. */
const QUIET = {
  ...{ NEXT_TELEMETRY_DISABLED: "1", NUXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1" },
  ...{ CI: "true", NODE_V8_COVERAGE: "" },
};

type Run = (
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly deadlineMs: number },
) => Promise<{ readonly code: number; readonly output: string }>;

interface StackPackages {
  readonly pack: (folder: string) => Promise<string>;
  readonly install: (name: string, app: string, tarball: string) => Promise<{ giveBack(): Promise<void> }>;
}

interface Server {
  readonly exited: Promise<number>;
  log(): string;
  stop(): Promise<void>;
}
type StartSupervised = (
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
) => Promise<Server>;

// The project's own scripts have no types.
const load = async (url: URL): Promise<unknown> => import(url.href);
const { run } = (await load(new URL("../../scripts/lib/run.mjs", import.meta.url))) as { run: Run };
export const { buildInCache } = (await load(new URL("../../scripts/lib/cache.mjs", import.meta.url))) as {
  buildInCache: (work: (folder: string) => Promise<void>) => Promise<void>;
};
const packages = (await load(new URL("../../scripts/lib/stack-packages.mjs", import.meta.url))) as StackPackages;
const { freePort } = (await load(new URL("../../scripts/lib/free-port.mjs", import.meta.url))) as {
  freePort: () => Promise<number>;
};
const { startSupervised } = (await load(new URL("../../scripts/lib/supervised.mjs", import.meta.url))) as {
  startSupervised: StartSupervised;
};

/** What an application depends on, and the tarball. Whoever has installed gives the packages back. */
export const { install } = packages;

/** Packs the built package. @returns the tarball, and what removes it */
export async function packOnce(): Promise<{ readonly tarball: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "live-avatar-pack-"));
  return { tarball: await packages.pack(folder), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Puts the sources together. */
export async function assemble(app: StackApp, folder: string): Promise<void> {
  for (const name of app.folders ?? [app.name]) await cp(join(APPS, name), folder, { recursive: true });
  await cp(join(APPS, "tools.js"), join(folder, app.tools ?? "tools.js"));
  for (const [file, text] of Object.entries(app.shown)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
}

/** For production. */
export async function build(folder: string): Promise<void> {
  const options = { cwd: folder, env: { ...process.env, ...QUIET }, deadlineMs: BUILD_DEADLINE_MS };
  const { code, output } = await run("npm", ["run", "build"], options);
  if (code !== 0) throw new Error(output);
}

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves what was built, on a free port of the loopback. */
export async function serve(app: StackApp, folder: string): Promise<Served> {
  if (typeof app.serve !== "function") {
    const site = await startStackSite(app.serve.map((part) => join(folder, part)));
    return { url: site.url, close: async () => site.close() };
  }
  const port = await freePort();
  // Nitro is told by the environment where it listens.
  const env = { ...process.env, ...QUIET, HOST: "127.0.0.1", PORT: String(port) };
  const server = await startSupervised(process.execPath, app.serve(port), { cwd: folder, env });
  try {
    await untilReady(port, server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const site = await startStackSite(port);
  return {
    url: site.url,
    async close() {
      site.close();
      await server.stop();
    },
  };
}

async function untilReady(port: number, server: Server): Promise<void> {
  const gone = new AbortController();
  void server.exited.then(() => {
    gone.abort();
  });
  const end = Date.now() + READY_WITHIN_MS;
  while (Date.now() < end && !gone.signal.aborted) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The server did not come up:\n${server.log()}`);
}
