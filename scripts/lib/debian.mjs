/** Debian's packages, where this is Debian and we are root; elsewhere the caller says what to install. */
import { existsSync } from "node:fs";
import { run } from "./run.mjs";
import { step } from "./progress.mjs";

const canInstallDebianPackages = () => existsSync("/etc/debian_version") && process.getuid?.() === 0;

let isUpdated = false;

/**
 * Installs packages by name.
 * @returns {Promise<boolean>} whether they are there now
 */
export async function installDebianPackages(...names) {
  if (!canInstallDebianPackages()) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { code } = await step(`Installing ${names.join(", ")} with apt-get`, async () => {
    if (!isUpdated) await run("apt-get", ["update", "-qq"], { env });
    isUpdated = true;
    return run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], { env });
  });
  return code === 0;
}
