/** The applications of test/stacks/apps: what each is made of, and how it is served. Its versions stand in its package.json. */
import { block } from "../support/documents.js";

const DOCUMENT = "docs/frameworks.md";

export interface StackApp {
  readonly name: string;
  /** The folders of test/stacks/apps that it is put together from. Default: its own. */
  readonly folders?: readonly string[];
  /** The folder of it in which tools.js stands, and under which name. Default: its own folder. */
  readonly tools?: string;
  /** What docs/frameworks.md shows, by the file that it becomes. */
  readonly shown: Readonly<Record<string, string>>;
  /** The folders whose files are served, or the script that serves, as Node's arguments. */
  readonly serve: readonly string[] | ((port: number) => readonly string[]);
  /** Where a conversation is held. Default: the first page. */
  readonly pages?: readonly string[];
}

const shown = (words: string): string => block(DOCUMENT, words);
const main = { "main.js": shown("// main.js") };

/** Those of every change. */
export const EVERYDAY: readonly StackApp[] = [
  { name: "react", shown: { "src/avatar.jsx": shown("// avatar.jsx") }, tools: "src/tools.js", serve: ["dist"] },
  {
    name: "next",
    shown: { "app/avatar.jsx": shown("// client-avatar.jsx") },
    tools: "app/tools.js",
    serve: (port) => ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", String(port)],
  },
  {
    name: "vue",
    shown: { "vite.config.js": shown("// vite.config.js"), "src/Avatar.vue": shown("<!-- Avatar.vue -->") },
    tools: "src/tools.js",
    serve: ["dist"],
  },
  {
    name: "plain",
    shown: { ...main, "shop-help.js": shown("// shop-help.js") },
    serve: ["public", "dist"],
    pages: ["/", "/shadow.html"],
  },
];

/** … those of each night. */
export const NIGHTLY: readonly StackApp[] = [
  {
    name: "nuxt",
    shown: { "nuxt.config.ts": shown("// nuxt.config.ts"), "app/Avatar.vue": shown("<!-- Avatar.vue -->") },
    tools: "app/tools.js",
    serve: () => [".output/server/index.mjs"],
  },
  {
    name: "svelte",
    shown: { "src/Avatar.svelte": shown("<!-- Avatar.svelte -->") },
    tools: "src/tools.js",
    serve: ["dist"],
  },
  {
    name: "angular",
    shown: { "src/avatar.component.ts": shown("// avatar.component.ts") },
    tools: "src/tools.ts",
    serve: ["dist/shop/browser"],
  },
  {
    name: "astro",
    shown: { "src/pages/index.astro": shown("// index.astro"), "src/main.js": shown("// main.js") },
    tools: "src/tools.js",
    serve: ["dist"],
  },
];

/** … and the bundlers without a framework, each night as well. */
export const BUNDLERS: readonly StackApp[] = [
  { name: "webpack", folders: ["plain", "webpack"], shown: main, serve: ["public", "dist"] },
  { name: "rollup", folders: ["plain", "rollup"], shown: main, serve: ["public", "dist"] },
  { name: "parcel", shown: main, serve: ["dist"] },
];
