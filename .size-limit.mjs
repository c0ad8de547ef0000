/**
 * Budgets, gzipped. A chunk without one fails here, so that nothing grows unseen. What a page loads before intent is
 * the entry with all that it imports statically; the other numbers are what was measured, with a tenth to spare.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { chunks, staticFiles } from "./scripts/lib/chunks.mjs";
import { ROOT } from "./scripts/lib/run.mjs";
import { sessionAlone } from "./scripts/lib/session-alone.mjs";

const CHUNK_BUDGETS = {
  intent: "58 kB",
  words: "1.6 kB",
  templates: "3.8 kB",
  "element-layout": "2 kB",
  "element-picture-in-picture": "2 kB",
  "element-history": "8 kB",
  "element-diagnosis": "6 kB",
  "element-markdown": "20 kB",
  "element-devices": "6 kB",
  "element-opening": "2 kB",
  "element-pictures": "4.2 kB",
  "element-rating": "2.6 kB",
  "session-turn": "24 kB",
  "session-listening": "11 kB",
  "session-looking": "4 kB",
  "session-remembering": "13 kB",
  characters: "19.6 kB",
  room: "125 kB",
  portrait: "28 kB",
  "browser-voice": "3 kB",
  "browser-llm": "3.5 kB",
  microphone: "6 kB",
  "mic-capture": "5 kB",
  "speech-recognition-stt": "4 kB",
  "utterance-stt": "4 kB",
  "energy-vad": "4 kB",
  "browser-database": "4 kB",
  "indexed-db-thread-provider": "4 kB",
  "local-recall": "25 kB",
  "event-relay": "4.2 kB",
  "chroma-key": "2.5 kB",
  resampler: "1.5 kB",
  "providers-openai": "48 kB",
  "realtime-stt": "10.2 kB",
  ...Object.fromEntries(
    ["ar", "de", "es", "fr", "he", "hi", "it", "ja", "ko", "pl", "pt", "tr", "zh"].map((tag) => [
      `locale-${tag}`,
      "5.6 kB",
    ]),
  ),
};

const fromRoot = (path) => relative(ROOT, path);
const beforeIntent = staticFiles("live-avatar.js");

const lazy = [...chunks()].filter(([, path]) => !beforeIntent.includes(path));
for (const [name] of lazy) {
  if (!(name in CHUNK_BUDGETS)) throw new Error(`the chunk "${name}" has no budget in .size-limit.mjs`);
}

/** A headless session in somebody else's bundle: what it loads at once. It has a limit of its own, as a promise. */
async function sessionFiles() {
  const folder = join(ROOT, "artifacts", "session-alone");
  mkdirSync(folder, { recursive: true });
  const codes = await sessionAlone({ isInlined: false });
  return codes.map((code, index) => {
    const path = join(folder, `${index}.js`);
    writeFileSync(path, code);
    return fromRoot(path);
  });
}

export default [
  { name: "embed.js", path: "dist/cdn/embed.js", limit: "1.5 kB", gzip: true },
  { name: "short address", path: "dist/cdn/short-url.min.js", limit: "350 B", gzip: true },
  { name: "the one file", path: "dist/cdn/live-avatar.bundle.js", limit: "520 kB", gzip: true },
  { name: "before intent", path: beforeIntent.map(fromRoot), limit: "20 kB", gzip: true },
  { name: "{ AvatarSession }", path: await sessionFiles(), limit: "19.2 kB", gzip: true },
  ...lazy.map(([name, path]) => ({ name, path: fromRoot(path), limit: CHUNK_BUDGETS[name], gzip: true })),
];
