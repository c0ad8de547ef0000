/**
 * Serves the files that our documents show, by the name in their first line, to tests in the browser:
 * `/recipes/docs/renderers.md/mouth-renderer.js`. What they import from the package are our sources.
 */
import { readFileSync } from "node:fs";

const ROOMS = { openai: "providers/openai" };

const sourceOf = (entry) => (entry ? `/src/${ROOMS[entry] ?? entry}/index.ts` : "/src/index.ts");

export const recipes = {
  name: "recipes",
  serve({ path }) {
    const [, document, file] = /^\/recipes\/(.+\.md)\/([\w-]+\.js)$/.exec(path) ?? [];
    if (!document) return undefined;
    const text = readFileSync(new URL(`../../${document}`, import.meta.url), "utf8");
    const [, source] =
      [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].find(([, body]) => body.startsWith(`// ${file}\n`)) ?? [];
    if (source === undefined) return { status: 404 };
    const body = source.replaceAll(
      /(from |import )"live-avatar(?:\/(\w+))?"/g,
      (_, how, entry) => `${how}"${sourceOf(entry)}"`,
    );
    return { body, type: "js" };
  },
};
