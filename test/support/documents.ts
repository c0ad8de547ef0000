/**
 * Every block of code in our documents, and the test that runs it. A test gets its blocks from here, by some words that
 * stand in them, so that a block which nobody runs is found by `test/docs/every-block.node.test.ts`.
 */
import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

/** What somebody reads who has never been here. Decisions tell of their day and are not kept up. */
export const DOCUMENTS = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"],
  ...readdirSync(resolve(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

export interface Block {
  readonly language: string;
  readonly source: string;
}

interface Claim {
  readonly document: string;
  readonly language: string;
  /** Words that stand in this block, and in no other of its document and language. */
  readonly words: string;
  /** The file that runs it. */
  readonly test: `test/${string}`;
}

const claims = (
  document: string,
  test: Claim["test"],
  blocks: readonly (readonly [language: string, words: string])[],
): Claim[] => blocks.map(([language, words]) => ({ document, test, language, words }));

export const CLAIMS: readonly Claim[] = [
  ...claims("README.md", "test/docs/readme.node.test.ts", [
    ["sh", "npm install"],
    ["html", "/live-avatar/live-avatar.js"],
    ["html", "<live-avatar token-endpoint"],
    ["html", "embed.js"],
    ["html", "<live-avatar llm-base-url"],
    ["js", 'import "live-avatar";'],
    ["js", "createTokenHandler"],
    ["js", "querySelector"],
    ["css", "live-avatar:state(speaking)"],
    ["js", "new LiveAvatarRenderer"],
  ]),
  ...claims("README.md", "test/docs/policy.node.test.ts", [["html", "<iframe"]]),
  ...claims("README.md", "test/docs/commands.node.test.ts", [["sh", "npm run demo"]]),
  ...claims("CONTRIBUTING.md", "test/docs/commands.node.test.ts", [["sh", "curl -N"]]),
  ...claims("docs/speech.md", "test/docs/commands.node.test.ts", [["sh", "npm run speech"]]),
  ...claims("docs/cdn.md", "test/e2e/embed.e2e.ts", [["html", "embed.js"]]),
  ...claims("docs/cdn.md", "test/e2e/cdn.e2e.ts", [
    ["html", "live-avatar.js"],
    ["html", 'live-avatar@1"'],
    ["sh", "importmap.html"],
  ]),
  ...claims("docs/emulator.md", "test/docs/commands.node.test.ts", [["sh", "npm run emulator"]]),
  ...claims("docs/character-cards.md", "test/docs/character-cards.node.test.ts", [["js", "parseCharacterCard"]]),
  ...claims("docs/element.md", "test/docs/element.node.test.ts", [
    ["html", "<script type"],
    ["html", "system-prompt"],
    ["html", 'layout="floating"'],
    ["html", 'memory="local"'],
  ]),
  ...claims("docs/element.md", "test/docs/element.test.ts", [
    ["js", "// remembering.js"],
    ["html", "height: 500px"],
  ]),
  ...claims("docs/devices.md", "test/docs/element.node.test.ts", [["html", "talk-key"]]),
  ...claims("docs/layouts.md", "test/docs/layouts.test.ts", [["html", 'on-close="mute"']]),
  ...claims("docs/theming.md", "test/docs/theming.test.ts", [
    ["css", "::part(start-button)"],
    ["html", "This paragraph stays"],
    ["html", 'slot="consent"'],
    ["js", "// consent.js"],
  ]),
  ...claims("docs/chroma-key.md", "test/docs/element.node.test.ts", [["html", "chroma-key"]]),
  ...claims("docs/voice-input.md", "test/docs/element.node.test.ts", [["html", "stt-base-url"]]),
  ...claims("docs/frameworks.md", "test/docs/frameworks.node.test.ts", [
    ["jsx", "// avatar.jsx"],
    ["vue", "<!-- Avatar.vue -->"],
    ["svelte", "<!-- Avatar.svelte -->"],
    ["ts", "// avatar.component.ts"],
  ]),
  ...claims("docs/frameworks.md", "test/stacks/apps.ts", [
    ["jsx", "// client-avatar.jsx"],
    ["js", "// vite.config.js"],
    ["ts", "// nuxt.config.ts"],
    ["astro", "// index.astro"],
    ["js", "// main.js"],
    ["js", "// shop-help.js"],
  ]),
  ...claims("docs/providers.md", "test/docs/providers.node.test.ts", [
    ["js", "new OpenAILLM"],
    ["js", "// recogniser.js"],
    ["js", "// my-models.js"],
    ["js", "// sse-llm.js"],
    ["js", "// local-llm.js"],
  ]),
  ...claims("docs/providers.md", "test/docs/providers.test.ts", [["js", "// page.js"]]),
  ...claims("docs/voice-input.md", "test/docs/finding-speech.test.ts", [
    ["js", "// silero.js"],
    ["js", "// whole-recordings.js"],
  ]),
  ...claims("docs/renderers.md", "test/docs/renderers.test.ts", [
    ["js", "// portrait.js"],
    ["js", "// mouth-renderer.js"],
    ["html", '<live-avatar id="avatar"'],
    ["js", "// page.js"],
  ]),
  ...claims("docs/diagnosis.md", "test/docs/diagnosis.test.ts", [["js", "// diagnose.js"]]),
  ...claims("docs/writing.md", "test/docs/writing.test.ts", [
    ["html", 'gate="choice"'],
    ["html", 'slot="suggestions"'],
    ["js", "// rating.js"],
  ]),
  ...claims("docs/vision.md", "test/docs/vision.test.ts", [
    ["html", 'vision="camera screen"'],
    ["js", "// seeing.js"],
  ]),
  ...claims("docs/languages.md", "test/docs/languages.test.ts", [
    ["html", "avatar-name"],
    ["js", "// own-words.js"],
    ["js", "// dutch.js"],
    ["js", "// czech.js"],
  ]),
  ...claims("docs/memory.md", "test/docs/memory.test.ts", [
    ["js", "// threads.js"],
    ["js", "// remembering.js"],
    ["js", "// thread-files.js"],
  ]),
  ...claims("docs/portrait.md", "test/portrait/docs.test.ts", [
    ["js", "await portrait.speak"],
    ["css", "#face {"],
    ["js", "new BrowserVoice"],
    ["js", "portrait.paused"],
  ]),
  ...claims("docs/without-a-backend.md", "test/docs/without-a-backend.test.ts", [
    ["html", 'llm="browser"'],
    ["js", "BrowserLLM.availability"],
  ]),
  ...claims("docs/voice-input.md", "test/docs/without-a-backend.test.ts", [["js", "SpeechRecognitionSTT.isAvailable"]]),
  ...claims("docs/voice-input.md", "test/docs/voice-input.test.ts", [["js", "// microphone.js"]]),
  ...claims("docs/server.md", "test/docs/server.node.test.ts", [
    ["js", "createTokenHandler"],
    ["js", "createModelHandler"],
    ["js", "createRealtimeTokenHandler"],
    ["js", "createSqliteThreadStore"],
    ["js", "createSqliteRelayStore"],
    ["js", "// going-on.js"],
  ]),
  ...claims("docs/server.md", "test/docs/mounting.node.test.ts", [
    ["js", "// hono.js"],
    ["js", "// express.js"],
    ["ts", "// app/api/live-avatar/token/route.ts"],
    ["js", "// worker.js"],
    ["js", "// deno.js"],
    ["js", "// bun.js"],
    ["js", "// node.js"],
  ]),
  ...claims("docs/server.md", "test/docs/relay.test.ts", [["js", "// relay.js"]]),
  ...claims("docs/server.md", "test/server/postgres-stores.e2e.ts", [["js", "createPostgresThreadStore"]]),
  ...claims("docs/server.md", "test/server/redis-stores.e2e.ts", [["js", "createRedisRateLimitStore"]]),
  ...claims("docs/wordpress.md", "test/wordpress/wordpress.e2e.ts", [["php", "// strict.php"]]),
  ...claims("docs/recipes.md", "test/docs/recipes.e2e.ts", [
    ["php", "// token.php"],
    ["python", "# token_endpoint.py"],
    ["go", "// token.go"],
    ["ruby", "# config.ru"],
  ]),
  ...claims("docs/recipes.md", "test/docs/recipes.node.test.ts", [
    ["js", "// attributes.js"],
    ["js", "// sanitized.js"],
  ]),
  ...claims("docs/recipes.md", "test/docs/recipes.test.ts", [
    ["html", "/live-avatar/live-avatar.js"],
    ["js", "// purified.js"],
  ]),
  ...claims("docs/headless.md", "test/docs/headless.node.test.ts", [
    ["js", "// avatar.mjs"],
    ["js", "// hello.mjs"],
    ["js", "// events.mjs"],
    ["js", "// tools.mjs"],
    ["js", "// interrupt.mjs"],
    ["js", "// swap.mjs"],
    ["js", "// errors.mjs"],
    ["js", "// testing.mjs"],
    ["js", "// models.mjs"],
  ]),
  ...claims("docs/voice-input.md", "test/docs/voice-input.node.test.ts", [["js", "// listening.mjs"]]),
];

/** Text blocks show what is printed or sent: nothing in them could be run. */
const SHOWN_ONLY = ["text"];

export const textOf = (document: string): string => readFileSync(resolve(ROOT, document), "utf8");

/** The fenced blocks of a document, in their order. A fence without a language is a block of language "". */
export const blocksIn = (text: string): Block[] =>
  [...text.matchAll(/^(`{3,}|~{3,})([^\n]*)\n([\s\S]*?)^\1[ \t]*$/gm)].map(([, , info = "", source = ""]) => ({
    language: info.trim(),
    source,
  }));

export const codeIn = (text: string): Block[] =>
  blocksIn(text).filter(({ language }) => !SHOWN_ONLY.includes(language));

/** The blocks of a document that a claim could mean. */
export const candidates = ({ document, language, words }: Claim): Block[] =>
  codeIn(textOf(document)).filter((block) => block.language === language && block.source.includes(words));

/** A chapter of a document, from its heading to the next of any level. */
export function chapter(document: string, heading: string): string {
  const text = textOf(document);
  const from = text.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`${document} has no "${heading}"`);
  const rest = text.slice(from + 1);
  const to = rest.slice(heading.length).search(/^#+ /m);
  return to < 0 ? rest : rest.slice(0, heading.length + to);
}

/** The rows of the first table in a text, without its head. */
export function rowsOf(text: string): string[][] {
  const [, table = ""] = /((?:^\|.*\|\n)+)/m.exec(`${text}\n`) ?? [];
  const cellsOf = (row: string): string[] =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
  return table.trim().split("\n").slice(2).map(cellsOf);
}

/** The block of that document with these words in it. */
export function block(document: string, words: string): string {
  const claimed = CLAIMS.filter((claim) => claim.document === document && claim.words === words);
  const found = claimed.flatMap(candidates);
  if (claimed.length === 1 && found.length === 1) return found[0]!.source;
  throw new Error(`${document}: ${claimed.length} claims and ${found.length} blocks with the words "${words}"`);
}
