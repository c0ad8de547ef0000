import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix, resolve } from "node:path";
import { before, describe, it } from "node:test";

const ROOT = resolve(import.meta.dirname, "../..");

/** The entry points and what each must at least bring: the promise of the documentation. */
const PROMISED: Record<string, readonly string[]> = {
  ".": ["LiveAvatarElement"],
  "./element": ["LiveAvatarElement"],
  "./session": [
    "AvatarSession",
    "LiveAvatarError",
    "parseCharacterCard",
    "buildCardMessages",
    "getCharacterGreeting",
    "getEmotionSystemPromptSuffix",
    "InMemoryThreadProvider",
  ],
  "./room": ["LiveAvatarRenderer", "LiveAvatarApi"],
  "./browser": [
    "BrowserVoice",
    "MicCapture",
    "IndexedDBThreadProvider",
    "IndexedDBVectorStore",
    "LocalStorageThreadProvider",
    "HttpThreadProvider",
    "EventRelay",
  ],
  "./portrait": ["PortraitRenderer"],
  "./openai": ["OpenAILLM", "OpenAITTS", "OpenAISTT", "OpenAIEmbedder"],
  "./server": ["createTokenHandler", "createModelHandler", "createThreadHandler", "createRelayHandler"],
  "./server/sqlite": ["createSqliteThreadStore", "createSqliteRelayStore", "createSqliteVectorStore"],
  "./server/postgres": ["createPostgresThreadStore", "createPostgresRelayStore", "createPostgresVectorStore"],
  "./server/redis": ["createRedisRateLimitStore"],
  "./emulator": ["startEmulator"],
  "./testing": ["FakeClock", "recordEvents", "FakeLLM", "FakeTTS", "FakeSTT", "FakeEmbedder"],
};
const DATA = [
  ...["./live-avatar.css", "./custom-elements.json", "./package.json"],
  ...["./web-types.json", "./vscode.html-custom-data.json"],
];
/** Declarations for the templates of frameworks; see consumers.node.test.ts. */
const TYPES = ["react", "preact", "solid", "svelte", "vue"].map((framework) => `./types/${framework}`);

interface Manifest {
  name: string;
  exports: Record<string, string | { types: string; development?: string; default: string }>;
  bin: Record<string, string>;
  unpkg: string;
  jsdelivr: string;
  customElements: string;
  main: string;
  module: string;
  types: string;
  "web-types": string;
  typesVersions: { "*": Record<string, [string]> };
  dependencies: Readonly<Record<string, string>>;
}
const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(resolve(ROOT, folder, "package.json"), "utf8")) as Manifest;
const manifest = manifestOf(".");

describe("the package", () => {
  let published: Set<string>;

  before(() => {
    execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: ROOT });
    const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [{ files }] = JSON.parse(packed) as [{ files: { path: string }[] }];
    published = new Set(files.map(({ path }) => path));
  });

  it("has these entry points and no others", () => {
    assert.deepEqual(Object.keys(manifest.exports).sort(), [...Object.keys(PROMISED), ...TYPES, ...DATA].sort());
  });

  it("publishes every file that it names", () => {
    const named = [
      ...Object.values(manifest.exports).flatMap((target) =>
        typeof target === "string" ? target : Object.values(target),
      ),
      ...Object.values(manifest.bin),
      manifest.unpkg,
      manifest.jsdelivr,
      manifest.customElements,
      ...[manifest.main, manifest.module, manifest.types, manifest["web-types"]],
    ].map((path) => posix.normalize(path));
    assert.deepEqual(
      named.filter((path) => !published.has(path)),
      [],
    );
  });

  it("publishes no leftovers of the build and no tests", () => {
    const strangers = [...published].filter((path) =>
      /(^|\/)\.|tsbuildinfo|\.test\.|^(test|scripts|artifacts)\//.test(path),
    );
    assert.deepEqual(strangers, []);
  });

  it("tells tools that read no exports the same", () => {
    const { ".": root, ...others } = manifest.exports;
    assert.ok(typeof root === "object");
    assert.deepEqual([manifest.main, manifest.module, manifest.types], [root.default, root.default, root.types]);
    const typed = Object.entries(others).flatMap(([name, target]) =>
      // Those are found at their own path.
      typeof target === "string" || TYPES.includes(name) ? [] : [[name.slice(2), [target.types]]],
    );
    assert.deepEqual(manifest.typesVersions["*"], Object.fromEntries(typed));
  });

  it("has code in the entries of types for whoever imports them with code, and none in it", async () => {
    for (const name of TYPES)
      assert.deepEqual(Object.keys((await import(posix.join(manifest.name, name))) as object), []);
  });

  it("warns where a bundler builds for development, and has no code for that elsewhere", () => {
    const ask = 'process.stdout.write(import.meta.resolve("live-avatar")); await import("live-avatar");';
    const resolved = (...conditions: string[]): string => {
      const args = [...conditions.map((name) => `--conditions=${name}`), "--input-type=module", "--eval", ask];
      return posix.basename(execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" }));
    };
    assert.deepEqual([resolved("development"), resolved()], ["development.js", "index.js"]);
    const chunks = [...published].filter((path) => /^dist\/cdn\/.*\.js$/.test(path));
    assert.ok(chunks.length > 10);
    const warning = /counts as true, because/;
    assert.match(readFileSync(resolve(ROOT, "dist/element/flag-warnings.js"), "utf8"), warning);
    for (const path of chunks) assert.doesNotMatch(readFileSync(resolve(ROOT, path), "utf8"), warning, path);
  });

  for (const [entry, names] of Object.entries(PROMISED)) {
    it(`${posix.join(manifest.name, entry)} loads in Node, without a DOM, and brings ${names.join(", ")}`, async () => {
      // The package asks for itself by its public name, as a user's import does.
      const loaded = (await import(posix.join(manifest.name, entry))) as Record<string, unknown>;
      for (const name of names) assert.equal(typeof loaded[name], "function", name);
    });
  }
});

describe("the signals", () => {
  it("are asked for in the range that @lit-labs/signals asks for, so that there is one copy", () => {
    const theirs = manifestOf("node_modules/@lit-labs/signals").dependencies["signal-polyfill"];
    assert.ok(theirs);
    assert.equal(manifest.dependencies["signal-polyfill"], theirs);
  });
});
