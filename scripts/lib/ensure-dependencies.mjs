/** Installs the npm packages when they are missing or older than the lock file. Uses nothing but Node itself. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run } from "./run.mjs";
import { SetupError, step } from "./progress.mjs";

const STAMP = join(ROOT, "node_modules", ".live-avatar-lock");

/** @throws SetupError */
export async function ensureDependencies() {
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { code, output } = await step("Installing the npm packages", () => run(npm, ["ci"]));
  if (code !== 0) {
    throw new SetupError(`${output}\nThe packages could not be installed. Look at npm's words above, then try: npm ci`);
  }
  writeFileSync(STAMP, lock);
}
