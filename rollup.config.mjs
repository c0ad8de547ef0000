/**
 * `dist/*.js` (made by tsc) → `dist/cdn/`: what a page loads from a script tag, without a bundler of its own.
 *
 * `live-avatar.js` is a façade that no chunk imports, so a page that loads `live-avatar.js?ver=2` does not evaluate shared
 * code twice. Behind it: `shell` (all that a page needs before intent), `intent` (session, assembly, conversation view)
 * and one chunk for each folder that is loaded by need: adapters, the modules of a turn, character cards; of what the browser
 * lends, one for each piece. What two of them share belongs to the one that is always loaded first.
 *
 * Beside it: `live-avatar.bundle.js`, all of that in one file, `embed.js` and `short-url.min.js` (`src/embed/`). Their hashes and
 * licences are written by `scripts/lib/cdn-metadata.mjs`.
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { basename, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import nodeResolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";

const DIST = resolve(import.meta.dirname, "dist");
const OUTPUT = resolve(DIST, "cdn");
const ENTRY = resolve(DIST, "index.js");
const { version: VERSION } = JSON.parse(await readFile(resolve(import.meta.dirname, "package.json"), "utf8"));

/** Every module that loading `roots` loads at once. */
function staticClosure(roots, getModuleInfo) {
  const seen = new Set();
  const waiting = [...roots];
  while (waiting.length > 0) {
    const id = waiting.pop();
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...(getModuleInfo(id)?.importedIds ?? []));
  }
  return seen;
}

/** The folder with a chunk of its own that a module of ours belongs to (`room`, `session-turn`, `element-layout` …), if any. */
function adapterOf(id) {
  const path = relative(DIST, id).split(sep).join("/");
  const match =
    /^(room|browser|portrait|characters|session\/(?:turn|listening|looking|remembering)|element\/(?:layout|history|markdown|devices|diagnosis|opening|pictures|rating|picture-in-picture)|providers\/[^/]+)\//.exec(
      path,
    );
  return match?.[1].replace("/", "-");
}

/** What a room and a recogniser's frames have in common. It is fetched beside either of them. */
const DEVICE = resolve(DIST, "media/microphone.js");
/** What plain English needs no part of. */
const WORDS = resolve(DIST, "element/locales/words.js");
/** Of all that is loaded by need and shows something: none of it loads another for Lit's templates. */
const TEMPLATES = resolve(DIST, "element/templates.js");
/** Of folders that are no adapters, and wanted by few pages. */
const RELAY = resolve(DIST, "backend/event-relay.js");
const CHROMA_KEY = resolve(DIST, "media/chroma-key/chroma-key.js");
/** It shares nothing with the models of its folder, which most conversations have without it. */
const REALTIME = resolve(DIST, "providers/openai/openai-realtime-stt.js");
/** Of some of those who hear: none of them loads another one for it. */
const RESAMPLER = resolve(DIST, "core/resampler.js");

/** A language of the page: the words of it. */
const LANGUAGE = /^element\/locales\/([a-z]{2,3})\.js$/;

/** The chunk of a module that is loaded by need. What the browser lends is loaded piece by piece, not by its folder. */
function chunkOf(target) {
  const [, language] = LANGUAGE.exec(relative(DIST, target).split(sep).join("/")) ?? [];
  if (language) return `locale-${language}`;
  if (target === WORDS) return "words";
  if (target === TEMPLATES) return "templates";
  if (target === DEVICE) return "microphone";
  if (target === RELAY) return "event-relay";
  if (target === CHROMA_KEY) return "chroma-key";
  if (target === REALTIME) return "realtime-stt";
  const adapter = adapterOf(target);
  return adapter === "browser" ? basename(target, ".js") : adapter;
}

function lazyTargets(ids, getModuleInfo) {
  return [...ids].flatMap((id) => getModuleInfo(id)?.dynamicallyImportedIds ?? []);
}

/** Decides the chunk of every module once, when the whole graph is known. */
function planChunks({ getModuleInfo }) {
  const plan = new Map();
  const assign = (name, ids) => ids.forEach((id) => plan.has(id) || plan.set(id, name));

  const shell = staticClosure([ENTRY], getModuleInfo);
  // The entry itself stays out: rollup would make the two one file, which chunks then import by its plain name.
  shell.delete(ENTRY);
  assign("shell", shell);

  const intent = new Set();
  const adapters = new Map();
  const waiting = lazyTargets(shell, getModuleInfo);
  while (waiting.length > 0) {
    const target = waiting.pop();
    const adapter = chunkOf(target);
    if (adapter ? adapters.has(target) : intent.has(target)) continue;
    const closure = staticClosure([target], getModuleInfo);
    if (adapter) adapters.set(target, { adapter, folder: adapterOf(target), closure });
    else closure.forEach((id) => intent.add(id));
    waiting.push(...lazyTargets(closure, getModuleInfo));
  }
  // Before all others: it is of each of them.
  assign("templates", staticClosure([TEMPLATES], getModuleInfo));
  assign("intent", intent);
  // No adapter loads another one for the sake of a module of core, media or backend that both use.
  const users = new Map();
  for (const { adapter, closure } of adapters.values()) {
    for (const id of closure) users.set(id, (users.get(id) ?? new Set()).add(adapter));
  }
  const shared = [...users].filter(([id, { size }]) => size > 1 && !adapterOf(id));
  // Models, cards and what looks at video are of no use without the modules of a turn, so what only those share comes with the turn.
  const isOfModels = (names) =>
    [...names].every((name) => /^(session-turn|session-looking|characters|providers-|realtime-)/.test(name));
  // Neither a room nor frames for a recogniser are in every conversation: the device that both hear is a chunk of its own.
  const isOfDevice = (names) => [...names].every((name) => ["room", "mic-capture", "microphone"].includes(name));
  // Threads and vectors of the browser are in one kind of database.
  const inDatabase = ["indexed-db-thread-provider", "local-recall"];
  const isOfDatabase = (names) => [...names].every((name) => inDatabase.includes(name));
  // They are kept, and a history panel is opened, where conversations are remembered.
  const ofThreads = ["element-history", "session-remembering", ...inDatabase];
  const isOfThreads = (names) => [...names].every((name) => ofThreads.includes(name));
  for (const [id, names] of users) if (names.size > 1 && isOfDatabase(names)) assign("browser-database", [id]);
  const ownerOf = (names) => {
    if (isOfModels(names)) return "session-turn";
    if (isOfDevice(names)) return "microphone";
    return isOfThreads(names) ? "session-remembering" : "intent";
  };
  for (const [id, names] of shared) {
    assign(id === RESAMPLER ? "resampler" : ownerOf(names), [id]);
  }
  const isAlone = (id, folder) => folder !== "browser" || users.get(id).size === 1;
  // The smallest first: what it shares with a larger one must not wait for that.
  const bySize = [...adapters.values()].sort((one, other) => one.closure.size - other.closure.size);
  for (const { adapter, folder, closure } of bySize) {
    // Nor does it take along what another one has in its own folder, or another piece of the same folder.
    const isOwn = (id) => adapterOf(id) === undefined || (adapterOf(id) === folder && isAlone(id, folder));
    assign(adapter, [...closure].filter(isOwn));
  }
  return plan;
}

let plan;

/**
 * Everything of the shell runs as the page loads. This line tells Chromium, which then compiles it while it arrives, on
 * another thread, instead of function by function on the page's own: script time before intent falls by two fifths.
 * https://explainers-by-googlers.github.io/explicit-javascript-compile-hints-file-based/
 */
const COMPILE_HINT = "//# allFunctionsCalledOnLoad";

/** Removes white space, last semicolons and quotes from the style sheets, which terser takes for text. CSS needs none of them. */
const minifyStyles = {
  name: "minify-styles",
  transform(code, id) {
    if (!id.endsWith(".styles.js")) return undefined;
    const minified = code.replace(/css\s*`[^`]*`/g, (sheet) =>
      sheet
        .replace(/\/\*.*?\*\//gs, "")
        .replace(/(?<=[`{};,:>])\s+|\s+(?=[{>])/g, "")
        .replaceAll(";}", "}")
        .replace(/="([a-z-]+)"\]/g, "=$1]"),
    );
    return { code: minified, map: null };
  },
};

/** Old chunks have other hashes: without this every build would leave its files to be published. */
const removeOldChunks = {
  name: "remove-old-chunks",
  async writeBundle(_options, bundle) {
    const files = await readdir(OUTPUT, { recursive: true, withFileTypes: true });
    for (const file of files) {
      const path = resolve(file.parentPath, file.name);
      const name = relative(OUTPUT, path).split(sep).join("/");
      if (file.isFile() && !(name in bundle)) await rm(path);
    }
  },
};

/** The styles for pages before the script is there. */
const emitStyles = {
  name: "emit-styles",
  async generateBundle() {
    const source = await readFile(resolve(import.meta.dirname, "src", "live-avatar.css"), "utf8");
    this.emitFile({ type: "asset", fileName: "live-avatar.css", source });
  },
};

/** The worklet as a file, for sites whose policy forbids scripts that are no files. */
const emitWorklets = {
  name: "emit-worklets",
  async generateBundle() {
    const module = pathToFileURL(resolve(DIST, "browser/worklet/capture-code.generated.js"));
    const { CAPTURE_CODE: source } = await import(module.href);
    this.emitFile({ type: "asset", fileName: "worklets/capture.js", source });
  },
};

const chunked = {
  input: { "live-avatar": ENTRY },
  output: {
    dir: OUTPUT,
    format: "es",
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    generatedCode: "es2015",
    manualChunks: (id, graph) => (plan ??= planChunks(graph)).get(id),
    onlyExplicitManualChunks: true,
    // The chunk that follows is known when the first one is: no waterfall is worth a larger entry.
    hoistTransitiveImports: false,
    freeze: false,
    banner: ({ name }) => (name === "shell" ? COMPILE_HINT : ""),
  },
  plugins: [
    // `production` keeps Lit's development build out.
    nodeResolve({ browser: true, exportConditions: ["production"] }),
    minifyStyles,
    terser({
      module: true,
      ecma: 2022,
      // The signals' checks of themselves are for whoever develops them.
      compress: { passes: 3, global_defs: { ngDevMode: false } },
      format: { comments: new RegExp(COMPILE_HINT.slice(2)) },
    }),
    emitStyles,
    emitWorklets,
    removeOldChunks,
  ],
};

/** The chunks as they were built, with their maps. */
const builtChunks = {
  name: "built-chunks",
  async load(id) {
    const [code, map] = await Promise.all([readFile(id, "utf8"), readFile(`${id}.map`, "utf8")]);
    // Most of it is not called on load: it would be compiled for nothing.
    return { code: code.replace(COMPILE_HINT, ""), map: JSON.parse(map) };
  },
};

/** Made of the chunks, which are minified. */
const oneFile = {
  input: resolve(OUTPUT, "live-avatar.js"),
  treeshake: false,
  output: {
    file: resolve(OUTPUT, "live-avatar.bundle.js"),
    format: "es",
    sourcemap: true,
    inlineDynamicImports: true,
    compact: true,
    generatedCode: "es2015",
    freeze: false,
  },
  plugins: [builtChunks],
};

/** A script of `src/embed/`, which stands alone. */
const script = (source, file, format, minification) => ({
  input: resolve(DIST, "embed", source),
  output: { file: resolve(OUTPUT, file), format, sourcemap: true },
  plugins: [
    terser({
      ...minification,
      compress: { passes: 3, global_defs: { LIVE_AVATAR_VERSION: VERSION } },
      format: { comments: false },
    }),
  ],
});

// The first one clears the folder.
export default [
  chunked,
  oneFile,
  script("embed.js", "embed.js", "iife", { ecma: 5 }),
  // A CDN that serves it for the package's address would minify it, as a classic script, but for this name.
  script("short-url.js", "short-url.min.js", "es", { module: true, ecma: 2022 }),
];
