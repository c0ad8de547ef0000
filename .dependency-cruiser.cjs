/**
 * Who may import whom: the picture of ARCHITECTURE.md as rules. The other half of the same check is tsconfig.headless.json.
 * `test/package/layers.node.test.ts` plants a violation of every rule and sees it fire.
 */
const vendor = (...names) => `(^|/)node_modules/(${names.join("|")})(/|$)`;
const ADAPTERS = "^src/(providers/[^/]+|room|browser|portrait)/";
/** `import type`, and `typeof import()`. */
const TYPES_ONLY = ["type-only", "type-import"];
/** The composition root. */
const ASSEMBLY = "^src/element/assembly/";
const SHELL_ENTRIES = "^src/(index|element|development)\\.ts$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule("no-circular", "Two modules that need each other are one.", {}, { circular: true }),
    rule("no-unresolvable", "What cannot be found cannot be shipped.", {}, { couldNotResolve: true }),
    rule(
      "ships-what-it-uses",
      "What a user does not get with the package, or is not told to install beside it, is not there.",
      { path: "^src/" },
      { dependencyTypes: ["npm-dev", "npm-unknown"], dependencyTypesNot: ["npm-peer", ...TYPES_ONLY] },
    ),
    rule(
      "core-imports-core-only",
      "The core is pure.",
      { path: "^src/core/" },
      { path: "^src/", pathNot: "^src/core/" },
    ),
    rule(
      "core-has-no-vendors",
      "Vendors live at the edge.",
      { path: "^src/core/" },
      { path: vendor("[^/]+"), pathNot: vendor("signal-polyfill") },
    ),
    rule(
      "signals-in-one-file",
      "One file names the signals library; who needs it imports that file.",
      { path: "^src/", pathNot: "^src/core/signals\\.ts$" },
      { path: vendor("signal-polyfill") },
    ),
    rule(
      "characters-import-core-only",
      "Characters are pure text work.",
      { path: "^src/characters/" },
      { path: "^src/", pathNot: "^src/(core|characters)/" },
    ),
    rule(
      "session-imports-core-only",
      "The session knows ports, not who implements them.",
      { path: "^src/session/" },
      { path: "^src/", pathNot: "^src/(core|session|characters)/" },
    ),
    rule(
      "media-imports-core-only",
      "What any adapter can use knows none of them.",
      { path: "^src/media/" },
      { path: "^src/", pathNot: "^src/(core|media)/" },
    ),
    rule(
      "backend-imports-core-only",
      "What any adapter can use knows none of them, and no element.",
      { path: "^src/backend/" },
      { path: "^src/", pathNot: "^src/(core|backend)/" },
    ),
    rule(
      "media-and-backend-have-no-vendors",
      "Vendors live at the edge: a request to the site, and a stop above all, waits for no library.",
      { path: "^src/(media|backend)/" },
      { path: vendor("[^/]+"), pathNot: vendor("tslib") },
    ),
    rule(
      "adapters-never-meet",
      "What two of them need is a port, or belongs to core, media or backend.",
      { path: ADAPTERS },
      { path: "^src/", pathNot: "^src/(core/|media/|backend/|$1/)" },
    ),
    rule(
      "livekit-only-in-room",
      "Vendors live at the edge.",
      { path: "^src/", pathNot: "^src/room/" },
      { path: vendor("livekit-client") },
    ),
    rule(
      "openai-only-in-its-provider",
      "Vendors live at the edge.",
      { path: "^src/", pathNot: "^src/providers/openai/" },
      { path: vendor("openai") },
    ),
    rule(
      "vad-web-only-in-its-adapter",
      "Vendors live at the edge, and a page without this detector needs neither the package nor its files: only types are imported.",
      { path: "^src/", pathNot: "^src/browser/silero-vad\\.ts$" },
      { path: vendor("@ricky0123/vad-web", "onnxruntime-web") },
    ),
    rule(
      "pako-only-in-characters",
      "Vendors live at the edge: a page without a character card does not load it.",
      { path: "^src/", pathNot: "^src/characters/" },
      { path: vendor("pako") },
    ),
    rule(
      "idb-only-in-browser",
      "Vendors live at the edge: a page that keeps no threads does not load it.",
      { path: "^src/", pathNot: "^src/browser/" },
      { path: vendor("idb") },
    ),
    rule(
      "marked-only-in-markdown",
      "A conversation without Markdown does not load it.",
      { path: "^src/", pathNot: "^src/element/markdown/" },
      { path: vendor("marked") },
    ),
    rule(
      "lit-only-in-element",
      "Nothing headless pulls Lit in.",
      { path: "^src/", pathNot: "^src/element/" },
      { path: vendor("lit", "lit-html", "lit-element", "@lit", "@lit-labs") },
    ),
    rule(
      "node-only-in-emulator",
      "Everything else runs in a page, a worker or any fetch-style runtime.",
      { path: "^src/", pathNot: "^src/emulator/" },
      { dependencyTypes: ["core"] },
    ),
    rule(
      "emulator-vendors-only-in-emulator",
      "They are optional peers of one entry point.",
      { path: "^src/", pathNot: "^src/emulator/" },
      { path: vendor("@livekit/rtc-node", "livekit-server-sdk", "espeak-ng") },
    ),
    rule(
      "nothing-imports-element",
      "The element is a client: nothing is a client of it but the two entries.",
      { path: "^src/", pathNot: ["^src/element/", SHELL_ENTRIES] },
      { path: "^src/element/" },
    ),
    rule(
      "adapters-only-through-assembly",
      "One composition root.",
      { path: ["^src/element/", SHELL_ENTRIES], pathNot: ASSEMBLY },
      { path: ADAPTERS, dependencyTypesNot: TYPES_ONLY },
    ),
    rule(
      "adapters-load-lazily",
      "A page that shows a poster does not pay for LiveKit.",
      { path: ASSEMBLY },
      { path: ADAPTERS, dependencyTypesNot: ["dynamic-import", ...TYPES_ONLY] },
    ),
    rule(
      "shell-names-session-by-type",
      "Before intent a page has only the shell.",
      { path: ["^src/element/", SHELL_ENTRIES], pathNot: ASSEMBLY },
      { path: "^src/session/", dependencyTypesNot: ["dynamic-import", ...TYPES_ONLY] },
    ),
    rule(
      "assembly-loads-lazily",
      "Session and composition root are the intent chunk.",
      { path: "^src/", pathNot: ASSEMBLY },
      { path: ASSEMBLY, dependencyTypesNot: ["dynamic-import", ...TYPES_ONLY] },
    ),
    rule(
      "server-and-emulator-stand-alone",
      "They speak the service's language, so they may know the names of its wire, and nothing of the client.",
      { path: "^src/(server|emulator)/" },
      { path: "^src/", pathNot: "^src/(core/|$1/|backend/rest-protocol\\.ts$|room/protocol\\.ts$)" },
    ),
    rule(
      "engines-behind-their-entries",
      "A handler knows the port of its store; which engine keeps it is the site's choice, and its code's weight.",
      { path: "^src/server/[^/]+$" },
      { path: "^src/server/(sqlite|postgres|redis)/" },
    ),
    rule(
      "testing-imports-core-only",
      "Fakes implement ports.",
      { path: "^src/testing/" },
      { path: "^src/", pathNot: "^src/(core|testing)/" },
    ),
    rule(
      "embed-imports-nothing",
      "A classic script of 1.5 kB.",
      { path: "^src/embed/" },
      { path: "^(src/|.*node_modules/)", pathNot: "^src/embed/" },
    ),
    rule(
      "entry-points-are-for-outsiders",
      "A room that imports its own index is a cycle in waiting.",
      { path: "^src/(providers/[^/]+|[^/]+)/", pathNot: "^src/(providers/[^/]+|[^/]+)/(index|bin)\\.ts$" },
      { path: "^src/$1/index\\.ts$" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "browser", "default", "types"],
      extensions: [".ts", ".js", ".d.ts"],
    },
  },
};
