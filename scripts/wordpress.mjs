/**
 * The WordPress plugin.
 *
 *   node scripts/wordpress.mjs          makes artifacts/live-avatar-wordpress.zip of the plugin and the built element
 *   node scripts/wordpress.mjs texts    writes the translators' template anew; `texts --check` only compares
 *   node scripts/wordpress.mjs check    checks the PHP: syntax, and WordPress's coding standards where they are installed
 */
import { stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { fail, say, SetupError } from "./lib/progress.mjs";
import { ROOT } from "./lib/run.mjs";
import { checkStandards } from "./lib/wordpress-standards.mjs";
import { writeTexts, writeZip } from "./lib/wordpress-plugin.mjs";

const ZIP = join(ROOT, "artifacts", "live-avatar-wordpress.zip");

const COMMANDS = {
  async zip() {
    await writeZip(ZIP);
    say(`${relative(ROOT, ZIP)}: ${Math.round((await stat(ZIP)).size / 1000)} kB`);
  },
  async texts([flag]) {
    const isCheck = flag === "--check";
    if (!(await writeTexts(isCheck)) && isCheck) {
      throw new SetupError("The translators' template is not up to date: run node scripts/wordpress.mjs texts.");
    }
  },
  check: checkStandards,
};

const [name = "zip", ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) fail(new SetupError(`There is no ${name}. There are: ${Object.keys(COMMANDS).join(", ")}.`));
command(args).catch(fail);
