/** The folder of the user's cache in which every clone finds what was built or installed once. */
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

const BUILD_PREFIX = "build-";

export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "live-avatar");
}

/**
 * Builds in a folder of its own beside the rest; the work moves the finished result to its place, so that two clones at once do
 * no harm. Whatever is left in the folder goes.
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function buildInCache(work) {
  const cache = cacheFolder();
  await mkdir(cache, { recursive: true });
  await removeAbandonedBuilds(cache);
  const folder = await mkdtemp(join(cache, BUILD_PREFIX));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A build that was cut off leaves a gigabyte behind; after an hour nobody is working in it any more. */
async function removeAbandonedBuilds(cache) {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(BUILD_PREFIX)) continue;
    const path = join(cache, name);
    if (Date.now() - (await stat(path)).mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}
