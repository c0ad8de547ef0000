/** The documentation site. Its pages are written by `scripts/site.mjs`; a link that leads nowhere fails the build. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { anchorOf } from "../../scripts/lib/anchors.mjs";

const pathOf = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const GROUPS = {
  "Use it": [
    "element",
    "api",
    "cdn",
    "frameworks",
    "wordpress",
    "recipes",
    "server",
    "scaling",
    "troubleshooting",
    "diagnosis",
  ],
  "How it looks": ["layouts", "theming", "languages", "reading", "writing", "devices", "chroma-key", "portrait"],
  "What it knows": ["providers", "without-a-backend", "character-cards", "memory", "vision", "voice-input"],
  "Without the element": ["headless", "renderers"],
  "Behind it": ["emulator", "speech", "bench", "releasing"],
};

const written = readdirSync(pathOf("artifacts/site-source/docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => name.slice(0, -3));
const listed = Object.values(GROUPS).flat();
const missing = written.filter((name) => !listed.includes(name));
if (missing.length > 0) throw new Error(`Name these documents in site/.vitepress/config.mjs: ${missing.join(", ")}`);

/** `voice-input` → "Voice input". */
const titleOf = (name) =>
  ({ api: "API reference", cdn: "CDNs and files", wordpress: "WordPress", element: "The element" })[name] ??
  name.replace(/^./, (letter) => letter.toUpperCase()).replaceAll("-", " ");

/** `{{char}}` in our documents is no expression of Vue's. VitePress sees to blocks of code itself. */
const keepCode = (markdown) =>
  markdown.core.ruler.push("code without expressions", ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === "code_inline") token.attrSet("v-pre", "");
    }
  });

// VitePress takes its configuration as the default export.
export default defineConfig({
  title: "live-avatar",
  description: "A live, talking avatar on any web page, with one tag.",
  lang: "en",
  srcDir: pathOf("artifacts/site-source"),
  outDir: pathOf("artifacts/site"),
  cacheDir: pathOf("artifacts/site-cache"),
  // The anchors of GitHub, so that a link leads to the same heading there and here; and colours of code with enough contrast.
  markdown: {
    anchor: { slugify: anchorOf },
    config: keepCode,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "live-avatar" } } },
  head: [
    ["link", { rel: "icon", href: "data:," }],
    ["style", {}, "html:root { --vp-code-lang-color: var(--vp-c-text-1); }"],
  ],
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Example", link: "/examples/portrait" },
      { text: "API", link: "/docs/api" },
      { text: "Troubleshooting", link: "/docs/troubleshooting" },
    ],
    sidebar: [
      {
        text: "Begin",
        items: [
          { text: "Install", link: "/" },
          { text: "A live example", link: "/examples/portrait" },
          { text: "From a script", link: "/examples/script" },
        ],
      },
      ...Object.entries(GROUPS).map(([text, names]) => ({
        text,
        items: names.map((name) => ({ text: titleOf(name), link: `/docs/${name}` })),
      })),
    ],
    outline: { level: [2, 3] },
  },
});
