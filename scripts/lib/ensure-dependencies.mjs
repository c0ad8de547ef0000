/** Installs the npm packages when they are missing or older than the lock file. Uses nothing but Node itself. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NPM, ROOT, run } from "./run.mjs";
import { SetupError, step } from "./progress.mjs";

const STAMP = join(ROOT, "node_modules", ".live-avatar-lock");

/** @throws SetupError */
export async function ensureDependencies() {
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === lock) return;
  // A stale folder is brought up to date in place: `npm ci` would pull it away from under a server that runs from it.
  const command = existsSync(join(ROOT, "node_modules")) ? "install" : "ci";
  const { code, output } = await step("Installing the npm packages", () => run(NPM, [command, "--include=dev"]));
  if (code !== 0) {
    throw new SetupError(
      `${output}\nThe packages could not be installed. Look at npm's words above, then try: npm ${command}`,
    );
  }
  writeFileSync(STAMP, lock);
}
