/**
 * Builds `dist/`: tsc makes the modules and their declarations, rollup makes `dist/cdn/` of them.
 * A build of unchanged sources ends at once, so everything that needs `dist/` may simply call it.
 *
 *   node scripts/build.mjs            type errors are printed, the rest goes on: a page can be tried in mid-edit
 *   node scripts/build.mjs --strict   type errors fail the build (also where CI is set)
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeCdnMetadata } from "./lib/cdn-metadata.mjs";
import { ROOT, runTool } from "./lib/run.mjs";

const DIST = join(ROOT, "dist");
const STAMP = join(DIST, ".sources");
const strict = process.argv.includes("--strict") || Boolean(process.env.CI);

const say = (text) => process.stdout.write(`build: ${text}\n`);

/** Every file below a folder, relative to it, sorted. */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** A fingerprint of everything that the build reads. */
async function fingerprint() {
  const hash = createHash("sha256");
  const sources = (await filesBelow(join(ROOT, "src"))).map((file) => join("src", file));
  const settings = ["package.json", "package-lock.json", "rollup.config.mjs", "tsconfig.json", "tsconfig.build.json"];
  const metadata = ["scripts/lib/bundled-licences.mjs", "scripts/lib/cdn-metadata.mjs"];
  for (const file of [...settings, ...metadata, ...sources]) {
    hash.update(`\0${file}\0`).update(await readFile(join(ROOT, file)));
  }
  return hash.digest("hex");
}

/** Takes away what tsc once made of a source that is gone: nobody may import yesterday's module. */
async function removeOrphans() {
  for (const file of await filesBelow(DIST)) {
    const source = file.replace(/(\.d\.ts|\.js|\.js\.map)$/, ".ts");
    if (file.startsWith("cdn/") || file.startsWith(".") || source === file) continue;
    if (!existsSync(join(ROOT, "src", source))) await rm(join(DIST, file));
  }
}

async function step(name, tool, args) {
  say(`${name} …`);
  const { code, output, ms } = await runTool(tool, args);
  if (output.trim()) process.stdout.write(output.endsWith("\n") ? output : `${output}\n`);
  say(`${name} ${code === 0 ? "done" : "failed"} in ${(ms / 1000).toFixed(1)} s`);
  return code === 0;
}

async function build() {
  const sources = await fingerprint();
  const last = existsSync(STAMP) ? await readFile(STAMP, "utf8") : "";
  if (last === sources) {
    say("dist/ is up to date");
    return true;
  }
  await mkdir(DIST, { recursive: true });
  await rm(STAMP, { force: true });
  await removeOrphans();
  const typed = await step("modules and declarations (tsc)", ["typescript", "tsc"], ["-p", "tsconfig.build.json"]);
  if (!typed && strict) return false;
  const bundled = await step("bundle for CDNs (rollup)", "rollup", ["-c", "rollup.config.mjs"]);
  if (bundled) writeCdnMetadata();
  if (typed && bundled) await writeFile(STAMP, sources);
  return bundled;
}

process.exitCode = (await build()) ? 0 : 1;
