/**
 * `npm run site`: the documentation site, built into `artifacts/site` of README, `docs/`, `custom-elements.json` and `site/`. Any
 * server of files can serve it. What follows is for VitePress: `-- --base /live-avatar/` where the site is no root.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { fail, SetupError } from "./lib/progress.mjs";
import { elementOfManifest } from "./lib/reference-tables.mjs";
import { ROOT, run, runTool } from "./lib/run.mjs";
import { apiPage, homeOf, pageOf } from "./lib/site-pages.mjs";

const SOURCE = join(ROOT, "artifacts", "site-source");

/** Writes the pages, for VitePress to read. */
async function writePages() {
  const { repository } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const files = `${repository.url.replace(/^git\+/, "").replace(/\.git$/, "")}/blob/HEAD`;
  const names = (await readdir(join(ROOT, "docs"))).filter((name) => name.endsWith(".md"));
  const pages = new Map([["README.md", "index.md"], ...names.map((name) => [`docs/${name}`, `docs/${name}`])]);
  const site = { pages: new Map([...pages, ["docs/api.md", "docs/api.md"]]), files };

  await rm(SOURCE, { recursive: true, force: true });
  await mkdir(join(SOURCE, "docs"), { recursive: true });
  for (const folder of ["examples", "public"])
    await cp(join(ROOT, "site", folder), join(SOURCE, folder), { recursive: true });
  await cp(join(ROOT, "docs/images"), join(SOURCE, "docs/images"), { recursive: true });
  const isServed = (path) => !/\.map$|^importmap\.html$|^integrity\.json$/.test(basename(path));
  await cp(join(ROOT, "dist/cdn"), join(SOURCE, "public/cdn"), { recursive: true, filter: isServed });

  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  for (const [document, page] of pages) {
    const text = document === "README.md" ? homeOf(readme) : await readFile(join(ROOT, document), "utf8");
    await writeFile(join(SOURCE, page), pageOf(text, document, site));
  }
  await writeFile(join(SOURCE, "docs/api.md"), apiPage(await elementOfManifest(), readme));
}

async function main() {
  await ensureDependencies();
  const built = await run(process.execPath, ["scripts/build.mjs"], { live: true });
  if (built.code !== 0) throw new SetupError("The element could not be built: see above.");
  await writePages();
  const { code } = await runTool("vitepress", ["build", "site", ...process.argv.slice(2)], { live: true });
  process.exitCode = code;
}

main().catch(fail);
