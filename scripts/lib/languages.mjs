/** The languages in which docs/recipes.md has token endpoints: found, or on Debian as root installed. */
import { installDebianPackages } from "./debian.mjs";
import { findProgram } from "./find-program.mjs";
import { SetupError } from "./progress.mjs";
import { ensurePhp } from "./wordpress-needs.mjs";

/** @throws SetupError when the program is not there and cannot be installed */
async function ensureProgram(name, ...packages) {
  const found = findProgram(name) ?? ((await installDebianPackages(...packages)) ? findProgram(name) : undefined);
  if (found) return found;
  throw new SetupError(`${name} was not found. Install it (Debian: apt-get install ${packages.join(" ")}).`);
}

/**
 * @returns {Promise<{ php: string, python: string, go: string, puma: string }>} the paths of the programs; puma is Ruby's server
 * @throws SetupError when one of them is not there and cannot be installed
 */
export async function ensureLanguages() {
  return {
    php: await ensurePhp(),
    python: await ensureProgram("python3", "python3"),
    go: await ensureProgram("go", "golang-go"),
    puma: await ensureProgram("puma", "ruby", "puma"),
  };
}
