/**
 * The packages of test/bench/peers, which the bench compares the element with: installed once into the user's cache, by their
 * lock file and without their install scripts. Nothing of them is in the repository but names, versions and hashes.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { buildInCache, cacheFolder } from "./cache.mjs";
import { SetupError, step } from "./progress.mjs";
import { NPM, ROOT, run } from "./run.mjs";

const WISHES = join(ROOT, "test/bench/peers");
const FILES = ["package.json", "package-lock.json"];
const INSTALL_DEADLINE_MS = 6 * 60_000;

/**
 * @returns {Promise<string>} the folder that has their `node_modules`
 * @throws SetupError where the npm registry does not give them
 */
export async function ensurePeers() {
  const hash = createHash("sha256");
  for (const name of FILES) hash.update(await readFile(join(WISHES, name)));
  const place = join(cacheFolder(), `peers-${hash.digest("hex").slice(0, 12)}`);
  if (existsSync(place)) return place;
  await step("Installing the peers that the bench compares with", () =>
    buildInCache(async (folder) => {
      const project = join(folder, "peers");
      await installInto(project);
      // Another clone may have been faster: its packages are the same.
      await rename(project, place).catch((error) => {
        if (!existsSync(place)) throw error;
      });
    }),
  );
  return place;
}

/** @param {string} project a folder that is not there yet */
async function installInto(project) {
  await mkdir(project);
  for (const name of FILES) await copyFile(join(WISHES, name), join(project, name));
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const { code, output } = await run(NPM, ["ci", ...flags], { cwd: project, deadlineMs: INSTALL_DEADLINE_MS });
  if (code === 0) return;
  throw new SetupError(
    `${output}\nThe peers could not be installed: they need the npm registry. The other sections do not.`,
  );
}
