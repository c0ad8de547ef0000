/**
 * The compilers and the types of other people's packages that `test/package/consumers.node.test.ts` checks the published
 * declarations with: too many and too large for everybody's `node_modules`, so they are installed once into the user's cache.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildInCache, cacheFolder } from "./cache.mjs";
import { SetupError, step } from "./progress.mjs";
import { NPM, run } from "./run.mjs";

/** Exact versions, so that a check that was green stays green. `typescript` itself is what vue-tsc and svelte-check run. */
const PACKAGES = {
  typescript: "5.9.3",
  "typescript-5.4": "npm:typescript@5.4.5",
  "typescript-6": "npm:typescript@6.0.3",
  "typescript-7": "npm:typescript@7.0.2",
  "@types/node": "20.19.43",
  "@types/react": "19.3.3",
  preact: "10.27.2",
  "solid-js": "1.9.20",
  svelte: "5.57.3",
  "svelte-check": "4.7.8",
  "vscode-html-languageservice": "5.6.2",
  vue: "3.5.45",
  "vue-tsc": "3.3.14",
};

/**
 * @returns {Promise<string>} the folder that has `node_modules`
 * @throws SetupError
 */
export async function ensureTypeTools() {
  const manifest = JSON.stringify({ private: true, dependencies: PACKAGES });
  const name = createHash("sha256").update(manifest).digest("hex").slice(0, 12);
  const target = join(cacheFolder(), `type-tools-${name}`);
  if (existsSync(target)) return target;
  return buildInCache(async (work) => {
    const folder = join(work, "tools");
    await mkdir(folder);
    await writeFile(join(folder, "package.json"), manifest);
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
    const { code, output } = await step("Installing compilers for the check of the types (once)", () =>
      run(NPM, args, { cwd: folder }),
    );
    if (code !== 0) throw new SetupError(`${output}\nThe compilers could not be installed: see npm's words above.`);
    // Another clone may have been faster; its folder has the same in it.
    await rename(folder, target).catch((error) => {
      if (!existsSync(target)) throw error;
    });
    return target;
  });
}
