/**
 * Budgets, gzipped. A chunk without one fails here, so that nothing grows unseen. What a page loads before intent is
 * the entry with all that it imports statically; the other numbers are what was measured, with a tenth to spare.
 */
import { relative } from "node:path";
import { chunks, staticFiles } from "./scripts/lib/chunks.mjs";
import { ROOT } from "./scripts/lib/run.mjs";

const CHUNK_BUDGETS = {
  intent: "24 kB",
  "session-turn": "10 kB",
  characters: "9 kB",
  room: "120 kB",
  portrait: "24 kB",
  browser: "3 kB",
  "providers-openai": "44 kB",
};

const fromRoot = (path) => relative(ROOT, path);
const beforeIntent = staticFiles("live-avatar.js");

const lazy = [...chunks()].filter(([, path]) => !beforeIntent.includes(path));
for (const [name] of lazy) {
  if (!(name in CHUNK_BUDGETS)) throw new Error(`the chunk "${name}" has no budget in .size-limit.mjs`);
}

export default [
  { name: "before intent", path: beforeIntent.map(fromRoot), limit: "20 kB", gzip: true },
  ...lazy.map(([name, path]) => ({ name, path: fromRoot(path), limit: CHUNK_BUDGETS[name], gzip: true })),
];
