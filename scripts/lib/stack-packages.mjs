/**
 * What the applications of test/stacks need from the registry: installed once into the user's cache, taken from there for one run
 * and given back, so that two clones at once never work in the same folder. The package itself is new in every run.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./cache.mjs";
import { NPM, ROOT, run } from "./run.mjs";

const TARBALL = "live-avatar.tgz";
const INSTALL_DEADLINE_MS = 6 * 60_000;
/** Packages that nobody has taken for so long are of versions that are gone. */
const KEPT_MS = 3 * 24 * 3_600_000;
/** What builds and this run left among the packages. */
const LEFT_BEHIND = [".cache", ".vite", ".vite-temp", ".astro", "live-avatar"];

async function inFolder(cwd, program, args, deadlineMs) {
  // What npm does is none of the coverage of a test run.
  const env = { ...process.env, NODE_V8_COVERAGE: "" };
  const { code, output } = await run(program, args, { cwd, env, deadlineMs });
  if (code !== 0) throw new Error(`${[program, ...args].join(" ")} failed (${code}):\n${output}`);
  return output;
}

/**
 * Packs the built package as `npm publish` would.
 * @param {string} folder @returns {Promise<string>} the path of the tarball
 */
export async function pack(folder) {
  await inFolder(ROOT, NPM, ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder]);
  const name = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
  await rename(join(folder, name), join(folder, TARBALL));
  return join(folder, TARBALL);
}

/** Where the packages of an application are kept: another place for each change of what it or the package depends on. */
async function placeOf(name, app) {
  const { dependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const wish = [await readFile(join(app, "package.json"), "utf8"), dependencies, process.version, process.platform];
  const hash = createHash("sha256").update(JSON.stringify(wish)).digest("hex");
  return join(cacheFolder(), "stacks", `${name}-${hash.slice(0, 12)}`);
}

/**
 * Installs what an application depends on, with the tarball as `live-avatar`.
 * @param {string} name the application's
 * @param {string} app its folder, with package.json; gets `node_modules`
 * @param {string} tarball
 * @returns {Promise<{ giveBack: () => Promise<void> }>}
 */
export async function install(name, app, tarball) {
  const place = await placeOf(name, app);
  const modules = join(app, "node_modules");
  await copyFile(tarball, join(app, TARBALL));
  // Who takes it has it alone: a second run that comes meanwhile installs its own.
  const wasKept = await rename(place, modules).then(
    () => true,
    () => false,
  );
  if (wasKept) {
    await mkdir(join(modules, "live-avatar"));
    const strip = ["--strip-components=1", "-C", join(modules, "live-avatar")];
    await inFolder(app, "tar", ["-xzf", TARBALL, ...strip]);
  } else {
    // NODE_ENV=production would leave out what builds the application.
    const flags = ["--include=dev", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"];
    await inFolder(app, NPM, ["install", ...flags], INSTALL_DEADLINE_MS);
  }
  return {
    async giveBack() {
      await Promise.all(LEFT_BEHIND.map((left) => rm(join(modules, left), { recursive: true, force: true })));
      const now = new Date();
      await utimes(modules, now, now);
      await mkdir(join(cacheFolder(), "stacks"), { recursive: true });
      // Where another run was faster, its packages are the same.
      await rename(modules, place).catch((error) => {
        if (!existsSync(place)) throw error;
      });
      await removeOld(name);
    },
  };
}

async function removeOld(name) {
  const folder = join(cacheFolder(), "stacks");
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${name}-`)) continue;
    // Another run may have taken it between two lines.
    const { mtimeMs } = await stat(join(folder, entry)).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(join(folder, entry), { recursive: true, force: true });
  }
}
