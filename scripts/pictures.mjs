/**
 * `npm run pictures`: draws the portrait's visual baselines, the README's contact sheet, the demo's poster and the themes of the document anew. Look at
 * them before they are committed: what is wrong in them is right from then on.
 */
import { ensureBrowser } from "./lib/browser.mjs";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { fail } from "./lib/progress.mjs";
import { run } from "./lib/run.mjs";

async function main() {
  await ensureDependencies();
  const env = { ...process.env, CHROME_PATH: await ensureBrowser() };
  const { code } = await run(process.execPath, ["--import", "tsx", "test/visual/main.ts"], { env, live: true });
  process.exitCode = code;
}

main().catch(fail);
