/**
 * What WordPress asks of a plugin's PHP: that it can be parsed, and its own coding standards (WPCS for PHP_CodeSniffer). Those come
 * by PHP's package manager, so that they are run where they are installed: `PHPCS_PATH` names a phpcs that knows `WordPress`, or
 * `composer global require wp-coding-standards/wpcs` puts one in its place.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { findProgram, isExecutable } from "./find-program.mjs";
import { say, SetupError } from "./progress.mjs";
import { run } from "./run.mjs";
import { ensurePhp } from "./wordpress-needs.mjs";
import { PLUGIN, pluginFiles } from "./wordpress-texts.mjs";

const candidates = () => [
  process.env.PHPCS_PATH,
  ...[".config/composer", ".composer"].map((folder) => join(homedir(), folder, "vendor/bin/phpcs")),
  findProgram("phpcs"),
];

/** @returns {Promise<string | undefined>} a phpcs that knows WordPress's standards */
async function findStandards(php) {
  for (const path of candidates()) {
    if (!path || !isExecutable(path)) continue;
    const { code, output } = await run(php, [path, "-i"]);
    if (code === 0 && /\bWordPress\b/.test(output)) return path;
  }
  return undefined;
}

/** @throws SetupError with what is wrong */
export async function checkStandards() {
  const php = await ensurePhp().catch((error) => {
    if (!(error instanceof SetupError) || process.env.CI) throw error;
    say(`${error.message} Not checked.`);
  });
  if (php === undefined) return;
  const files = pluginFiles(".php");
  for (const file of files) {
    const { code, output } = await run(php, ["-l", file]);
    if (code !== 0) throw new SetupError(output.trim());
  }
  say(`${files.length} files of PHP can be parsed`);
  const phpcs = await findStandards(php);
  if (phpcs === undefined) {
    say(
      "WordPress's coding standards are not installed (composer global require wp-coding-standards/wpcs): not checked",
    );
    return;
  }
  const { code, output } = await run(php, [phpcs, "-q", "--standard=phpcs.xml.dist", "."], { cwd: PLUGIN });
  if (code !== 0) throw new SetupError(output.trim());
  say("WordPress's coding standards: nothing found");
}
