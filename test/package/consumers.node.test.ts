/**
 * The declarations of the packed package, compiled by those who install it: in every TypeScript that is promised, by every way of
 * finding modules, strictly and without `skipLibCheck`, and in the templates of the frameworks that have types of their own.
 */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { block, ROOT } from "../support/documents.js";
import { PackedPackage } from "../support/packed.js";
import { isNightly } from "../support/scope.js";

interface Runner {
  readonly run: (
    program: string,
    args: readonly string[],
    options: { readonly env: NodeJS.ProcessEnv },
  ) => Promise<{ readonly code: number; readonly output: string }>;
}
interface TypeTools {
  readonly ensureTypeTools: () => Promise<string>;
}
/** A script of the project, which has no declarations. */
const script = async (name: string): Promise<unknown> =>
  import(new URL(`../../scripts/lib/${name}.mjs`, import.meta.url).href);
const { run } = (await script("run")) as Runner;
const { ensureTypeTools } = (await script("type-tools")) as TypeTools;

const COMPILER = { newest: "typescript-7", oldest: "typescript-5.4", six: "typescript-6", five: "typescript" } as const;
type Compiler = (typeof COMPILER)[keyof typeof COMPILER];

/** With every change the newest one and one run of the oldest, which takes many times as long; each night all. */
const isRun = (compiler: Compiler, isChosen = false): boolean => isNightly || isChosen || compiler === COMPILER.newest;

const PAGE = ["ES2022", "DOM", "DOM.Iterable"];

/** What the consumer's own `tsconfig.json` says beside the strict options below. */
interface Settings {
  readonly module?: string;
  readonly moduleResolution: string;
  readonly lib?: readonly string[];
  readonly types?: readonly string[];
  readonly [option: string]: unknown;
}

let packed: PackedPackage;
let tools: string;
let projects = 0;

before(async () => {
  tools = process.env["TYPE_TOOLS"] ?? (await ensureTypeTools());
  packed = new PackedPackage();
  // TypeScript finds the types of these beside them.
  packed.link(tools, ["@types/node", "@types/react", "preact", "solid-js", "svelte", "vue"]);
  packed.link(ROOT, ["@livekit/rtc-node", "livekit-server-sdk"]);
  writeFileSync(join(packed.folder, "package.json"), JSON.stringify({ type: "module" }));
});
after(() => {
  packed[Symbol.dispose]();
});

/** A folder of the project with these of our consumers, and a configuration for them. */
function project(files: readonly string[], { module = "esnext", ...settings }: Settings, more: object = {}): string {
  projects += 1;
  const folder = join(packed.folder, `consumer-${projects}`);
  mkdirSync(folder);
  for (const file of files) cpSync(join(import.meta.dirname, "consumers", file), join(folder, file));
  const compilerOptions = {
    ...{ noEmit: true, strict: true, target: "es2022", exactOptionalPropertyTypes: true, skipLibCheck: false },
    ...{ module, lib: PAGE, types: [], ...settings },
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*"], ...more }));
  return folder;
}

const tool = (name: string, path: string, args: readonly string[]): ReturnType<Runner["run"]> =>
  // The coverage of a compiler is nobody's business, and costs it a half more.
  run(process.execPath, [join(tools, "node_modules", name, path), ...args], {
    env: { ...process.env, NODE_V8_COVERAGE: undefined },
  });

async function compile(compiler: Compiler, folder: string): Promise<void> {
  const { code, output } = await tool(compiler, "bin/tsc", ["-p", folder]);
  assert.equal(output, "");
  assert.equal(code, 0);
}

/** Checks imports without names too, which TypeScript does from 5.6 on. */
const SIDE_EFFECTS = { noUncheckedSideEffectImports: true };

describe("a page's script", () => {
  const cases: readonly (readonly [Compiler, Settings])[] = [
    [COMPILER.oldest, { module: "nodenext", moduleResolution: "nodenext" }],
    [COMPILER.oldest, { moduleResolution: "bundler" }],
    [COMPILER.oldest, { moduleResolution: "node10" }],
    [COMPILER.five, { module: "nodenext", moduleResolution: "nodenext", ...SIDE_EFFECTS }],
    [COMPILER.six, { module: "node16", moduleResolution: "node16", ...SIDE_EFFECTS }],
    [COMPILER.six, { moduleResolution: "bundler", ...SIDE_EFFECTS }],
    [COMPILER.six, { moduleResolution: "node10", ignoreDeprecations: "6.0", ...SIDE_EFFECTS }],
    [COMPILER.newest, { module: "nodenext", moduleResolution: "nodenext", ...SIDE_EFFECTS }],
    [COMPILER.newest, { moduleResolution: "bundler", ...SIDE_EFFECTS }],
  ];
  for (const [index, [compiler, settings]] of cases.entries()) {
    if (!isRun(compiler, index === 0)) continue;
    it(`compiles with ${compiler}, moduleResolution ${settings.moduleResolution}`, async () => {
      await compile(compiler, project(["page.ts", "entries.ts"], settings));
    });
  }

  it("compiles as the README shows it", async () => {
    const folder = project([], { moduleResolution: "bundler", ...SIDE_EFFECTS });
    writeFileSync(join(folder, "readme.ts"), `import "live-avatar";\n${block("README.md", "querySelector")}`);
    await compile(COMPILER.newest, folder);
  });
});

describe("a program without the DOM's types", () => {
  const ES = ["ES2022"];
  const cases: readonly (readonly [Compiler, string, Settings])[] = [
    [COMPILER.oldest, "Node's", { module: "nodenext", moduleResolution: "nodenext", lib: ES, types: ["node"] }],
    [COMPILER.six, "Node's", { moduleResolution: "node10", ignoreDeprecations: "6.0", lib: ES, types: ["node"] }],
    [COMPILER.newest, "Node's", { module: "nodenext", moduleResolution: "nodenext", lib: ES, types: ["node"] }],
    [COMPILER.oldest, "a worker's", { moduleResolution: "bundler", lib: [...ES, "WebWorker"] }],
    [COMPILER.newest, "a worker's", { moduleResolution: "bundler", lib: [...ES, "WebWorker"] }],
  ];
  for (const [compiler, whose, settings] of cases) {
    if (!isRun(compiler)) continue;
    it(`compiles with ${whose} types, ${compiler}, moduleResolution ${settings.moduleResolution}`, async () => {
      await compile(compiler, project(["headless.ts"], settings));
    });
  }

  for (const compiler of [COMPILER.oldest, COMPILER.newest].filter((one) => isRun(one))) {
    it(`can use the emulator, ${compiler}`, async () => {
      const settings = { module: "nodenext", moduleResolution: "nodenext", lib: [...ES, "DOM"], types: ["node"] };
      await compile(compiler, project(["emulator.ts"], settings));
    });
  }
});

describe("a template", () => {
  const jsx: readonly (readonly [file: string, settings: object])[] = [
    ["react.tsx", { jsx: "react-jsx" }],
    ["preact.tsx", { jsx: "react-jsx", jsxImportSource: "preact" }],
    ["solid.tsx", { jsx: "preserve", jsxImportSource: "solid-js" }],
  ];
  for (const [file, settings] of jsx) {
    it(`of ${file} has the tag's attributes, properties and events`, async () => {
      await compile(COMPILER.newest, project([file], { moduleResolution: "bundler", ...settings }));
    });
  }

  if (isNightly)
    it("of react.tsx compiles with the oldest TypeScript too", async () => {
      await compile(COMPILER.oldest, project(["react.tsx"], { moduleResolution: "bundler", jsx: "react-jsx" }));
    });

  it("of vue.vue has the tag's attributes, properties and events", async () => {
    const settings = { moduleResolution: "bundler", jsx: "preserve", verbatimModuleSyntax: true };
    const folder = project(["vue.vue"], settings, { vueCompilerOptions: { strictTemplates: true } });
    const { code, output } = await tool("vue-tsc", "bin/vue-tsc.js", ["-p", folder]);
    assert.equal(output, "");
    assert.equal(code, 0);
  });

  it("of svelte.svelte has the tag's attributes, properties and events, and no others", async () => {
    const settings = { moduleResolution: "bundler", verbatimModuleSyntax: true };
    const folder = project(["svelte.svelte", "svelte-wrong.svelte"], settings);
    const args = ["--workspace", folder, "--tsconfig", "./tsconfig.json", "--output", "machine"];
    const { output } = await tool("svelte-check", "bin/svelte-check", args);
    // The lines in the order of the file that has an error in each of its tags.
    const found = [...output.matchAll(/ERROR "(.*?)" (\d+):/g)].map(([, file, line]) => `${file ?? ""}:${line ?? ""}`);
    const wrong = readFileSync(join(folder, "svelte-wrong.svelte"), "utf8").split("\n");
    const tags = wrong.flatMap((line, index) =>
      line.startsWith("<live-avatar") ? [`svelte-wrong.svelte:${index + 1}`] : [],
    );
    assert.deepEqual(found, tags);
  });
});

describe("the data for editors", () => {
  it("make VS Code's own service offer attributes and their words", async () => {
    interface Service {
      newHTMLDataProvider(id: string, data: unknown): unknown;
      getLanguageService(options: object): {
        parseHTMLDocument(document: unknown): unknown;
        doComplete(document: unknown, position: object, html: unknown): { items: { label: string }[] };
      };
      TextDocument: { create(uri: string, language: string, version: number, text: string): unknown };
    }
    const service = createRequire(join(tools, "package.json"))("vscode-html-languageservice") as Service;
    const data = JSON.parse(readFileSync(join(packed.root, "vscode.html-custom-data.json"), "utf8")) as object;
    const offered = (text: string): string[] => {
      const provider = service.newHTMLDataProvider("live-avatar", data);
      const language = service.getLanguageService({ useDefaultDataProvider: false, customDataProviders: [provider] });
      const document = service.TextDocument.create("file:///page.html", "html", 1, text.replace("|", ""));
      const at = { line: 0, character: text.indexOf("|") };
      const { items } = language.doComplete(document, at, language.parseHTMLDocument(document));
      return items.map(({ label }) => label);
    };
    assert.ok(offered("<|").includes("live-avatar"));
    const attributes = offered("<live-avatar |></live-avatar>");
    for (const name of ["token-endpoint", "no-captions", "theme"]) assert.ok(attributes.includes(name), name);
    assert.ok(!attributes.includes("state"), "which the element writes");
    assert.deepEqual(offered('<live-avatar theme="|"></live-avatar>'), ["auto", "light", "dark"]);
  });

  it("are named by package.json, and tell web-types of every attribute, event, part and variable", () => {
    const manifest = JSON.parse(readFileSync(join(packed.root, "package.json"), "utf8")) as Record<string, string>;
    const file = manifest["web-types"] ?? "";
    interface Named {
      readonly name: string;
    }
    const { name, version, contributions } = JSON.parse(readFileSync(join(packed.root, file), "utf8")) as {
      readonly name: string;
      readonly version: string;
      readonly contributions: { readonly html: { readonly elements: readonly Named[] } };
    };
    assert.deepEqual([name, version], [manifest["name"], manifest["version"]]);
    const [tag] = contributions.html.elements as readonly (Named & {
      readonly attributes: readonly Named[];
      readonly js: { readonly properties: readonly Named[]; readonly events: readonly Named[] };
      readonly css: { readonly properties: readonly Named[]; readonly parts: readonly Named[] };
    })[];
    assert.equal(tag?.name, "live-avatar");
    for (const [list, known] of [
      [tag.attributes, "token-endpoint"],
      [tag.js.properties, "tokenProvider"],
      [tag.js.events, "avatar-message"],
      [tag.css.properties, "--live-avatar-radius"],
      [tag.css.parts, "start-button"],
    ] as const) {
      assert.ok(
        list.some((one) => one.name === known),
        known,
      );
    }
  });
});
